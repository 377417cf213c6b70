//! Requests that are sent before the response to the one before them (RFC 9112 section 9.3.2).

use std::io::Read;
use std::sync::Mutex;
use std::sync::mpsc::channel;

use gigapay_webhooks_std::listen::{Reply, listen};

use crate::sender::*;

/// What is read together with the end of a request is not served, and the response says so: the
/// peer has to send it again.
#[test]
fn requests_in_one_write_get_one_response_and_an_orderly_close() {
    let (sender, bodies) = channel();
    let listening = listen("127.0.0.1:0", &[SECRET], move |notification| {
        sender.send(notification.body.to_vec()).unwrap();
        Reply::Accepted
    })
    .unwrap();
    let second = request("2", "");
    let mut peer = Sender::to(listening.addr());
    peer.send(&format!("{}{second}{}", request("1", ""), request("3", "")));
    assert_eq!(
        peer.response(),
        "HTTP/1.1 200 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let end = peer.0.read(&mut [0]).map_err(|error| error.kind());
    assert_eq!(end, Ok(0), "an orderly end");
    assert_eq!(Sender::to(listening.addr()).ask(&second), 200);
    listening.stop();
    let bodies: Vec<_> = bodies.iter().collect();
    assert_eq!(bodies, [b"1", b"2"]);
}

#[test]
fn requests_that_come_while_the_handler_is_at_work_are_served_one_after_another() {
    let (begin, begun) = channel();
    let (sent, word) = channel();
    let word = Mutex::new(word);
    let listening = listen("127.0.0.1:0", &[SECRET], move |notification| {
        begin.send(notification.body.to_vec()).unwrap();
        let word = word.lock().unwrap().recv_timeout(WATCHDOG);
        word.map_or(Reply::Failed, |()| Reply::Accepted)
    })
    .unwrap();
    let mut peer = Sender::to(listening.addr());
    peer.send(&request("1", ""));
    for (body, next) in [
        (b"1", request("2", "")),
        (b"2", request("3", "Connection: close\r\n")),
        // No request may follow that one.
        (b"3", request("4", "")),
    ] {
        assert_eq!(begun.recv_timeout(WATCHDOG).unwrap(), body);
        peer.send(&next);
        sent.send(()).unwrap();
    }
    for last in [false, false, true] {
        let response = peer.response();
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
        assert_eq!(response.contains("\r\nConnection: close\r\n"), last);
    }
    assert_eq!(peer.response(), "");
    listening.stop();
    assert!(begun.recv().is_err(), "the fourth is not served");
}
