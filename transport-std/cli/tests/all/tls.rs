//! Over TLS, under a root of one's own.

use std::fs;

use gigapay_sandbox::Tls;

use crate::common::*;

#[test]
fn a_root_is_trusted_when_it_is_named() {
    let sandbox = builder().tls(Tls::SelfMade).start().unwrap();
    sandbox.insert([webhook("hook-1")]).unwrap();
    let directory = scratch("root");
    let root = directory.join("root.pem");
    fs::write(&root, sandbox.ca_pem().unwrap()).unwrap();

    let error = run(&sandbox, &["list", "--json"]).refused_json(6);
    assert!(
        error["message"].as_str().unwrap().contains("ertificate"),
        "{error}"
    );
    let text = run(&sandbox, &["list"]).refused(6);
    assert!(text.contains("--ca-file"), "{text}");
    assert!(sandbox.requests().is_empty());

    let root = root.to_str().unwrap();
    let line = run(&sandbox, &["list", "--json", "--ca-file", root]).line();
    assert_eq!(line["id"], "hook-1");
}

#[test]
fn a_file_without_a_root_is_wrong_usage() {
    let sandbox = sandbox();
    let directory = scratch("no-root");
    let file = directory.join("empty.pem");
    fs::write(&file, "nothing\n").unwrap();
    for path in [&file, &directory.join("absent.pem")] {
        let text = run(&sandbox, &["list", "--ca-file", path.to_str().unwrap()]).refused(2);
        assert!(text.contains(".pem"), "{text}");
    }
}
