//! Responses as real servers and proxies send them, from the folder of fixtures.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::path::Path;

use gigapay_sandbox::{RawServer, read_head};

use crate::common::*;

/// Runs the program against a server whose one response is this fixture.
fn run_with(name: &str, arguments: &[&str]) -> Run {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let response = std::fs::read(folder.join(name).with_extension("http")).expect("a fixture");
    let server = RawServer::start(1, move |_, mut stream| {
        read_head(&mut stream).unwrap();
        stream.write_all(&response).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        // To the client's end, so that no reset overtakes the response.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let mut command = program();
    command
        .env("GIGAPAY_TOKEN", "t0ken")
        .env("GIGAPAY_BASE_URL", server.base_url())
        .args(arguments);
    finish(command)
}

#[test]
fn a_liberal_response_is_the_webhook() {
    for name in ["fields-obs-fold", "status-after-empty-line", "coding-empty"] {
        let webhook = run_with(name, &["retrieve", "a", "--json"]).line();
        let url = webhook["url"].as_str().unwrap();
        assert!(url.starts_with("https://"), "{name}: {webhook}");
    }
}

#[test]
fn a_refusal_with_a_fold_keeps_its_status() {
    let error = run_with("refused-obs-fold", &["retrieve", "a", "--json"]).refused_json(1);
    assert_eq!(error["status"], 401, "{error}");
    assert_eq!(error["outcome"], "not-carried-out", "{error}");
}

#[test]
fn a_content_coding_is_named() {
    let text = run_with("broken-content-coding-gzip", &["retrieve", "a"]).refused(1);
    assert!(text.contains("gzip"), "{text}");
    assert!(!text.contains("JSON"), "{text}");
}

#[test]
fn any_2xx_is_a_deletion() {
    for name in ["delete-200", "delete-202", "delete", "delete-205"] {
        let run = run_with(name, &["delete", "a"]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{name}");
    }
}
