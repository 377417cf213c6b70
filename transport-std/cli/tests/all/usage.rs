//! Wrong usage: nothing is sent, and the exit status is 2.

use serde_json::json;

use crate::common::*;

const REGISTER: [&str; 3] = ["register", "--url=https://example.com/", "--event=a"];

#[test]
fn wrong_usage_is_told_before_anything_is_sent() {
    let sandbox = sandbox_with(1);
    for arguments in [
        &["no-such-command"][..],
        &["retrieve"],
        &["register", "--url=https://example.com/"],
        &["register", "--event=Payout.created"],
        &["register", "--url=https://example.com/", "--event=a,,b"],
        &[&REGISTER[..], &["--metadata={'a':1}"]].concat(),
        &[&REGISTER[..], &["--metadata="]].concat(),
        &[&REGISTER[..], &["--metadata={} {}"]].concat(),
        &[&REGISTER[..], &["--secret-key="]].concat(),
        &[&REGISTER[..], &["--idempotency-key=a b"]].concat(),
        &["update", "hook-1"],
        &["retrieve", ".."],
        &["delete", ""],
        &["list", "--page-size=0"],
        &["list", "--page-size=x"],
        &["list", "--timeout=0"],
        &["list", "--timeout=-1"],
        &["list", "--token="],
        &["list", "--token=two words"],
        &["list", "--integration-id=a\nb"],
        &["list", "--base-url="],
        &["list", "--base-url=ftp://example.com/"],
        &["list", "--base-url=https://example.com/?a=b"],
        &["list", "--demo", "--base-url=https://example.com/"],
        &["--demo", "list", "--base-url=https://example.com/"],
        &["sandbox", "--listen=nowhere"],
        &["sandbox", "--ca-out=x.pem"],
        &["sandbox", "--demo"],
        &["listen"],
        &["listen", "--secret-key="],
        &["listen", "--secret-key=k", "--path=hooks"],
        &["listen", "--secret-key=k", "--addr=nowhere"],
        &["listen", "--secret-key=k", "--forward-to=ftp://127.0.0.1/"],
        &[
            "listen",
            "--secret-key=k",
            "--forward-to=http://example.com/",
        ],
        &["listen", "--secret-key=k", "--key-file=no-such-file"],
        &[
            "listen",
            "--secret-key=k",
            "--public-url=https://example.com/",
        ],
        &["trigger"],
        &["trigger", ""],
        &["trigger", "Payout.created", "--data={'a':1}"],
        &["trigger", "Payout.created", "--demo"],
        &["listen", "--secret-key=k", "--insecure-tls"],
        &[
            "listen",
            "--secret-key=k",
            "--forward-to=https://example.com/",
            "--insecure-tls",
        ],
        &[
            "trigger",
            "Payout.created",
            "--to=http://127.0.0.1:9/",
            "--secret-key=k",
            "--insecure-tls",
        ],
        &[
            "trigger",
            "Payout.created",
            "--to=https://127.0.0.1:9/",
            "--secret-key=k",
            "--ca-file=no-such-file",
        ],
        &["trigger", "Payout.created", "--to=http://127.0.0.1:9/"],
        &[
            "trigger",
            "Payout.created",
            "--to=nowhere",
            "--secret-key=k",
        ],
        &[
            "trigger",
            "Payout.created",
            "--to=http://example.com/",
            "--secret-key=k",
        ],
        &["verify", "--secret-key=k", "-"],
        &["verify", "--signature=t=1,v1=2", "-"],
        &[
            "verify",
            "--secret-key=k",
            "--signature=t=1,v1=2",
            "no-such-file",
        ],
        &[
            "verify",
            "--secret-key=k",
            "--signature=t=1,v1=2",
            "-",
            "--demo",
        ],
        &["rotate", "hook-1"],
        &["rotate", "hook-1", "--key-file=a", "--secret-key=k"],
        &["rotate", "hook-1", "--secret-key="],
        &["--sandbox", "list", "--demo"],
        &["--sandbox", "list", "--base-url=http://127.0.0.1/"],
        &["--sandbox", "list", "--token=t"],
        &["--sandbox"],
        &["sandbox", "--sandbox"],
        &["--base-url=http://127.0.0.1:1/"],
        &["--timeout=1"],
    ] {
        let text = run(&sandbox, arguments).refused(2);
        assert!(text.starts_with("error: "), "{arguments:?}: {text}");
    }
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn a_machine_is_told_in_json() {
    let sandbox = sandbox();
    let error = run(
        &sandbox,
        &[&REGISTER[..], &["--json", "--metadata=x"]].concat(),
    )
    .refused_json(2);
    assert_eq!(
        (&error["status"], &error["field"]),
        (&json!(null), &json!("metadata"))
    );
    let error = run(&sandbox, &["--json"]).refused_json(2);
    assert!(
        error["message"].as_str().unwrap().contains("--json"),
        "{error}"
    );
    let error = run(&sandbox, &["list", "--json", "--page-size=x"]).refused_json(2);
    assert!(
        error["message"].as_str().unwrap().contains("--page-size"),
        "{error}"
    );
}

#[test]
fn a_token_is_needed() {
    let sandbox = sandbox();
    let mut command = program_for(&sandbox);
    command.env_remove("GIGAPAY_TOKEN").arg("list");
    let text = finish(command).refused(2);
    assert!(text.contains("GIGAPAY_TOKEN"), "{text}");
}

#[test]
fn what_cannot_be_used_is_named() {
    let sandbox = sandbox();
    let long = "x".repeat(200);
    for (option, variable, value) in [
        ("--base-url", "GIGAPAY_BASE_URL", ""),
        ("--base-url", "GIGAPAY_BASE_URL", "example.com"),
        ("--token", "GIGAPAY_TOKEN", "two words"),
        ("--token", "GIGAPAY_TOKEN", &long),
        ("--integration-id", "GIGAPAY_INTEGRATION_ID", "two words"),
        ("--integration-id", "GIGAPAY_INTEGRATION_ID", &long),
    ] {
        let mut command = program_for(&sandbox);
        command.env(variable, value).arg("list");
        let text = finish(command).refused(2);
        assert!(text.contains(variable), "{text}");
        let text = run(&sandbox, &["list", &format!("{option}={value}")]).refused(2);
        assert!(text.contains(option) && !text.contains(&long), "{text}");
    }
    let text = run(&sandbox, &[&REGISTER[..], &["--secret-key="]].concat()).refused(2);
    assert_eq!(text, "error: --secret-key: the key is empty\n");
    let key = format!("--secret-key={}", "k".repeat(20_000));
    let text = run(&sandbox, &[&REGISTER[..], &[&key]].concat()).refused(2);
    assert!(
        text.starts_with("error: --secret-key: the key is longer"),
        "{text}"
    );
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn the_token_travels_in_clear_on_this_computer_only() {
    let sandbox = sandbox();
    for host in [
        "example.com",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "128.0.0.1",
        "0.0.0.0",
        "[::2]",
        "192.168.0.1",
    ] {
        let url = format!("http://{host}:9/v2/");
        let text = run(&sandbox, &["list", "--base-url", &url]).refused(2);
        assert!(text.contains("--insecure-http"), "{text}");
    }
    let port = sandbox.addr().port();
    for host in ["localhost", "LOCALHOST", "127.0.0.1"] {
        let url = format!("http://{host}:{port}/v2");
        run(&sandbox, &["list", "--json", "--base-url", &url]).done();
    }
    // Nothing listens there, but it is tried.
    for host in ["127.9.9.9", "[::1]"] {
        run(
            &sandbox,
            &["list", "--base-url", &format!("http://{host}:9/")],
        )
        .refused(6);
    }
    // `0.0.0.0` leads to this computer, but is not known to: it takes the flag.
    let url = format!("http://0.0.0.0:{port}/v2/");
    run(
        &sandbox,
        &["list", "--json", "--insecure-http", "--base-url", &url],
    )
    .done();
}

#[test]
fn a_password_in_a_base_url_is_not_repeated() {
    let url = "https://user:hunter2@example.com/v2/";
    let text = run(&sandbox(), &["list", "--base-url", url]).refused(2);
    assert!(!text.contains("hunter2"), "{text}");
}

#[cfg(unix)]
#[test]
fn words_that_are_not_utf8_are_errors() {
    use std::os::unix::ffi::OsStrExt;

    let sandbox = sandbox();
    let wrong = std::ffi::OsStr::from_bytes(b"\xff");
    run(&sandbox, &["retrieve".as_ref(), wrong]).refused(2);
    run(&sandbox, &["list".as_ref(), "--token".as_ref(), wrong]).refused(2);
    for variable in [
        "GIGAPAY_TOKEN",
        "GIGAPAY_BASE_URL",
        "GIGAPAY_INTEGRATION_ID",
    ] {
        let mut command = program_for(&sandbox);
        command.env(variable, wrong).arg("list");
        let text = finish(command).refused(2);
        assert!(text.contains(variable), "{text}");
    }
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn an_argument_overrides_the_environment() {
    let sandbox = sandbox_with(1);
    let mut command = program_for(&sandbox);
    command.env("GIGAPAY_BASE_URL", "https://no-such-host.invalid/");
    command.args(["list", "--json", "--base-url", &sandbox.base_url()]);
    assert_eq!(finish(command).lines().len(), 1);
    // To the demo server, which is not asked: the token is wrong beforehand.
    let text = run(&sandbox, &["list", "--demo", "--token=two words"]).refused(2);
    assert!(text.contains("token"), "{text}");
}

#[test]
fn help_and_version_go_to_standard_output() {
    let sandbox = sandbox();
    for command in [
        "list", "register", "ensure", "retrieve", "update", "replace", "delete", "rotate",
        "listen", "trigger", "verify", "sandbox",
    ] {
        let text = run(&sandbox, &[command, "--help"]).done();
        assert!(text.contains("Example"), "{text}");
    }
    let text = run(&sandbox, &["--help"]).done();
    assert!(
        text.contains("Exit status") && text.contains("--json"),
        "{text}"
    );
    assert!(
        text.contains("is two operations") && text.contains("`secret_key` as null"),
        "{text}"
    );
    let version = run(&sandbox, &["--version"]).done();
    assert_eq!(
        version,
        concat!("gigapay-webhooks ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

/// Without a base URL it is the production server; what cannot be sent is not sent there.
#[test]
fn without_a_base_url_what_cannot_be_sent_is_refused_all_the_same() {
    let mut command = program();
    command.args(["retrieve", "..", "--token", TOKEN]);
    let text = finish(command).refused(2);
    assert!(text.contains("a webhook id cannot be"), "{text}");
}

#[test]
fn an_address_needs_a_host_and_a_port() {
    for address in [":80", "127.0.0.1", "127.0.0.1:port"] {
        let mut command = program();
        command.args(["sandbox", "--listen", address]);
        let text = finish(command).refused(2);
        assert!(text.contains("expected a host and a port"), "{text}");
    }
}
