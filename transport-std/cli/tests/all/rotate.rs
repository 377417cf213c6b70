//! `rotate`: another secret key, and no notification lost.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use gigapay_sandbox::{Cut, Fault, Sandbox};

use crate::common::*;
use crate::listener::*;

const WATCHDOG: Duration = Duration::from_secs(60);

/// The outcome of a step with this file.
fn rotate(sandbox: &Sandbox, file: &Path, more: &[&str]) -> Run {
    let file = format!("--key-file={}", file.to_str().unwrap());
    run(sandbox, &[&["rotate", "w", &file], more].concat())
}

fn lines(file: &Path) -> Vec<String> {
    fs::read_to_string(file)
        .unwrap()
        .lines()
        .map(Into::into)
        .collect()
}

fn key_of(sandbox: &Sandbox) -> String {
    sandbox.webhooks()[0].secret_key.clone()
}

#[test]
fn no_notification_is_lost_at_any_step() {
    let file = scratch("rotate").join("keys");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    let key_file = format!("--key-file={}", file.to_str().unwrap());
    let mut listening = Listening::run(program(), &[&key_file]);
    let sandbox = notifying(&listening.url);
    let happen = || {
        sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
        assert!(sandbox.wait_for_deliveries(WATCHDOG));
        let last = sandbox.deliveries().pop().unwrap();
        assert_eq!(last.attempts.len(), 1, "{last}");
        assert!(last.attempts[0].is_success(), "{last}");
    };
    happen();
    assert!(listening.line().ends_with("secret key 1"));
    rotate(&sandbox, &file, &[]).done();
    assert!(listening.line().ends_with("2 secret keys"));
    happen();
    assert!(listening.line().ends_with("secret key 1"));
    rotate(&sandbox, &file, &["--apply"]).done();
    happen();
    assert!(listening.line().ends_with("secret key 2"));
}

/// A receiver has room for eight keys, and knows a notification again by the last.
#[test]
fn a_listener_follows_ten_rotations() {
    let file = scratch("rotate-ten").join("keys");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    let key_file = format!("--key-file={}", file.to_str().unwrap());
    let mut listening = Listening::run(program(), &[&key_file]);
    let sandbox = notifying(&listening.url);
    for _ in 0..10 {
        let present = key_of(&sandbox);
        rotate(&sandbox, &file, &[]).done();
        let kept = lines(&file);
        assert_eq!((kept.len(), &kept[0]), (2, &present));
        assert!(listening.line().ends_with("keys: 2 secret keys"));
        rotate(&sandbox, &file, &["--apply"]).done();
        assert_eq!(lines(&file), kept, "both, while some may be on their way");
        assert_eq!(key_of(&sandbox), kept[1]);
        sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
        let line = listening.line();
        assert!(
            line.starts_with("200") && line.ends_with("secret key 2"),
            "{line}"
        );
    }
}

#[test]
fn a_file_of_many_keys_is_left_with_two() {
    let file = scratch("rotate-many").join("keys");
    let sandbox = notifying("http://127.0.0.1:1/");
    let former = "1\n2\n3\n4\n5\n6\n7\n";
    // The key to come is drawn, or is there already.
    for (rest, new) in [
        (format!("{KEY}\n1\n{KEY}\n"), None),
        (format!("{KEY}\nnew\n"), Some("new")),
        (format!("new\n{KEY}\nnew\n"), Some("new")),
    ] {
        fs::write(&file, format!("{former}{rest}")).unwrap();
        rotate(&sandbox, &file, &[]).done();
        let kept = lines(&file);
        assert_eq!((kept.len(), kept[0].as_str()), (2, KEY), "{kept:?}");
        assert_eq!(kept[1] == "new", new.is_some(), "{kept:?}");
        assert!(!former.lines().any(|key| key == kept[1]), "{kept:?}");
    }
}

#[test]
fn the_first_step_draws_a_key_and_changes_nothing() {
    let file = scratch("rotate-first").join("keys");
    let sandbox = notifying("http://127.0.0.1:1/");
    let text = rotate(&sandbox, &file, &[]).done();
    let kept = lines(&file);
    assert_eq!((kept.len(), kept[0].as_str(), kept[1].len()), (2, KEY, 32));
    assert_eq!(key_of(&sandbox), KEY);
    assert!(
        text.contains("--apply") && text.contains("--key-file"),
        "{text}"
    );
    assert!(!text.contains(KEY) && !text.contains(&kept[1]), "{text}");
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // After a crash, or for want of patience.
    rotate(&sandbox, &file, &[]).done();
    assert_eq!(lines(&file), kept);
    let text = rotate(&sandbox, &file, &["--show-secrets"]).done();
    assert!(text.contains(&kept[1]) && !text.contains(KEY), "{text}");
    let line = rotate(&sandbox, &file, &["--json"]).line();
    assert_eq!(
        line,
        serde_json::json!({"id": "w", "state": "prepared", "secret_key": kept[1]})
    );
}

