//! The program against the sandbox behind nginx, haproxy and caddy, and through tinyproxy; and the
//! systemd unit, whose command receives notifications.

#[allow(dead_code, reason = "tests/all uses the rest")]
#[path = "all/common.rs"]
mod common;
#[allow(dead_code, reason = "tests/all uses the rest")]
#[path = "all/listener.rs"]
mod listener;

use std::fs;
use std::time::Duration;

use gigapay_sandbox::{Fault, Sandbox, Tls};
use gigapay_webhooks_proxies::{Kind, Proxy};
use serde_json::json;

use common::*;
use listener::{KEY, Listening};

/// Runs the program against the API behind this server.
fn through(proxy: &Proxy, arguments: &[&str]) -> Run {
    let mut command = program();
    command
        .env("GIGAPAY_BASE_URL", proxy.base_url())
        .env("GIGAPAY_TOKEN", TOKEN)
        .env("GIGAPAY_INTEGRATION_ID", INTEGRATION)
        .args(arguments)
        .arg("--json");
    finish(command)
}

const REGISTER: [&str; 3] = [
    "register",
    "--url=https://example.com/å",
    "--event=Payout.created",
];

#[test]
fn all_six_operations_pass_through_servers_that_compress() {
    for kind in Kind::COMPRESSING {
        let sandbox = sandbox();
        let proxy = Proxy::start(kind, sandbox.addr());
        let id = "--id=pump 7/å";
        let registered = through(&proxy, &[&REGISTER[..], &[id]].concat()).line();
        assert_eq!(registered["id"], "pump 7/å", "{kind:?}");
        assert_eq!(
            through(&proxy, &["retrieve", "pump 7/å"]).line(),
            registered,
            "{kind:?}"
        );
        let update = ["update", "pump 7/å", "--url=https://example.com/new/"];
        let updated = through(&proxy, &update).line();
        assert_eq!(updated["url"], "https://example.com/new/", "{kind:?}");
        let replace = [
            "replace",
            "pump 7/å",
            "--url=https://example.com/last/",
            "--event=Payrun.paid",
            "--keep-secret",
        ];
        let replaced = through(&proxy, &replace).line();
        assert_eq!(replaced["secret_key"], registered["secret_key"], "{kind:?}");
        assert_eq!(through(&proxy, &["list"]).lines(), [replaced], "{kind:?}");
        assert_eq!(
            through(&proxy, &["delete", "pump 7/å"]).done(),
            "",
            "{kind:?}"
        );
        assert!(sandbox.webhooks().is_empty(), "{kind:?}");
    }
}

#[test]
fn registering_behind_an_impatient_gateway_has_an_unknown_outcome() {
    let sandbox = sandbox();
    let time = Duration::from_secs(3600);
    sandbox.arm(Fault::Delay { time }.times(1));
    let proxy = Proxy::start(Kind::NginxTimeout, sandbox.addr());
    let key = ["--idempotency-key=registration-1"];
    let error: serde_json::Value =
        serde_json::from_str(&through(&proxy, &REGISTER).refused(1)).unwrap();
    assert_eq!(
        (&error["status"], &error["outcome"]),
        (&json!(504), &json!("unknown"))
    );
    // It was carried out, and only once.
    assert_eq!(sandbox.webhooks().len(), 1);
    assert_eq!(sandbox.requests().len(), 1);

    // With a key, running it again is safe: the first run's webhook comes back.
    sandbox.arm(Fault::Delay { time }.times(1));
    let register = [&REGISTER[..], &key].concat();
    through(&proxy, &register).refused(1);
    let registered = through(&proxy, &register).line();
    assert_eq!(sandbox.webhooks().len(), 2);
    assert_eq!(registered["id"], sandbox.webhooks()[1].id.as_str());
}

/// A sandbox at an address of this computer that is none of its loopback addresses, for which the
/// environment's proxies do not count.
fn elsewhere() -> Sandbox {
    builder()
        .tls(Tls::SelfMade)
        .tls_name("0.0.0.0")
        .listen("0.0.0.0:0")
        .start()
        .unwrap()
}

