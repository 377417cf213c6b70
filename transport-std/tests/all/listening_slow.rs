//! Hundreds of slow senders at a listener, and an honest one among them.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use gigapay_webhooks_std::listen::{Listener, Listening, Outcome, Rejection, Reply};

use crate::sender::*;

/// Far more than a notification takes, and less than a slow sender may: a listener whose places
/// the slow ones hold until their time is up does not respond within it.
const SOON: Duration = Duration::from_secs(8);

/// Far more than the 33 threads that a listener may have.
const SENDERS: usize = 300;

/// How a connection wastes time.
#[derive(Clone, Copy, Debug)]
enum Slow {
    /// It says nothing.
    Silent,
    /// It sends a byte of its head now and then.
    Head,
    /// It sends a byte of its body now and then, under a wrong signature.
    Body,
    /// It sends requests, and reads no response.
    Read,
}

impl Slow {
    fn first(self) -> Vec<u8> {
        let head = |length| {
            let head = head(&format!("t={},v1={}", now(), "0".repeat(64)), length);
            format!("{head}\r\n").into_bytes()
        };
        match self {
            Self::Silent => Vec::new(),
            Self::Head => b"POST / HTTP/1.1\r\nX: ".to_vec(),
            Self::Body => head(60_000),
            Self::Read => head(0).repeat(20),
        }
    }
}

/// Senders that hold so many connections to a listener, and open another for each that it closes.
struct Attack {
    is_over: Arc<AtomicBool>,
    opened: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
}

impl Attack {
    fn start(listener: SocketAddr, slow: Slow, count: usize) -> Self {
        let (is_over, opened) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let (ends, opens) = (is_over.clone(), opened.clone());
        let open = move || {
            let mut sender = Sender::to(listener);
            let _ = sender.0.write_all(&slow.first());
            sender.0.set_nonblocking(true).unwrap();
            opens.fetch_add(1, Ordering::SeqCst);
            sender
        };
        let thread = thread::spawn(move || {
            let mut senders: Vec<_> = (0..count).map(|_| open()).collect();
            while !ends.load(Ordering::SeqCst) {
                for sender in &mut senders {
                    if !drips(sender, slow) {
                        *sender = open();
                    }
                }
                thread::sleep(Duration::from_millis(50));
            }
        });
        Self {
            is_over,
            opened,
            thread,
        }
    }

