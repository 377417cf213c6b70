//! `sandbox --help` lists the faults, as they are armed.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::common::*;

/// Posts a fault to the sandbox. Returns the status and the body of the response.
fn arm(sandbox: &gigapay_sandbox::Sandbox, fault: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(sandbox.addr()).unwrap();
    write!(
        stream,
        "POST /sandbox/faults HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{fault}",
        fault.len()
    )
    .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.into())
}

/// The JSON objects at the beginnings of lines.
fn objects(help: &str) -> Vec<&str> {
    let lines = help.lines().map(str::trim);
    let objects = lines.filter(|line| line.starts_with("{\"fault\""));
    let objects = objects.map(|line| {
        let mut values = serde_json::Deserializer::from_str(line).into_iter::<Value>();
        values.next().unwrap().unwrap();
        &line[..values.byte_offset()]
    });
    objects.collect()
}

#[test]
fn every_fault_is_listed_and_can_be_armed_as_it_is_shown() {
    let help = run(&sandbox(), &["sandbox", "--help"]).done();
    let objects = objects(&help);
    for object in &objects {
        let sandbox = sandbox();
        let (status, body) = arm(&sandbox, object);
        assert_eq!(status, 200, "{object}: {body}");
        assert_eq!(sandbox.faults().armed().len(), 1, "{object}");
    }
    // The sandbox names all that it knows when it is asked for another one.
    let (status, body) = arm(&sandbox(), "{\"fault\": \"none\"}");
    assert_eq!(status, 400, "{body}");
    let (_, known) = body.split_once("expected one of ").expect(&body);
    let known: Vec<_> = known.split('`').skip(1).step_by(2).collect();
    assert!(known.len() > 20, "{body}");
    for fault in &known {
        let start = format!("{{\"fault\": \"{fault}\"");
        assert!(objects.iter().any(|one| one.starts_with(&start)), "{fault}");
    }
    assert_eq!(objects.len(), known.len());
    assert!(
        help.lines().all(|line| line.chars().count() <= 100),
        "{help}"
    );
}
