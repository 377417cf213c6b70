//! `list` and `retrieve`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use gigapay_sandbox::{Fault, RawServer, read_head};
use serde_json::json;

use crate::common::*;

#[test]
fn sixty_webhooks_come_over_three_pages_in_order() {
    let sandbox = sandbox_with(60);
    let lines = run(&sandbox, &["list", "--json"]).lines();
    let ids: Vec<_> = lines.iter().map(|line| line["id"].clone()).collect();
    let expected: Vec<_> = (1..=60).map(|n| json!(format!("hook-{n}"))).collect();
    assert_eq!(ids, expected);
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(sandbox.connections(), 1);
    for request in &requests {
        assert_eq!(
            request.header("authorization"),
            Some(&*format!("Token {TOKEN}"))
        );
        assert_eq!(request.header("integration-id"), Some(INTEGRATION));
    }
}

#[test]
fn the_size_of_a_page_is_asked_for_on_every_page() {
    let sandbox = sandbox_with(60);
    let lines = run(&sandbox, &["list", "--page-size", "20", "--json"]).lines();
    assert_eq!(lines.len(), 60);
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 3);
    assert!(
        requests
            .iter()
            .all(|request| request.target.contains("page_size=20"))
    );
}

#[test]
fn a_person_reads_fields_and_a_count() {
    let sandbox = sandbox_with(2);
    let text = run(&sandbox, &["list"]).done();
    assert!(text.contains("id          hook-1\n"), "{text}");
    assert!(
        text.contains("url         https://example.com/hook-2/\n"),
        "{text}"
    );
    assert!(text.contains("events      Payout.created\n"), "{text}");
    assert!(text.contains("metadata    {}\n"), "{text}");
    assert!(text.ends_with("\n\n2 webhooks.\n"), "{text}");
    assert_eq!(run(&self::sandbox(), &["list"]).done(), "No webhooks.\n");
}

#[test]
fn an_empty_list_is_no_line() {
    assert_eq!(run(&sandbox(), &["list", "--json"]).done(), "");
}

#[test]
fn a_filter_shows_what_it_matches_and_says_so_if_that_is_nothing() {
    let sandbox = sandbox_with(30);
    let lines = run(&sandbox, &["list", "--filter=hook-3", "--json"]).lines();
    let ids: Vec<_> = lines.iter().map(|line| line["id"].as_str()).collect();
    assert_eq!(ids, [Some("hook-3"), Some("hook-30")]);
    let text = run(&sandbox, &["list", "--filter=Payrun"]).done();
    assert_eq!(text, "No webhooks match.\n");
}