    /// Waits until so many connections were opened.
    fn wait(&self, count: usize) {
        let start = Instant::now();
        while self.opened.load(Ordering::SeqCst) < count {
            assert!(start.elapsed() < WATCHDOG, "they were never opened");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn end(self) {
        self.is_over.store(true, Ordering::SeqCst);
        self.thread.join().unwrap();
    }
}

/// Sends a byte more. `false`: the connection is of no more use.
fn drips(sender: &mut Sender, slow: Slow) -> bool {
    let is_open = |result: std::io::Result<usize>| match result {
        Ok(bytes) => bytes > 0,
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    };
    match slow {
        Slow::Silent => is_open(sender.0.read(&mut [0])),
        Slow::Head | Slow::Body => {
            is_open(sender.0.write(b"x")) && is_open(sender.0.read(&mut [0]))
        }
        Slow::Read => is_open(sender.0.peek(&mut [0])),
    }
}

/// How many threads of this name this process has: those of all tests that run.
fn threads(name: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|it| it.trim() == name).count()
}

/// Notifications on new connections and on a kept one.
fn send_honestly(listening: &Listening, name: &str) {
    let mut kept = None;
    for number in 0..10 {
        let start = Instant::now();
        let mut sender = Sender::to(listening.addr());
        let body = format!("{name}{number}");
        assert_eq!(sender.ask(&request(&body, "")), 200, "{body}");
        assert!(start.elapsed() < SOON, "{body}: {:?}", start.elapsed());
        kept.get_or_insert(sender);
    }
    if let Some(mut sender) = kept {
        assert_eq!(sender.ask(&request(name, "")), 200, "{name}");
    }
}

/// Slow senders that fit into the places.
#[test]
fn slow_senders_take_nothing_from_an_honest_one() {
    for slow in [Slow::Silent, Slow::Head, Slow::Body, Slow::Read] {
        let name = format!("{slow:?}");
        let listening = Listener::new()
            .start("127.0.0.1:0", &[SECRET], |_| Reply::Accepted)
            .unwrap();
        let attack = Attack::start(listening.addr(), slow, SENDERS);
        attack.wait(SENDERS);
        send_honestly(&listening, &name);
        // Those of other tests, which run at the same time, count too.
        let count = threads("notification") + threads("notifications");
        assert!(count < SENDERS / 2, "{name}: {count} threads");
        attack.end();
    }
}

/// More slow senders than places: those that have used most of their time make room.
#[test]
fn slow_senders_make_room_for_an_honest_one_where_they_hold_all_places() {
    for slow in [Slow::Silent, Slow::Head, Slow::Body] {
        let name = format!("{slow:?}");
        let (reporter, reports) = channel();
        let listening = Listener::new()
            .max_connections(16)
            .first_byte_time(WATCHDOG)
            .request_time(WATCHDOG)
            .on_report(move |report| reporter.send(report.outcome).unwrap_or(()))
            .start("127.0.0.1:0", &[SECRET], |_| Reply::Accepted)
            .unwrap();
        let attack = Attack::start(listening.addr(), slow, 40);
        attack.wait(40);
        let start = Instant::now();
        let mut sender = Sender::to(listening.addr());
        assert_eq!(sender.ask(&request("{}", "")), 200, "{name}");
        assert!(start.elapsed() < 2 * SOON, "{name}: {:?}", start.elapsed());
        attack.end();
        drop(listening);
        let timeouts = reports
            .iter()
            .filter(|outcome| *outcome == Outcome::Rejected(Rejection::Timeout));
        match slow {
            Slow::Silent => assert_eq!(timeouts.count(), 0, "{name}"),
            _ => assert!(timeouts.count() > 0, "{name}: no time-out was reported"),
        }
    }
}

/// What makes room has not begun a moment ago, and has no handler at work.
#[test]
fn who_works_is_not_sent_away() {
    let (words, heard) = channel();
    let heard = std::sync::Mutex::new(heard);
    let at_work = Arc::new(AtomicUsize::new(0));
    let count = at_work.clone();
    let listening = Listener::new()
        .max_connections(2)
        .start("127.0.0.1:0", &[SECRET], move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            let heard = heard.lock().unwrap().recv_timeout(WATCHDOG);
            heard.map_or(Reply::Failed, |()| Reply::Accepted)
        })
        .unwrap();
    let mut busy = Sender::to(listening.addr());
    busy.send(&request("1", ""));
    let start = Instant::now();
    while at_work.load(Ordering::SeqCst) == 0 {
        assert!(start.elapsed() < WATCHDOG, "it never came");
        thread::yield_now();
    }
    let mut silent = Sender::to(listening.addr());
    let mut third = Sender::to(listening.addr());
    third.send(&request("3", ""));
    assert_eq!(silent.response(), "", "it makes room");
    for sender in [&mut busy, &mut third] {
        words.send(()).unwrap();
        assert_eq!(sender.status(), 200);
    }
}

/// A connection that is to be given up says so: a peer that keeps one open meets no reset.
#[test]
fn a_connection_is_given_up_with_a_word() {
    let listening = Listener::new()
        .max_connections(8)
        .start("127.0.0.1:0", &[SECRET], |_| Reply::Accepted)
        .unwrap();
    let ask = |sender: &mut Sender, body: &str| {
        sender.send(&request(body, ""));
        let response = sender.response();
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
        response.contains("Connection: close")
    };
    let mut senders: Vec<_> = (0..8).map(|_| Sender::to(listening.addr())).collect();
    let first = &mut senders[0];
    let mut is_crowded = false;
    for number in 0..2_000 {
        is_crowded = ask(first, &number.to_string());
        if is_crowded {
            break;
        }
    }
    assert!(is_crowded, "all places are taken");
    assert_eq!(first.response(), "", "it is closed, as it said");
    senders.truncate(3);
    let mut last = Sender::to(listening.addr());
    let is_free = (0..2_000).any(|number| {
        let is_closed = ask(&mut last, &format!("[{number}]"));
        if is_closed {
            last = Sender::to(listening.addr());
        }
        !is_closed
    });
    assert!(is_free, "most places are free");
}
