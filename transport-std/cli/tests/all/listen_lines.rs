//! What the lines of `listen` hold, and how much of it is shown.
#![cfg(unix)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gigapay_sandbox::{Fault, Sandbox, closed_address};

use crate::common::*;
use crate::listener::*;

/// Only ends a test that hangs.
const WATCHDOG: Duration = Duration::from_secs(60);

fn delivered(sandbox: &Sandbox, object: &str) {
    sandbox
        .trigger(EVENT, Some(INTEGRATION), Some(object))
        .unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
}

/// Seconds since midnight, UTC.
fn seconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    since.as_secs() % 86_400
}

#[test]
fn a_line_begins_with_the_time_of_day_and_has_the_id_of_the_object() {
    for (object, start) in [
        (
            r#"{"a": 1, "id": "po\u001b-7"}"#,
            r"200  authentic  po\u{1b}-7  ",
        ),
        (
            r#"{"id": 123456789012345678901234567890}"#,
            "200  authentic  1234567890123456789",
        ),
        (r#"{"id": null}"#, "200  authentic  12 bytes"),
        ("[7]", "200  authentic  3 bytes"),
    ] {
        let mut listening = Listening::start(&[]);
        let sandbox = notifying(&listening.url);
        let before = seconds();
        delivered(&sandbox, object);
        let line = listening.timed_line();
        let (time, rest) = line.split_once("Z  ").unwrap();
        assert!(rest.starts_with(start), "{line}");
        let parts: Vec<u64> = time.split(':').map(|part| part.parse().unwrap()).collect();
        let shown = parts[0] * 3600 + parts[1] * 60 + parts[2];
        // Midnight may pass meanwhile.
        let since = (shown + 86_400 - before) % 86_400;
        assert!(since <= WATCHDOG.as_secs(), "{before}: {line}");
    }
}

#[test]
fn quiet_prints_only_what_is_refused_or_fails() {
    for flag in ["-q", "--quiet"] {
        let address = closed_address().to_string();
        let addr = format!("--addr={address}");
        let mut command = program();
        command.env("GIGAPAY_SECRET_KEY", KEY);
        let mut listening = Listening::quiet(command, &[flag, &addr]);
        let sandbox = notifying(&format!("http://{address}/"));
        wait_until_it_listens(&address);
        sandbox.arm(Fault::DuplicateDelivery { count: 1 }.times(1));
        delivered(&sandbox, "{}");
        sandbox.faults().arm(Fault::WrongSignature.times(1));
        delivered(&sandbox, "{\"a\": 1}");
        let line = listening.line();
        assert!(
            line.starts_with("401  refused  signed with another"),
            "{line}"
        );
        listening.signal("-INT");
        assert_eq!(listening.rest(), [""; 0]);
    }
    let mut command = program();
    command.args(["listen", "--secret-key=k", "--quiet", "--print"]);
    finish(command).refused(2);
}

#[test]
fn verbose_says_who_sent_it() {
    let mut listening = Listening::start(&["--verbose"]);
    let sandbox = notifying(&listening.url);
    sandbox.faults().arm(Fault::WrongSignature.times(1));
    delivered(&sandbox, "{}");
    let mut lines = [(); 2].map(|()| listening.line());
    lines.sort();
    assert!(
        lines[0].starts_with("200  authentic  2 bytes  signed "),
        "{lines:?}"
    );
    assert!(lines[0].contains("  from 127.0.0.1:"), "{lines:?}");
    assert!(lines[1].starts_with("401  refused  "), "{lines:?}");
    assert!(lines[1].contains("  from 127.0.0.1:"), "{lines:?}");
}

#[test]
fn verbose_shows_the_fields_of_what_is_authentic_with_the_signature_cut() {
    let mut listening = Listening::start(&["-v"]);
    let sandbox = notifying(&listening.url);
    delivered(&sandbox, "{}");
    assert!(listening.line().starts_with("200  authentic"));
    assert_eq!(listening.error(), "← POST / HTTP/1.1");
    let host = listening.url.replace("http://", "");
    assert_eq!(
        listening.error(),
        format!("    Host: {}", host.trim_end_matches('/'))
    );
    let cut = "    Gigapay-Signature: t=1700000000,v1=abcd…";
    let signature = loop {
        let field = listening.error();
        if field.starts_with("    Gigapay-Signature: t=") {
            break field;
        }
    };
    assert_eq!(
        signature.chars().count(),
        cut.chars().count(),
        "{signature}"
    );
    assert!(signature.ends_with('…'), "{signature}");
}

/// A listener that was killed leaves its webhook. The next one at that URL takes it over.
#[test]
fn what_a_killed_listener_registered_is_gone_after_the_next_one() {
    let sandbox = sandbox();
    let addr = format!("--addr={}", closed_address());
    let arguments = [addr.as_str(), "--register=Payout.created"];
    let mut first = Listening::run(program_for(&sandbox), &arguments);
    let line = first.line();
    let left = sandbox.webhooks().remove(0);
    assert_eq!(line, format!("Registered {} for Payout.created", left.id));
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    assert_eq!(sandbox.webhooks().len(), 1);

    let arguments = [addr.as_str(), "--register=Payrun.paid"];
    let mut second = Listening::run(program_for(&sandbox), &arguments);
    let line = second.line();
    let taken = format!("Took over from an earlier run {} for Payrun.paid", left.id);
    assert_eq!(line, taken);
    let webhooks = sandbox.webhooks();
    assert_eq!((webhooks.len(), &webhooks[0].id), (1, &left.id));
    assert_eq!(webhooks[0].events, ["Payrun.paid"]);
    assert_ne!(webhooks[0].secret_key, left.secret_key);
    sandbox
        .trigger("Payrun.paid", Some(INTEGRATION), None)
        .unwrap();
    assert!(second.line().starts_with("200  authentic"));
    second.signal("-INT");
    assert_eq!(second.ended()[0], format!("Deleted {}.", left.id));
    assert!(sandbox.webhooks().is_empty());

    // Another URL is another webhook.
    let mut other = Listening::run(program_for(&sandbox), &["--register=Payrun.paid"]);
    assert!(other.line().starts_with("Registered "));
    assert_ne!(sandbox.webhooks()[0].id, left.id);
}

fn wait_until_it_listens(address: &str) {
    let begun = std::time::Instant::now();
    while std::net::TcpStream::connect(address).is_err() {
        assert!(begun.elapsed() < WATCHDOG, "it does not listen");
        std::thread::yield_now();
    }
}