/// Lists the webhooks there, with these variables and arguments.
fn list(sandbox: &Sandbox, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
    let root = scratch(&format!("proxies-{}", sandbox.addr().port())).join("root.pem");
    fs::write(&root, sandbox.ca_pem().unwrap()).unwrap();
    let mut command = program();
    for name in [
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
        "no_proxy",
        "NO_PROXY",
    ] {
        command.env_remove(name);
    }
    let url = format!("https://0.0.0.0:{}/v2/", sandbox.addr().port());
    command
        .env("GIGAPAY_BASE_URL", url)
        .env("GIGAPAY_TOKEN", TOKEN)
        .envs(variables.iter().copied())
        .args(["list", "--json", "--ca-file"])
        .arg(root)
        .args(arguments);
    finish(command)
}

#[test]
fn the_environment_leads_through_tinyproxy_with_credentials() {
    let sandbox = elsewhere();
    let proxy = Proxy::forward(Kind::TinyproxyWithCredentials);
    let url = format!("http://gateway:hunter2@{}", proxy.addr());
    for variable in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        sandbox.clear_requests();
        assert_eq!(list(&sandbox, &[(variable, &url)], &[]).done(), "");
        assert_eq!(sandbox.requests().len(), 1, "{variable}");
    }
    assert_eq!(list(&sandbox, &[], &["--proxy", &url]).done(), "");
}

#[test]
fn a_proxy_that_refuses_is_named_with_its_status_and_without_the_password() {
    let sandbox = elsewhere();
    let proxy = Proxy::forward(Kind::TinyproxyWithCredentials);
    let address = proxy.addr().to_string();
    for (userinfo, status, words) in [
        ("", "407", "put them into its URL"),
        (
            "gateway:hunter3@",
            "401",
            "rejects the user name or the password",
        ),
    ] {
        let url = format!("http://{userinfo}{address}");
        let error = list(&sandbox, &[("HTTPS_PROXY", &url)], &[]).refused(1);
        for part in [status, words, &address] {
            assert!(error.contains(part), "{part} in {error}");
        }
        assert!(!error.contains("hunter3"), "{error}");
    }
    assert!(sandbox.requests().is_empty());
    let error = list(&sandbox, &[("HTTPS_PROXY", "ftp://a:hunter3@b")], &[]).refused(2);
    assert!(
        error.contains("HTTPS_PROXY") && error.contains("socks5h"),
        "{error}"
    );
    assert!(!error.contains("hunter3"), "{error}");
}

#[test]
fn no_proxy_leads_past_a_proxy_that_refuses() {
    let sandbox = elsewhere();
    let proxy = Proxy::forward(Kind::TinyproxyPort443);
    let url = proxy.addr().to_string();
    let error = list(&sandbox, &[("HTTPS_PROXY", &url)], &[]).refused(1);
    assert!(error.contains("403"), "{error}");
    let variables = [
        ("HTTPS_PROXY", url.as_str()),
        ("NO_PROXY", "example.com, 0.0.0.0/8"),
    ];
    assert_eq!(list(&sandbox, &variables, &[]).done(), "");
}

/// The command of the unit that is shipped, with a port and a key of the test's.
#[test]
fn the_systemd_unit_starts_a_listener() {
    let unit = include_str!("../../docs/listen/gigapay-listen.service");
    let unit = unit.replace("\\\n", " ");
    let command = unit
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/gigapay-webhooks listen "))
        .unwrap();
    let folder = scratch("systemd-unit");
    fs::write(folder.join("secret-keys"), format!("{KEY}\n")).unwrap();
    let command = command.replace("${CREDENTIALS_DIRECTORY}", folder.to_str().unwrap());
    let (before, address) = command.split_once("127.0.0.1:8080").unwrap();
    let command = format!("{before}127.0.0.1:0{address}");
    let arguments: Vec<_> = command.split_whitespace().collect();
    let listening = Listening::run(program(), &arguments);
    assert!(listening.url.ends_with("/hooks/"), "{}", listening.url);
}