#[test]
fn the_second_step_can_be_repeated() {
    let file = scratch("rotate-second").join("keys");
    let sandbox = notifying("http://127.0.0.1:1/");
    let text = rotate(&sandbox, &file, &["--apply"]).refused(1);
    assert!(text.contains("without --apply first"), "{text}");
    assert!(!file.exists());
    rotate(&sandbox, &file, &[]).done();
    let kept = lines(&file);
    // The response is lost, but the API has the key.
    let how = Cut::Reset;
    sandbox.arm(Fault::cut_response(5, how).skip(1).times(1));
    let text = rotate(&sandbox, &file, &["--apply"]).refused(1);
    assert!(text.contains("hint: run the same command again"), "{text}");
    assert_eq!(key_of(&sandbox), kept[1]);
    sandbox.clear_requests();
    let text = rotate(&sandbox, &file, &["--apply"]).done();
    assert!(text.contains("already. Nothing was changed."), "{text}");
    assert_eq!(sandbox.requests().len(), 1, "it only asked");
    assert_eq!(lines(&file), kept);
    // The next rotation begins where this one ended.
    rotate(&sandbox, &file, &[]).done();
    let after = lines(&file);
    assert_eq!((after.len(), &after[0]), (2, &kept[1]));
}

#[test]
fn the_file_of_another_webhook_is_left_alone() {
    let file = scratch("rotate-other").join("keys");
    let sandbox = notifying("http://127.0.0.1:1/");
    fs::write(&file, "one\ntwo\n").unwrap();
    for more in [&[][..], &["--apply"]] {
        let text = rotate(&sandbox, &file, more).refused(1);
        assert!(
            text.contains("another webhook; nothing was changed"),
            "{text}"
        );
    }
    assert_eq!(lines(&file), ["one", "two"]);
    assert_eq!(key_of(&sandbox), KEY);
}

#[test]
fn a_key_kept_elsewhere_is_taken_as_it_is() {
    let sandbox = notifying("http://127.0.0.1:1/");
    let new = "--secret-key=mellon-mellon-mellon";
    let text = run(&sandbox, &["rotate", "w", new]).done();
    assert!(
        text.contains("--apply") && !text.contains("mellon"),
        "{text}"
    );
    assert_eq!(key_of(&sandbox), KEY);
    for _ in 0..2 {
        let text = run(&sandbox, &["rotate", "w", new, "--apply"]).done();
        assert!(!text.contains("mellon-"), "{text}");
        assert_eq!(key_of(&sandbox), "mellon-mellon-mellon");
    }
}

#[test]
fn what_is_refused_changes_nothing() {
    let file = scratch("rotate-refused").join("keys");
    let sandbox = notifying("http://127.0.0.1:1/");
    let mut command = program_for(&sandbox);
    command.args(["rotate", "unknown", "--key-file"]).arg(&file);
    finish(command).refused(5);
    assert!(!file.exists());
    rotate(&sandbox, &file, &[]).done();
    sandbox.arm(Fault::ServerError { status: 503 }.skip(1));
    let text = rotate(&sandbox, &file, &["--apply"]).refused(1);
    assert!(!text.contains(&lines(&file)[1]), "{text}");
    assert_eq!(key_of(&sandbox), KEY);
}

#[test]
fn a_key_that_is_no_line_can_be_in_no_file() {
    let sandbox = notifying("http://127.0.0.1:1/");
    let mut webhook = sandbox.webhooks().remove(0);
    webhook.secret_key = "two\nlines".into();
    sandbox.insert([webhook]).unwrap();
    let file = scratch("rotate-lines").join("keys");
    let text = rotate(&sandbox, &file, &[]).refused(1);
    assert!(text.contains("use --secret-key"), "{text}");
    assert!(!file.exists());
}

#[test]
fn a_response_with_another_key_than_was_sent_is_an_error() {
    let sandbox = notifying("http://127.0.0.1:1/");
    let body = r#"{"id":"w","url":"https://example.com/","events":["Payout.created"],
        "secret_key":"another-secret-key","metadata":{}}"#;
    let response = Fault::json(200, body);
    sandbox.arm(response.skip(1));
    let new = "--secret-key=mellon-mellon-mellon";
    let text = run(&sandbox, &["rotate", "w", new, "--apply"]).refused(1);
    assert!(text.contains("another secret key"), "{text}");
    assert!(
        !text.contains("mellon") && !text.contains("another-secret-key"),
        "{text}"
    );
}

/// The keys are written to a file beside, which then takes the place of the first.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_takes_no_more_leaves_the_keys_as_they_are() {
    let directory = scratch("rotate-full");
    let file = directory.join("keys");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    let sandbox = notifying("http://127.0.0.1:1/");
    // No file may grow, and the signal that says so is ignored: writing fails, as on a full disk.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    let mut shell = std::process::Command::new("sh");
    shell
        .args([
            "-c",
            script,
            env!("CARGO_BIN_EXE_gigapay-webhooks"),
            "rotate",
            "w",
        ])
        .arg(format!("--key-file={}", file.to_str().unwrap()))
        .env("GIGAPAY_BASE_URL", sandbox.base_url())
        .env("GIGAPAY_TOKEN", TOKEN)
        .env("GIGAPAY_INTEGRATION_ID", INTEGRATION);
    let text = finish(shell).refused(1);
    assert!(
        text.contains("cannot write") && text.contains("nothing was changed"),
        "{text}"
    );
    assert_eq!(lines(&file), [KEY]);
    assert_eq!(
        fs::read_dir(&directory).unwrap().count(),
        1,
        "nothing is left beside it"
    );
    assert_eq!(key_of(&sandbox), KEY);
}
