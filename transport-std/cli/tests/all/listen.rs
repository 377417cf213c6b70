//! `listen`: notifications on a terminal, and forwarded to another server.
#![cfg(unix)]

use std::fs;
use std::process::Command;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use gigapay_sandbox::{Cut, Fault};
use gigapay_webhooks_std::listen::{FinalStatus, Listener, Reply, listen};
use serde_json::Value;

use crate::common::*;
use crate::listener::*;

/// Only ends a test that hangs.
const WATCHDOG: Duration = Duration::from_secs(60);

#[test]
fn each_notification_is_a_line_that_says_what_it_is() {
    let mut listening = Listening::start(&[]);
    let sandbox = notifying(&listening.url);
    sandbox.arm(Fault::WrongSignature.times(1));
    let old = Fault::ShiftedTime { seconds: -1000 };
    sandbox.arm(old.skip(1).times(1));
    let again = Fault::DuplicateDelivery { count: 1 };
    sandbox.arm(again.skip(2).times(1));
    sandbox
        .trigger(EVENT, Some(INTEGRATION), Some("{\"a\": 1}"))
        .unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    // The responses left before the lines were written, and each request came over a connection of
    // its own.
    let mut lines = [(); 4].map(|()| listening.line());
    lines.sort();
    for (line, start) in lines.iter().zip([
        "200  authentic  8 bytes  signed ",
        "200  replayed  authentic, but accepted before",
        "400  refused  authentic, but signed 100",
        "401  refused  signed with another secret",
    ]) {
        assert!(line.starts_with(start), "{lines:?}");
    }
    listening.signal("-INT");
    assert_eq!(listening.ended(), ["Stopped."]);
}

