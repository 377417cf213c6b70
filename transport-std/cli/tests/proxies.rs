//! The program against the sandbox behind nginx, haproxy and caddy.

#[allow(dead_code, reason = "tests/all uses the rest")]
#[path = "all/common.rs"]
mod common;

use std::time::Duration;

use gigapay_sandbox::Fault;
use gigapay_webhooks_proxies::{Kind, Proxy};
use serde_json::json;

use common::*;

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
    sandbox.faults().arm(Fault::Delay { time }.times(1));
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
    sandbox.faults().arm(Fault::Delay { time }.times(1));
    let register = [&REGISTER[..], &key].concat();
    through(&proxy, &register).refused(1);
    let registered = through(&proxy, &register).line();
    assert_eq!(sandbox.webhooks().len(), 2);
    assert_eq!(registered["id"], sandbox.webhooks()[1].id.as_str());
}
