//! `listen` where its output is not read: what cannot be printed is not accepted.
#![cfg(unix)]

use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use gigapay_sandbox::Sandbox;

use crate::common::*;
use crate::listener::EVENT;

/// Only ends a test that hangs.
const WATCHDOG: Duration = Duration::from_secs(60);

/// A listener with a webhook at the sandbox, and its output wherever `stdout` leads.
fn start(sandbox: &Sandbox, more: &[&str], stdout: Stdio) -> Child {
    let mut command = program_for(sandbox);
    command
        .args(["listen", "--addr=127.0.0.1:0", "--register=Payout.created"])
        .args(more)
        .stdout(stdout)
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn until(mut so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < WATCHDOG, "it never came");
        thread::yield_now();
    }
}

/// It ends by itself, with this said, and leaves no webhook behind.
#[track_caller]
fn ended(mut child: Child, sandbox: &Sandbox, text: &str) {
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > WATCHDOG {
            child.kill().unwrap();
        }
        thread::yield_now();
    }
    let run = Run::from(child.wait_with_output().unwrap());
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(run.stderr.contains(text), "{run:#?}");
    assert!(sandbox.webhooks().is_empty());
}

/// No attempt was taken for a success.
#[track_caller]
fn not_accepted(sandbox: &Sandbox, number: usize) {
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    let delivery = sandbox.deliveries().remove(number);
    let statuses: Vec<_> = delivery.attempts.iter().map(|one| one.status).collect();
    assert_eq!(statuses.first(), Some(&Some(503)));
    let others = |status: &Option<u16>| matches!(status, None | Some(503));
    assert!(statuses.iter().all(others), "{statuses:?}");
}

fn eager() -> Sandbox {
    builder().retry_unit(Duration::ZERO).start().unwrap()
}

#[test]
fn what_cannot_be_printed_any_more_is_not_accepted() {
    let sandbox = eager();
    let mut child = start(&sandbox, &["--json"], Stdio::piped());
    let mut lines = std::io::BufReader::new(child.stdout.take().unwrap());
    until(|| !sandbox.webhooks().is_empty());
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut lines, &mut line).unwrap();
    assert!(line.contains(r#""status":200"#), "{line}");
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    drop(lines);
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    not_accepted(&sandbox, 1);
    ended(child, &sandbox, "cannot write the output");
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_full_disk_does_not_take_is_not_accepted() {
    let full = || std::fs::File::options().write(true).open("/dev/full");
    let sandbox = eager();
    let child = start(&sandbox, &["--json"], full().unwrap().into());
    until(|| !sandbox.webhooks().is_empty());
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    not_accepted(&sandbox, 0);
    ended(child, &sandbox, "cannot write the output");
    // For a person there is something to say before, so it ends at once.
    let child = start(&sandbox, &[], full().unwrap().into());
    ended(child, &sandbox, "cannot write the output");
}