#[test]
fn webhooks_show_before_the_rest_of_the_list_arrives() {
    let sandbox = sandbox_with(3);
    let hour = Duration::from_secs(3600);
    sandbox.arm(Fault::Delay { time: hour }.skip(1));
    let mut child = program_for(&sandbox)
        .args(["list", "--page-size", "2", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut lines = String::new();
    for _ in 0..2 {
        stdout.read_line(&mut lines).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(lines.lines().count(), 2);
}

#[test]
fn a_closed_output_is_no_error() {
    let sandbox = sandbox_with(60);
    for arguments in [&["list"][..], &["list", "--json"]] {
        let run = finish_unheard(program_for(&sandbox).args(arguments));
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let sandbox = sandbox_with(1);
    let mut command = program_for(&sandbox);
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    command
        .args(["list", "--json"])
        .stdout(full)
        .stderr(Stdio::piped());
    let outcome = Run::from(command.spawn().unwrap().wait_with_output().unwrap());
    assert_eq!(outcome.refused_json(1)["status"], json!(null));
}

#[test]
fn what_is_too_large_is_named_and_the_others_show() {
    let sandbox = sandbox_with(3);
    let mut large = webhook("hook-2");
    large.metadata = format!("\"{}\"", "x".repeat(100_000));
    sandbox.insert([large]).unwrap();

    let outcome = run(&sandbox, &["list", "--json"]);
    assert_eq!(outcome.status, 1);
    assert_eq!(outcome.stdout.lines().count(), 2);
    let error: serde_json::Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!(error["field"], "metadata");
    assert_eq!(error["status"], json!(null));
    assert!(
        error["message"].as_str().unwrap().contains("hook-1"),
        "{error}"
    );

    let outcome = run(&sandbox, &["list"]);
    assert_eq!(outcome.status, 1);
    assert!(outcome.stdout.contains("hook-1") && outcome.stdout.contains("hook-3"));
    assert!(outcome.stderr.contains("metadata"));
}

#[test]
fn one_is_retrieved_by_any_id() {
    let sandbox = sandbox();
    for id in ["hook-1", "a/b ?#%", "åäö €", "-x"] {
        sandbox.insert([webhook(id)]).unwrap();
        let line = run(&sandbox, &["retrieve", "--json", "--", id]).line();
        assert_eq!(line["id"], id);
        let text = run(&sandbox, &["retrieve", "--", id]).done();
        assert!(text.starts_with(&format!("id          {id}\n")), "{text}");
    }
}

#[test]
fn a_terminal_gets_no_orders_from_the_server() {
    let sandbox = sandbox();
    sandbox
        .insert([webhook("a\u{1b}]0;b\u{9b}2J\u{202e}")])
        .unwrap();
    let text = run(&sandbox, &["list"]).done();
    assert!(text.contains(r"a\u{1b}]0;b\u{9b}2J\u{202e}"), "{text}");
}

#[test]
fn what_is_too_large_and_comes_first_has_none_before_it() {
    let sandbox = sandbox();
    let mut large = webhook("hook-1");
    large.metadata = format!("\"{}\"", "x".repeat(100_000));
    sandbox.insert([large]).unwrap();
    let text = run(&sandbox, &["list"]).refused(1);
    assert!(text.contains("it comes first"), "{text}");
}

/// A page with this count and webhooks of these ids.
pub fn page(count: u32, ids: &[&str], next: Option<u32>) -> String {
    let results: Vec<_> = ids
        .iter()
        .map(|id| json!({"id": id, "url": "https://h/", "events": []}))
        .collect();
    let next = next.map(|page| format!("https://h/?page={page}"));
    let body = json!({"count": count, "next": next, "previous": null, "results": results});
    response("200 OK", &body.to_string())
}

fn response(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}")
}

/// The program listing from a server that gives these responses over one connection.
fn list_of(responses: Vec<String>, arguments: &[&str]) -> Run {
    run_with(responses, &[&["list"], arguments].concat())
}

/// The program with a server that gives these responses over one connection.
pub fn run_with(responses: Vec<String>, arguments: &[&str]) -> Run {
    let server = RawServer::start(1, move |_, mut stream| {
        for response in &responses {
            read_head(&mut stream).unwrap();
            stream.write_all(response.as_bytes()).unwrap();
        }
    });
    let mut command: Command = program();
    command
        .env("GIGAPAY_BASE_URL", server.base_url())
        .env("GIGAPAY_TOKEN", TOKEN)
        .args(arguments)
        .arg("--insecure-http");
    finish(command)
}

#[test]
fn a_list_that_changed_is_shown_with_a_warning() {
    let gone = response("404 Not Found", r#"{"detail":"Invalid page."}"#);
    let first = page(3, &["a", "b"], Some(2));
    for (second, sign, told) in [
        (
            page(4, &["c", "d"], None),
            "count_changed",
            "its count changed",
        ),
        (
            page(3, &["b", "c"], None),
            "repeated",
            "was listed again on the next",
        ),
        (gone, "page_gone", "its last page is gone"),
    ] {
        let run = list_of(vec![first.clone(), second.clone()], &["--json"]);
        assert_eq!(run.status, 4, "{run:#?}");
        assert!(run.stdout.lines().count() >= 2, "{run:#?}");
        let warning: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
        assert_eq!(warning["warning"], "list_changed");
        for other in ["count_changed", "repeated", "page_gone"] {
            assert_eq!(warning[other], other == sign, "{warning}");
        }
        assert!(warning["count"].is_u64(), "{warning}");
        assert!(
            warning["message"].as_str().unwrap().contains(told),
            "{warning}"
        );

        let run = list_of(vec![first.clone(), second], &[]);
        assert_eq!(run.status, 4, "{run:#?}");
        assert!(
            run.stderr.starts_with("warning: the list changed"),
            "{run:#?}"
        );
        assert!(
            run.stderr.contains(told) && run.stderr.lines().count() == 1,
            "{run:#?}"
        );
        assert!(
            !run.stdout.contains("webhooks."),
            "no count of what may be wrong: {run:#?}"
        );
    }
}

#[test]
fn a_list_of_several_pages_that_did_not_change_is_done() {
    let pages = vec![page(3, &["a", "b"], Some(2)), page(3, &["c"], None)];
    assert_eq!(list_of(pages, &["--json"]).lines().len(), 3);
}
