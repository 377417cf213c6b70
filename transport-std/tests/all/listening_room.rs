//! Listeners without room for a body, without tolerance for a time, and with a slow observer.

use std::io::{ErrorKind, Write};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use gigapay_sandbox::signature;
use gigapay_webhooks_std::listen::{Listener, Outcome, Reply};

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

/// Reports are never lost: with as many waiting as there may be connections, the next request of a
/// connection waits until its last report is handed on.
#[test]
fn a_slow_observer_gets_every_report() {
    let (go_on, word) = channel::<()>();
    let word = Mutex::new(word);
    let (sender, reports) = channel();
    let listening = Listener::new()
        .max_connections(1)
        .on_report(move |report| {
            // It ends when the other end is dropped.
            let _ = word.lock().unwrap().recv();
            sender.send(report.outcome).unwrap();
        })
        .start("127.0.0.1:0", &[SECRET], |_| Reply::Accepted)
        .unwrap();
    // Dropped before the listener, which would wait for the observer if the test panicked.
    let go_on = go_on;
    let text = request("{}", "");
    let mut peer = Sender::to(listening.addr());
    assert_eq!([peer.ask(&text), peer.ask(&text)], [200, 200]);
    peer.send(&text);
    // Time to do what must not be done yet.
    thread::sleep(Duration::from_millis(20));
    peer.0.set_nonblocking(true).unwrap();
    let third = peer.0.peek(&mut [0]).unwrap_err();
    assert_eq!(third.kind(), ErrorKind::WouldBlock);
    peer.0.set_nonblocking(false).unwrap();
    drop(go_on);
    assert_eq!(peer.status(), 200);
    let outcomes = [(); 3].map(|()| reports.recv_timeout(WATCHDOG).unwrap());
    assert_eq!(
        outcomes,
        [
            Outcome::Replied(Reply::Accepted),
            Outcome::Replayed,
            Outcome::Replayed
        ]
    );
}

/// A request that is ended leaves a report, and keeps its place while that waits for the observer:
/// then a silent connection makes room, and no other request is ended in vain.
#[test]
fn a_slow_observer_does_not_cost_a_second_request() {
    let (go_on, word) = channel::<()>();
    let word = Mutex::new(word);
    let listening = Listener::new()
        .max_connections(3)
        .first_byte_time(Duration::from_secs(24 * 60 * 60))
        .request_time(WATCHDOG)
        .on_report(move |_| {
            let _ = word.lock().unwrap().recv();
        })
        .start("127.0.0.1:0", &[SECRET], |_| Reply::Accepted)
        .unwrap();
    // Dropped before the listener, which would wait for the observer if the test panicked.
    let _go_on = go_on;
    let text = request("{}", "");
    let mut first = Sender::to(listening.addr());
    // Three reports may wait, not a fourth.
    assert_eq!([(); 3].map(|()| first.ask(&text)), [200; 3]);
    let (start, end) = text.split_at(40);
    first.send(start);
    let mut second = Sender::to(listening.addr());
    second.send(start);
    let mut silent = Sender::to(listening.addr());
    assert_eq!(Sender::to(listening.addr()).ask(&text), 200);
    assert_eq!(first.status(), 408);
    assert_eq!(silent.response(), "");
    assert_eq!(second.ask(end), 200);
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
