//! Listeners without room for a body, and without tolerance for a time.

use std::io::Write;

use gigapay_sandbox::signature;
use gigapay_webhooks_std::listen::{Listener, Reply};

use crate::sender::*;

#[test]
fn the_tolerance_is_that_of_the_settings() {
    let listening = Listener::new()
        .tolerance(60, 3600)
        .start("127.0.0.1:0", &[SECRET], |_| Reply::Accepted)
        .unwrap();
    for (time, status) in [
        (now() - 30, 200),
        (now() - 120, 400),
        (now() + 1800, 200),
        (now() + 7200, 400),
    ] {
        let mut peer = Sender::to(listening.addr());
        let head = head(&signature(SECRET, time, b"{}"), 2);
        assert_eq!(peer.ask(&format!("{head}\r\n{{}}")), status, "{time}");
    }
}

/// All bodies together have 64 MiB; the one that finds none left is told to come again.
#[test]
fn a_body_without_room_beside_another_is_503() {
    const LENGTH: usize = 48 << 20;
    let body = vec![b'x'; LENGTH];
    let listening = Listener::new()
        .max_body(LENGTH as u32)
        .start("127.0.0.1:0", &[SECRET], |_| Reply::Accepted)
        .unwrap();
    let head = head(&signature(SECRET, now(), &body), LENGTH);
    let (start, end) = body.split_at(LENGTH - 1);
    let mut first = Sender::to(listening.addr());
    first.send(&format!("{head}\r\n"));
    // What the system has not handed over yet is far less than would leave room.
    first.0.write_all(start).unwrap();
    let mut second = Sender::to(listening.addr());
    second.send(&format!("{head}\r\n"));
    // It may be closed before all is sent.
    let _ = second.0.write_all(&body);
    assert_eq!(second.status(), 503);
    first.0.write_all(end).unwrap();
    assert_eq!(first.status(), 200);
    // There is room again.
    let mut third = Sender::to(listening.addr());
    third.send(&format!("{head}\r\n"));
    third.0.write_all(&body).unwrap();
    assert_eq!(third.status(), 200);
}
