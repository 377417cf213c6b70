//! The servers do what the other tests rely on: they compress, and they give up on a slow upstream.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use gigapay_sandbox::{Fault, Sandbox};
use gigapay_webhooks_proxies::{Kind, Proxy};

/// The head of the response to a list request with this `Accept-Encoding`, in lower case.
fn head(proxy: &Proxy, accept_encoding: &str) -> String {
    let mut stream = TcpStream::connect(proxy.addr()).unwrap();
    let request = format!(
        "GET /v2/webhooks/ HTTP/1.1\r\nHost: {}\r\nAuthorization: Token {}\r\n\
         Accept-Encoding: {accept_encoding}\r\nConnection: close\r\n\r\n",
        proxy.addr(),
        gigapay_sandbox::DEFAULT_TOKEN,
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    let text = String::from_utf8_lossy(&response).to_ascii_lowercase();
    text.split_once("\r\n\r\n").unwrap().0.into()
}

#[test]
fn each_compresses_for_a_client_that_accepts_gzip_and_for_no_other() {
    for kind in Kind::COMPRESSING {
        let sandbox = Sandbox::builder().start().unwrap();
        let proxy = Proxy::start(kind, sandbox.addr());
        let compressed = head(&proxy, "gzip");
        assert!(
            compressed.starts_with("http/1.1 200"),
            "{kind:?}: {compressed}"
        );
        assert!(
            compressed.contains("content-encoding: gzip"),
            "{kind:?}: {compressed}"
        );
        let identity = head(&proxy, "identity");
        assert!(identity.starts_with("http/1.1 200"), "{kind:?}: {identity}");
        assert!(
            !identity.contains("content-encoding"),
            "{kind:?}: {identity}"
        );
    }
}

#[test]
fn nginx_sends_504_for_a_slow_upstream() {
    let sandbox = Sandbox::builder().start().unwrap();
    let time = Duration::from_secs(3600);
    sandbox.arm(Fault::Delay { time });
    let proxy = Proxy::start(Kind::NginxTimeout, sandbox.addr());
    let head = head(&proxy, "identity");
    assert!(head.starts_with("http/1.1 504"), "{head}");
    assert_eq!(sandbox.requests().len(), 1);
}
