//! `--verbose`: what went over the wire, without secrets.

use gigapay_sandbox::{Cut, Fault, Tls};

use crate::common::*;

/// The lines that it shows, without what was measured.
#[track_caller]
fn shown(run: &Run) -> Vec<&str> {
    let lines = run.stderr.lines();
    lines
        .map(|line| line.split("  ").find(|part| !part.is_empty()).unwrap())
        .collect()
}

#[test]
fn requests_and_responses_are_shown_with_their_fields_and_without_the_token() {
    let sandbox = sandbox_with(30);
    for flag in ["-v", "--verbose"] {
        let ended = run(&sandbox, &["list", "--json", flag]);
        assert_eq!((ended.status, ended.stdout.lines().count()), (0, 30));
        let lines = shown(&ended);
        assert_eq!(lines[0], "→ GET /v2/webhooks/ HTTP/1.1");
        assert!(lines.contains(&"→ GET /v2/webhooks/?page=2 HTTP/1.1"));
        let responses = lines.iter().filter(|line| **line == "← HTTP/1.1 200 OK");
        assert_eq!(responses.count(), 2, "{ended:#?}");
        for field in [
            "Authorization: Token ***",
            "Integration-ID: the-integration",
            "Content-Type: application/json",
        ] {
            assert!(lines.contains(&field), "{field}: {ended:#?}");
        }
        assert!(ended.stderr.contains(" bytes in "), "{ended:#?}");
        let secret = &sandbox.webhooks()[0].secret_key;
        assert!(!ended.stderr.contains(secret.as_str()), "{ended:#?}");
    }
}

#[test]
fn a_refusal_and_a_lost_response_are_shown_above_the_error() {
    let sandbox = sandbox();
    let ended = run(&sandbox, &["retrieve", "-v", "hook-1"]);
    let lines = shown(&ended);
    assert!(lines.contains(&"← HTTP/1.1 404 Not Found"), "{ended:#?}");
    assert!(
        lines.iter().any(|line| line.starts_with("error: hook-1: ")),
        "{ended:#?}"
    );
    let cut = Fault::CutResponse {
        after: 0,
        how: Cut::Reset,
    };
    sandbox.faults().arm(cut);
    let ended = run(&sandbox, &["delete", "-v", "hook-1"]);
    assert!(shown(&ended).contains(&"← no response"), "{ended:#?}");
}

/// A server that repeats the token in a field, and a person who took it for an id.
#[test]
fn a_token_that_is_quoted_does_not_show() {
    let sandbox = sandbox();
    sandbox.faults().arm(Fault::Reply {
        status: 401,
        headers: vec![("X-Token".into(), format!("you sent {TOKEN}"))],
        body: String::new(),
    });
    let ended = run(&sandbox, &["retrieve", TOKEN, "-v"]);
    let lines = shown(&ended);
    assert!(
        lines.contains(&"→ GET /v2/webhooks/***/ HTTP/1.1"),
        "{ended:#?}"
    );
    assert!(lines.contains(&"X-Token: you sent ***"), "{ended:#?}");
}

#[test]
fn what_is_encrypted_is_shown_too() {
    let sandbox = builder().tls(Tls::SelfMade).start().unwrap();
    let file = scratch("verbose-tls").join("ca.pem");
    std::fs::write(&file, sandbox.ca_pem().unwrap()).unwrap();
    let ended = run(&sandbox, &["ls", "-v", "--ca-file", file.to_str().unwrap()]);
    assert!(
        shown(&ended).contains(&"Authorization: Token ***"),
        "{ended:#?}"
    );
}

#[test]
fn commands_without_a_server_take_no_verbose() {
    let sandbox = sandbox();
    for command in ["sandbox", "man", "completions"] {
        let text = run(&sandbox, &[command, "--help"]).done();
        assert!(!text.contains("--verbose"), "{text}");
    }
    run(&sandbox, &["-v"]).refused(2);
    run(&sandbox, &["completions", "bash", "-v"]).refused(2);
}
