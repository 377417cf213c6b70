//! `verify`: verdicts, and what may have happened.

use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};

use gigapay_sandbox::signature;
use serde_json::Value;

use crate::common::*;
use crate::listener::KEY;

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

/// The outcome for a body on standard input.
fn verify(key: &str, signature: &str, body: &[u8], more: &[&str]) -> Run {
    let mut child = program()
        .args(["verify", "--secret-key", key, "--signature", signature, "-"])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(body).unwrap();
    let run = Run::from(child.wait_with_output().unwrap());
    assert!(
        !run.stdout.contains(KEY) && !run.stderr.contains(KEY),
        "{run:?}"
    );
    run
}

const BODY: &str = r#"{"id":"1","name":"Åsa","list":[1,2.50,{}]}"#;

#[test]
fn what_is_authentic_is_0() {
    let signed = signature(KEY, now(), BODY.as_bytes());
    let text = verify(KEY, &signed, BODY.as_bytes(), &[]).done();
    assert!(text.starts_with("authentic, signed "), "{text}");
    let named = format!("Gigapay-Signature: {signed}");
    verify(KEY, &named, BODY.as_bytes(), &[]).done();
    let more = ["--secret-key=another", "--json"];
    let line = verify(
        "some other",
        &signed,
        BODY.as_bytes(),
        &[&more[..], &["--secret-key", KEY]].concat(),
    )
    .line();
    assert_eq!(
        (&line["verdict"], &line["secret"]),
        (&"authentic".into(), &3.into())
    );

    let file = scratch("verify").join("body");
    fs::write(&file, BODY).unwrap();
    let mut command = program();
    command.env("GIGAPAY_SECRET_KEY", format!("other\n{KEY}"));
    command.args(["verify", "--signature", &signed]).arg(&file);
    assert!(finish(command).done().ends_with("secret key 2\n"));
}

#[test]
fn what_is_authentic_but_untimely_is_3() {
    for (time, verdict, words) in [
        (now() - 1000, "stale", "too old"),
        (now() + 1000, "future", "from the future"),
    ] {
        let signed = signature(KEY, time, BODY.as_bytes());
        let run = verify(KEY, &signed, BODY.as_bytes(), &[]);
        assert_eq!((run.status, run.stderr.as_str()), (3, ""));
        assert!(run.stdout.contains(words), "{run:?}");
        let run = verify(KEY, &signed, BODY.as_bytes(), &["--json"]);
        let line: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!((run.status, &line["verdict"]), (3, &verdict.into()));
        assert_eq!(line["timestamp"], time);
        verify(KEY, &signed, BODY.as_bytes(), &["--tolerance=2000"]).done();
    }
    let signed = signature(KEY, now() * 1000, BODY.as_bytes());
    let run = verify(KEY, &signed, BODY.as_bytes(), &[]);
    assert!(run.stdout.contains("milliseconds"), "{run:?}");
}

/// It is not authentic, and this explains it.
#[track_caller]
fn explained(key: &str, signature: &str, body: &[u8], words: &str) {
    let run = verify(key, signature, body, &[]);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""), "{run:#?}");
    assert!(run.stdout.starts_with("not authentic: "), "{run:#?}");
    assert!(run.stdout.contains(words), "{words}: {run:#?}");
}

#[test]
fn a_body_that_was_changed_on_the_way_is_recognised() {
    let spaced = r#"{"id": "1", "name": "Åsa", "list": [1, 2.50, {}]}"#;
    let escaped = spaced.replace('Å', r"\u00c5");
    let lines = "{\n  \"id\": \"1\",\n  \"name\": \"Åsa\",\n  \"list\": [\n    1,\n    2.50,\
        \n    {}\n  ]\n}";
    for (signed, received, words) in [
        (
            BODY,
            format!("{BODY}\n"),
            "without a newline (LF) at its end",
        ),
        (BODY, format!("{BODY}\r\n"), "without a newline (CR LF)"),
        (
            &format!("{BODY}\n"),
            BODY.into(),
            "with a newline (LF) at its end",
        ),
        (
            BODY,
            format!("\u{feff}{BODY}"),
            "without the byte order mark",
        ),
        (lines, lines.replace('\n', "\r\n"), "with LF newlines"),
        (BODY, spaced.into(), "without spaces between its tokens"),
        (
            spaced,
            BODY.into(),
            "with a space after each comma and colon",
        ),
        (&escaped, BODY.into(), "everything outside ASCII escaped"),
        (BODY, escaped.clone(), "without unnecessary escapes"),
        (lines, BODY.into(), "in lines, indented by 2"),
    ] {
        let signature = signature(KEY, now(), signed.as_bytes());
        explained(KEY, &signature, received.as_bytes(), words);
    }
}