#[test]
fn objects_are_printed_on_request_and_give_the_terminal_no_orders() {
    let mut listening = Listening::start(&["--print"]);
    let sandbox = notifying(&listening.url);
    sandbox
        .trigger(EVENT, Some(INTEGRATION), Some("{\"a\":\n\"å\u{202e}\"}"))
        .unwrap();
    listening.line();
    assert_eq!(listening.line(), r#"{"a":\n"å\u{202e}"}"#);
    listening.signal("-TERM");
    listening.ended();
}

#[test]
fn a_machine_reads_json() {
    let sandbox = sandbox();
    let mut command = program_for(&sandbox);
    command.env("GIGAPAY_SECRET_KEY", KEY);
    let mut listening = Listening::quiet(command, &["--json", "--register=Payout.created"]);
    until(|| !sandbox.webhooks().is_empty());
    sandbox.arm(Fault::WrongSignature.skip(1));
    sandbox
        .trigger(EVENT, Some(INTEGRATION), Some("{ \"a\": [1.50] }"))
        .unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    let good = listening.line();
    assert!(
        good.contains(r#""status":200,"verdict":"authentic""#),
        "{good}"
    );
    assert!(
        good.ends_with(r#""secret":2,"object":{"a":[1.50]}}"#),
        "{good}"
    );
    let bad: Value = serde_json::from_str(&listening.line()).unwrap();
    assert_eq!(bad["status"], 401);
    assert_eq!(bad["verdict"], "refused");
    assert!(
        bad["reason"].as_str().unwrap().contains("another secret"),
        "{bad}"
    );
}

#[test]
fn what_is_authentic_is_forwarded_as_it_came_and_the_response_returned() {
    let (sender, forwarded) = channel();
    let target = Listener::new()
        .path("/in/?x=1")
        .start("127.0.0.1:0", &[KEY], move |notification| {
            let (signature, body) = (notification.signature.into(), notification.body.to_vec());
            sender.send((signature, body)).unwrap();
            let status = if notification.body == b"[]" { 418 } else { 202 };
            Reply::Status(FinalStatus::new(status).unwrap())
        })
        .unwrap();
    let forward = format!("--forward-to=http://{}/in/?x=1", target.addr());
    let mut listening = Listening::start(&[&forward]);
    let sandbox = notifying(&listening.url);
    sandbox.arm(Fault::BothSecrets);
    sandbox.arm(Fault::WrongSignature.times(1));
    let numbers = sandbox
        .trigger(EVENT, Some(INTEGRATION), Some("{\"å\" :\t1}"))
        .unwrap();
    assert_eq!(numbers, [1]);
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    let delivery = sandbox.deliveries().remove(0);
    let statuses: Vec<_> = delivery.attempts.iter().map(|one| one.status).collect();
    assert_eq!(statuses, [Some(401), Some(202)]);
    let all: Vec<(String, Vec<u8>)> = forwarded.try_iter().collect();
    assert_eq!(all.len(), 1, "the forged one was not forwarded");
    assert_eq!(all[0].0, delivery.attempts[1].signature, "both signatures");
    assert_eq!(all[0].1, delivery.body.as_bytes());
    let mut lines = [(); 2].map(|()| listening.line());
    lines.sort();
    assert!(
        lines[0].starts_with("202  authentic  10 bytes  forwarded  signed"),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("401  refused"), "{lines:?}");

    sandbox
        .trigger(EVENT, Some(INTEGRATION), Some("[]"))
        .unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    assert!(
        sandbox.deliveries()[1]
            .attempts
            .iter()
            .all(|one| one.status == Some(418))
    );
    assert!(
        listening
            .line()
            .starts_with("418  authentic  2 bytes  forwarded")
    );
}

#[test]
fn an_unreachable_target_makes_the_response_502() {
    let mut listening = Listening::start(&["--forward-to=http://127.0.0.1:1/"]);
    let sandbox = notifying(&listening.url);
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    let line = listening.line();
    assert!(
        line.starts_with("502  authentic") && line.contains("not forwarded: "),
        "{line}"
    );
    assert_eq!(sandbox.deliveries()[0].attempts.len(), 11);
}

#[test]
fn a_webhook_is_registered_for_it_and_deleted_at_the_end() {
    let sandbox = sandbox();
    let events = "--register=Payout.created,Payrun.paid";
    let mut listening = Listening::run(program_for(&sandbox), &[events, "--path=/hooks/"]);
    let line = listening.line();
    let webhook = sandbox.webhooks().remove(0);
    assert_eq!(
        line,
        format!("Registered {} for Payout.created, Payrun.paid", webhook.id)
    );
    assert_eq!(webhook.url, listening.url);
    assert!(webhook.url.ends_with("/hooks/"));
    sandbox
        .trigger("Payrun.paid", Some(INTEGRATION), None)
        .unwrap();
    let line = listening.line();
    assert!(
        line.starts_with("200  authentic") && !line.contains(&webhook.secret_key),
        "{line}"
    );
    listening.signal("-INT");
    assert_eq!(listening.ended()[0], format!("Deleted {}.", webhook.id));
    assert!(sandbox.webhooks().is_empty());

    let url = "https://example.com/åtta/";
    let public = format!("--public-url={url}");
    let mut listening = Listening::run(program_for(&sandbox), &[events, &public]);
    listening.line();
    assert_eq!(sandbox.webhooks()[0].url, url);

    // The API could not reach it.
    let mut command = program();
    command.env("GIGAPAY_TOKEN", TOKEN);
    command.args(["listen", "--addr=127.0.0.1:0", events, "--demo"]);
    let run = finish(command);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--public-url"), "{run:?}");
}

#[test]
fn keys_come_from_a_file_too_and_are_read_again_when_it_changes() {
    let file = scratch("listen-keys").join("keys");
    fs::write(&file, "an older one\n\n").unwrap();
    let key_file = format!("--key-file={}", file.to_str().unwrap());
    let mut listening = Listening::run(program(), &[&key_file]);
    let sandbox = notifying(&listening.url);
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    for _ in 0..11 {
        assert!(listening.line().starts_with("401  refused"));
    }
    fs::write(&file, format!("an older one\n{KEY}\n")).unwrap();
    assert!(listening.line().ends_with("keys: 2 secret keys"));
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    let line = listening.line();
    assert!(
        line.starts_with("200  authentic") && line.ends_with("secret key 2"),
        "{line}"
    );
}

/// Genuine notifications were refused, were its keys dropped with it.
#[test]
fn the_keys_of_a_file_that_is_gone_or_empty_stay() {
    let file = scratch("listen-gone").join("keys");
    let key_file = format!("--key-file={}", file.to_str().unwrap());
    for arguments in [
        &[key_file.as_str()][..],
        // Without the file's there would be others, so nothing would hinder their being dropped.
        &[&key_file, "--secret-key=another"],
    ] {
        fs::write(&file, format!("{KEY}\n")).unwrap();
        let mut listening = Listening::run(program(), arguments);
        let sandbox = notifying(&listening.url);
        for (is_there, text) in [(true, "contains no secret key"), (false, "cannot read")] {
            match is_there {
                true => fs::write(&file, "\n").unwrap(),
                false => fs::remove_file(&file).unwrap(),
            }
            let error = listening.error();
            assert!(
                error.contains(text) && error.contains("its former secret keys stay in use"),
                "{error}"
            );
            sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
            let line = listening.line();
            assert!(line.contains("200") && line.contains("authentic"), "{line}");
        }
    }
}

/// Waits until something is so; the watchdog is the only limit.
fn until(so: impl Fn() -> bool) {
    let start = std::time::Instant::now();
    while !so() {
        assert!(start.elapsed() < WATCHDOG, "it never came");
        thread::yield_now();
    }
}

/// A file that changes while the listener registers its webhook.
#[test]
fn a_change_between_the_first_reading_and_the_first_look_is_not_missed() {
    let file = scratch("listen-gap").join("keys");
    fs::write(&file, "an older one\n").unwrap();
    let key_file = format!("--key-file={}", file.to_str().unwrap());
    let api = sandbox();
    let time = Duration::from_secs(2);
    api.arm(Fault::Delay { time }.times(1));
    let register = "--register=Payout.created";
    let mut listening = Listening::run(program_for(&api), &[&key_file, register]);
    until(|| !api.requests().is_empty());
    fs::write(&file, format!("an older one\n{KEY}\n")).unwrap();
    assert!(listening.line().starts_with("Registered "));
    assert!(listening.line().ends_with("keys: 3 secret keys"));
    let sandbox = notifying(&listening.url);
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    assert!(listening.line().starts_with("200  authentic"));
}

/// A response that is lost leaves no webhook behind, nor a second one.
#[test]
fn whatever_response_is_lost_there_is_one_webhook_or_none() {
    let lost = || Fault::cut_response(5, Cut::Reset);
    let register = "--register=Payout.created";
    // The first is asked whether it is there; the last says that it is.
    for skip in 1..=3 {
        let sandbox = sandbox();
        sandbox.arm(lost().skip(skip).times(1));
        let mut listening = Listening::run(program_for(&sandbox), &[register]);
        assert!(listening.line().starts_with("Registered listen-"));
        assert_eq!(sandbox.webhooks().len(), 1);
        assert!(sandbox.faults().armed().is_empty(), "no response was lost");
        // So is the response to its being deleted.
        sandbox.arm(lost().times(1));
        listening.signal("-INT");
        assert!(listening.ended()[0].starts_with("Deleted listen-"));
        assert!(sandbox.faults().armed().is_empty(), "no response was lost");
        assert!(sandbox.webhooks().is_empty());
    }
}

#[test]
fn what_was_registered_is_deleted_where_registering_fails() {
    let listen = ["listen", "--addr=127.0.0.1:0", "--register=Payout.created"];
    let lost = Fault::cut_response(5, Cut::Reset);
    for (skip, times, was_registered) in [(0, 1, false), (2, 2, true)] {
        let sandbox = sandbox();
        sandbox.arm(lost.clone().skip(skip).times(times));
        let run = run(&sandbox, &listen);
        assert_eq!(run.status, 1, "{run:#?}");
        assert!(!run.stderr.contains("may be left"), "{run:#?}");
        assert!(sandbox.webhooks().is_empty());
        let methods: Vec<_> = sandbox.requests().into_iter().map(|it| it.method).collect();
        assert_eq!(
            methods.iter().any(|method| method == "POST"),
            was_registered
        );
        assert_eq!(
            methods.iter().any(|method| method == "DELETE"),
            was_registered
        );
    }
    // Nothing is left to be done but to say so.
    let sandbox = sandbox();
    sandbox.arm(lost.skip(2));
    let run = run(&sandbox, &listen);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(run.stderr.contains("may be left"), "{run:#?}");
    assert!(run.stderr.contains("hint: `delete listen-"), "{run:#?}");
}

/// Where a machine reads, too.
#[test]
fn a_machine_is_told_of_a_file_that_is_gone() {
    let file = scratch("listen-gone-json").join("keys");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    let sandbox = sandbox();
    let key_file = format!("--key-file={}", file.display());
    let arguments = ["--json", "--register=Payout.created", &key_file];
    let mut listening = Listening::quiet(program_for(&sandbox), &arguments);
    until(|| !sandbox.webhooks().is_empty());
    fs::remove_file(&file).unwrap();
    let line = listening.error();
    let error: Value = serde_json::from_str(&line).unwrap();
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("cannot read") && message.contains("stay in use"),
        "{line}"
    );
}

#[test]
fn what_is_under_way_is_responded_before_the_end() {
    let (go, wait) = channel();
    let (sender, arrived) = channel();
    let wait = Mutex::new(wait);
    let target = listen("127.0.0.1:0", &[KEY], move |_| {
        sender.send(()).unwrap();
        let go = wait.lock().unwrap().recv_timeout(WATCHDOG);
        go.map_or(Reply::Failed, |()| Reply::Accepted)
    })
    .unwrap();
    let forward = format!("--forward-to=http://{}/", target.addr());
    let listening = Listening::start(&[&forward]);
    let sandbox = notifying(&listening.url);
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    arrived.recv_timeout(WATCHDOG).unwrap();
    listening.signal("-TERM");
    go.send(()).unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    let statuses: Vec<_> = sandbox.deliveries()[0]
        .attempts
        .iter()
        .map(|one| one.status)
        .collect();
    assert_eq!(statuses, [Some(200)]);
    let lines = listening.ended();
    assert!(
        untimed(&lines[0]).starts_with("200  authentic"),
        "{lines:?}"
    );
}

#[test]
fn an_address_in_use_is_an_error() {
    let taken = listen("127.0.0.1:0", &[KEY], |_| Reply::Accepted).unwrap();
    let mut command = program();
    command.args([
        "listen",
        "--secret-key",
        KEY,
        "--addr",
        &taken.addr().to_string(),
    ]);
    let text = finish(command).refused(1);
    assert!(
        text.contains("cannot listen") && text.contains("hint: --addr"),
        "{text}"
    );
    assert!(!text.contains(KEY));
}

#[test]
fn a_webhook_that_cannot_be_deleted_is_named() {
    let sandbox = sandbox();
    let mut command = program_for(&sandbox);
    command.env("GIGAPAY_SECRET_KEY", KEY);
    let mut listening = Listening::run(command, &["--register=Payout.created"]);
    assert!(listening.line().starts_with("Registered "));
    let id = sandbox.webhooks()[0].id.clone();
    sandbox.arm(Fault::reply(403, ""));
    listening.signal("-INT");
    let text = listening.error();
    assert!(
        text.contains(&format!("the webhook {id} may be left")),
        "{text}"
    );
    let hint = listening.error();
    assert!(hint.contains(&format!("`delete {id}`")), "{hint}");
    assert_eq!(listening.child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_listener_on_all_addresses_names_one_that_can_be_reached() {
    let mut command = program();
    command.env("GIGAPAY_SECRET_KEY", KEY);
    let listening = Listening::run(command, &["--addr=0.0.0.0:0"]);
    assert!(
        listening.url.starts_with("http://127.0.0.1:"),
        "{}",
        listening.url
    );
}

#[test]
fn a_request_that_breaks_off_is_told() {
    let mut listening = Listening::start(&[]);
    let sandbox = notifying(&listening.url);
    let how = Cut::Fin;
    sandbox.arm(Fault::CutDelivery { after: 300, how }.times(1));
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    let mut lines = [(); 2].map(|()| listening.line());
    lines.sort();
    assert!(
        lines[0].starts_with("---  cut  the connection ended"),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("200  authentic"), "{lines:?}");
}

/// What is signed need not be JSON; a machine then reads no object.
#[test]
fn a_body_that_is_no_json_is_null_to_a_machine() {
    let sandbox = sandbox();
    let arguments = ["--json", "--register=Payout.created"];
    let mut listening = Listening::quiet(program_for(&sandbox), &arguments);
    until(|| !sandbox.webhooks().is_empty());
    let webhook = sandbox.webhooks().remove(0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let signed = gigapay_sandbox::signature(&webhook.secret_key, now.unwrap().as_secs(), b"{x}");
    let address = webhook.url.strip_prefix("http://").unwrap();
    let mut peer = std::net::TcpStream::connect(address.trim_end_matches('/')).unwrap();
    let request = format!(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
         Gigapay-Signature: {signed}\r\nContent-Length: 3\r\n\r\n{{x}}"
    );
    std::io::Write::write_all(&mut peer, request.as_bytes()).unwrap();
    let line: Value = serde_json::from_str(&listening.line()).unwrap();
    assert_eq!(
        (&line["status"], &line["object"]),
        (&200.into(), &Value::Null)
    );
}

/// It says so, makes room, and goes on.
#[cfg(target_os = "linux")]
#[test]
fn a_listener_without_a_free_descriptor_goes_on() {
    use std::io::{Read, Write};
    let mut command = Command::new("sh");
    let script = ["-c", "ulimit -n 40; exec \"$0\" \"$@\""];
    command.args(script).arg(program().get_program());
    command.env("GIGAPAY_SECRET_KEY", KEY);
    let mut listening = Listening::run(command, &[]);
    let address = listening.url["http://".len()..].trim_end_matches('/');
    let open = || std::net::TcpStream::connect(address).unwrap();
    let mut slow: Vec<_> = (0..100).map(|_| open()).collect();
    for sender in &mut slow {
        sender.write_all(b"POST / HTTP/1.1\r\n").unwrap();
    }
    let mut honest = open();
    let request = "POST / HTTP/1.1\r\nHost: gateway\r\nContent-Length: 0\r\n\r\n";
    honest.write_all(request.as_bytes()).unwrap();
    let mut response = [0; 12];
    honest.read_exact(&mut response).unwrap();
    assert_eq!(response, *b"HTTP/1.1 401");
    let warning = listening.error();
    assert!(warning.contains("no further connection: "), "{warning}");
}