#[test]
fn a_key_that_is_not_what_it_seems_is_recognised() {
    let signed = signature(KEY, now(), BODY.as_bytes());
    for (key, words) in [
        (format!("{KEY}\n"), "white space around it"),
        (format!(" {KEY}"), "white space around it"),
        (format!("\"{KEY}\""), "quotes around it"),
    ] {
        explained(&key, &signed, BODY.as_bytes(), words);
    }
    let signed = signature(&format!("{KEY}\n"), now(), BODY.as_bytes());
    explained(
        KEY,
        &signed,
        BODY.as_bytes(),
        "secret key ends in a newline",
    );
    // The bytes that "6b6579" is the hexadecimal form of.
    let signed = signature("key", now(), BODY.as_bytes());
    explained(
        "6b6579",
        &signed,
        BODY.as_bytes(),
        "decoded the secret key from hexadecimal",
    );
    // Both at once.
    let signed = signature(KEY, now(), BODY.as_bytes());
    explained(
        &format!("{KEY} "),
        &signed,
        format!("{BODY}\n").as_bytes(),
        "white space around it",
    );
}

#[test]
fn a_signature_of_another_kind_is_recognised() {
    let signed = signature(KEY, now(), BODY.as_bytes());
    let (time, digits) = signed.split_once(",v1=").unwrap();
    for (value, words) in [
        (format!("{time},v1={digits}{digits}"), "SHA-512"),
        (format!("{time},v1={}", &digits[..40]), "SHA-1"),
        (
            format!("{time},v0={digits}"),
            "v0 is a scheme that the API does not use",
        ),
        (
            format!("{time}, v1={digits}"),
            "without white space and quotes",
        ),
        (format!("\"{signed}\""), "without white space and quotes"),
        (
            signed
                .to_uppercase()
                .replace("V1", "v1")
                .replace("T=", "t="),
            "in lower case",
        ),
        (time.into(), "v1 is missing"),
        (format!("v1={digits}"), "t is missing"),
        (String::new(), "malformed"),
    ] {
        explained(KEY, &value, BODY.as_bytes(), words);
    }
    // The body alone, as others sign: `printf '{}' | openssl dgst -sha256 -hmac key`
    let alone =
        format!("{time},v1=a777724d943eb48dc69bca8a4a6d57a04db3f9ec7e1de4e581e860265bdf3032");
    explained("key", &alone, b"{}", "the body alone was signed");
}

#[test]
fn what_is_simply_forged_is_not_explained_away() {
    let signed = signature("another secret", now(), BODY.as_bytes());
    explained(KEY, &signed, BODY.as_bytes(), "nothing simple explains it");
    explained(KEY, &signed, b"<html>", "the body is not JSON");
    explained(KEY, &signed, &[0xff; 10], "the body is not JSON");
    let run = verify(KEY, &signed, BODY.as_bytes(), &["--json"]);
    let line: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.status, &line["verdict"]), (1, &"forged".into()));
}

#[test]
fn a_field_of_another_name_is_malformed() {
    let signed = signature(KEY, now(), BODY.as_bytes());
    for (field, part) in [
        (format!("X-Signature: {signed}"), "malformed"),
        (
            signed.to_uppercase(),
            "it is authentic without white space and quotes",
        ),
        (
            format!("t={},v1={}", now(), "QUFB".repeat(11)),
            "looks like base64",
        ),
    ] {
        let run = verify(KEY, &field, BODY.as_bytes(), &[]);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
}

#[test]
fn a_body_too_large_to_be_written_anew_gets_a_verdict_all_the_same() {
    let body = format!("\"{}\"", "x".repeat(5 << 20));
    let run = verify(
        "another",
        &signature(KEY, now(), BODY.as_bytes()),
        body.as_bytes(),
        &[],
    );
    assert_eq!(run.status, 1);
    assert!(run.stdout.starts_with("not authentic"), "{}", run.stdout);
}

/// Not so far from now that it must be another unit.
#[test]
fn milliseconds_are_recognised_and_other_futures_are_not() {
    for (time, is_unit) in [(now() * 1000, true), (now() * 1_000_000, false)] {
        let signed = signature(KEY, time, BODY.as_bytes());
        let run = verify(KEY, &signed, BODY.as_bytes(), &[]);
        assert_eq!(run.status, 3, "{run:?}");
        assert_eq!(run.stdout.contains("milliseconds"), is_unit, "{run:?}");
    }
}
