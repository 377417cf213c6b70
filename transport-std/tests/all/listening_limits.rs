//! Listeners and peers who do not behave: bounded, and never silent about it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender as Channel, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use gigapay_sandbox::signature;
use gigapay_webhooks_std::gigapay_webhooks::notify::SetupError;
use gigapay_webhooks_std::listen::{
    FinalStatus, ListenError, Listener, Listening, Notification, Outcome, Reply, Report, listen,
};

use crate::sender::*;

fn accept(_: &Notification<'_>) -> Reply {
    Reply::Accepted
}

fn start(listener: Listener) -> Listening {
    listener.start("127.0.0.1:0", &[SECRET], accept).unwrap()
}

/// A listener whose handler waits for a word: how many are at work, and the words.
fn patient(listener: Listener) -> (Listening, Arc<AtomicUsize>, Channel<()>) {
    let (words, heard) = channel();
    let heard = Mutex::new(heard);
    let at_work = Arc::new(AtomicUsize::new(0));
    let count = at_work.clone();
    let listening = listener
        .start("127.0.0.1:0", &[SECRET], move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            let heard = heard.lock().unwrap().recv_timeout(WATCHDOG);
            count.fetch_sub(1, Ordering::SeqCst);
            heard.map_or(Reply::Failed, |()| Reply::Accepted)
        })
        .unwrap();
    (listening, at_work, words)
}

/// Waits until something is so; the test's watchdog is the only limit.
fn until(so: impl Fn() -> bool) {
    let start = std::time::Instant::now();
    while !so() {
        assert!(start.elapsed() < WATCHDOG, "it never came");
        thread::yield_now();
    }
}

/// Gives threads that should not do something the time to do it.
fn let_others_run() {
    thread::sleep(Duration::from_millis(20));
}

#[test]
fn a_connection_carries_one_request_after_another() {
    let (sender, got) = channel();
    let listening = listen("127.0.0.1:0", &[SECRET], move |notification| {
        let head = notification.head();
        sender
            .send((notification.signature.to_owned(), head))
            .unwrap();
        Reply::Accepted
    })
    .unwrap();
    let mut peer = Sender::to(listening.addr());
    assert_eq!(peer.ask(&request("{\"a\":1}", "")), 200);
    let chunked = {
        let signature = signature(SECRET, now(), b"{\"b\":2}");
        let head = head(&format!("v0=other,{signature}"), 0);
        let head = head.replace("Content-Length: 0", "Transfer-Encoding: chunked");
        format!("{head}\r\n3\r\n{{\"b\r\n4;x\r\n\":2}}\r\n0\r\n\r\n")
    };
    assert_eq!(peer.ask(&chunked), 200);
    let (first, head) = got.recv_timeout(WATCHDOG).unwrap();
    assert!(
        head.starts_with("POST / HTTP/1.1\nHost: gateway\n"),
        "{head}"
    );
    assert!(head.lines().any(|line| line.contains(&first)), "{head}");
    assert!(!head.contains("{\"a\":1}"), "{head}");
    assert!(
        first.starts_with("t=") && first.len() == "t=1700000000,v1=".len() + 64,
        "{first}"
    );
    let (second, head) = got.recv_timeout(WATCHDOG).unwrap();
    assert!(head.contains("\nTransfer-Encoding: chunked"), "{head}");
    assert!(second.starts_with("v0=other,t="), "as it came: {second}");
    assert_eq!(
        peer.ask(&request("{\"c\":3}", "Connection: close\r\n")),
        200
    );
    assert_eq!(peer.response(), "");
}

#[test]
fn what_is_no_notification_is_responded_as_such() {
    let listening = start(Listener::new().path("/hooks/?x=1").max_body(10));
    let good = request("{}", "").replace("POST / ", "POST /hooks/?x=1 ");
    for (text, status) in [
        (good.clone(), 200),
        (good.replace("?x=1", ""), 404),
        (good.replace("POST", "PUT"), 405),
        (good.replace("SIGNATURE", "else"), 401),
        (good.replace("application/json", "text/plain"), 415),
        (good.replace("Content-Length: 2", "Content-Length: 11"), 413),
        (good.replace("Content-Length: 2\r\n", ""), 411),
        (
            good.replace(
                "Content-Length: 2",
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
            ),
            400,
        ),
        (good.replace("v1=", "v1=0"), 400),
        (good.replace("\r\n{}", "\r\n[]"), 401),
        (good.replace("Host: gateway", "Host: gateway\nX: y"), 400),
        ("SSH-2.0-x\r\n\r\n".into(), 400),
        (format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(10_000)), 414),
    ] {
        let mut peer = Sender::to(listening.addr());
        assert_eq!(peer.ask(&text), status, "{text}");
    }
}

#[test]
fn a_response_has_a_length_where_its_status_may_have_one() {
    for (status, expected) in [
        (200, "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"),
        (204, "HTTP/1.1 204 \r\n\r\n"),
        (599, "HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n"),
    ] {
        let any = "127.0.0.1:0";
        let reply = Reply::Status(FinalStatus::new(status).unwrap());
        let listening = listen(any, &[SECRET], move |_| reply).unwrap();
        let mut peer = Sender::to(listening.addr());
        peer.send(&request("{}", ""));
        assert_eq!(peer.response(), expected);
    }
}

#[test]
fn a_refusal_is_read_although_much_was_sent_after_it() {
    let listening = start(Listener::new());
    let mut peer = Sender::to(listening.addr());
    let head = request("", "").replace("Content-Length: 0", "Content-Length: 100000");
    peer.send(&format!("{head}{}", " ".repeat(20_000)));
    assert_eq!(peer.status(), 413);
    let end = std::io::Read::read(&mut peer.0, &mut [0]).map_err(|error| error.kind());
    assert_eq!(end, Ok(0), "an orderly end");
    let_others_run();
    let error = peer.0.take_error().unwrap();
    assert!(
        error.is_none(),
        "a reset could overtake the response: {error:?}"
    );
}

#[test]
fn a_slow_request_ends_with_408_and_a_silent_connection_without_a_word() {
    let listening = start(Listener::new().request_time(Duration::from_millis(50)));
    let text = request("{}", "");
    for cut in [1, 40, text.len() - 1] {
        let mut peer = Sender::to(listening.addr());
        assert_eq!(peer.ask(&text[..cut]), 408, "{cut}");
        assert_eq!(peer.response(), "");
    }
    let listening = start(Listener::new().first_byte_time(Duration::from_millis(1)));
    assert_eq!(Sender::to(listening.addr()).response(), "");
}

#[test]
fn a_byte_now_and_then_does_not_prolong_the_time() {
    let listening = start(Listener::new().request_time(Duration::from_millis(50)));
    let mut peer = Sender::to(listening.addr());
    let mut drip = peer.0.try_clone().unwrap();
    let (stop, stopped) = channel::<()>();
    let dripping = thread::spawn(move || {
        use std::io::Write;
        let _ = drip.write_all(b"POST / HTTP/1.1\r\nX: ");
        while stopped.recv_timeout(Duration::from_millis(1)).is_err() {
            if drip.write_all(b"x").is_err() {
                break;
            }
        }
    });
    assert_eq!(peer.status(), 408);
    stop.send(()).unwrap();
    dripping.join().unwrap();
}

#[test]
fn an_idle_connection_makes_room() {
    let listening = start(Listener::new().max_connections(3).idle_time(WATCHDOG));
    let mut idle = Vec::new();
    for number in 0..9 {
        let mut peer = Sender::to(listening.addr());
        assert_eq!(peer.ask(&request(&number.to_string(), "")), 200);
        idle.push(peer);
    }
    // Who was sent away, and when, depends on which response came first; no peer asks for the last
    // one's place.
    assert_eq!(idle[8].ask(&request("[]", "")), 200, "it was not");
}

#[test]
fn a_silent_connection_holds_a_place_for_a_short_time_only() {
    let settings = Listener::new().max_connections(2);
    let listening = start(settings.first_byte_time(Duration::from_millis(200)));
    let mut silent: Vec<_> = (0..9).map(|_| Sender::to(listening.addr())).collect();
    assert_eq!(Sender::to(listening.addr()).ask(&request("{}", "")), 200);
    for peer in &mut silent {
        assert_eq!(peer.response(), "");
    }
}

#[test]
fn half_requests_hold_a_place_for_their_time_only() {
    let settings = Listener::new().max_connections(2);
    let listening = start(settings.request_time(Duration::from_millis(100)));
    let half = |_| {
        let mut peer = Sender::to(listening.addr());
        peer.send("POST / HTTP/1.1\r\n");
        peer
    };
    let mut slow: Vec<_> = (0..6).map(half).collect();
    assert_eq!(Sender::to(listening.addr()).ask(&request("{}", "")), 200);
    for peer in &mut slow {
        assert_eq!(peer.status(), 408);
    }
}

#[test]
fn there_are_never_more_at_work_than_allowed() {
    let (listening, at_work, words) = patient(Listener::new().max_connections(2));
    let ask = |number: u32| {
        let mut peer = Sender::to(listening.addr());
        peer.send(&request(&number.to_string(), "Connection: close\r\n"));
        peer
    };
    let mut peers: Vec<_> = (0..5).map(ask).collect();
    for left in (0..5).rev() {
        until(|| at_work.load(Ordering::SeqCst) == (left + 1).min(2));
        let_others_run();
        assert!(at_work.load(Ordering::SeqCst) <= 2);
        words.send(()).unwrap();
        until(|| at_work.load(Ordering::SeqCst) <= left.min(1) || left > 1);
    }
    for peer in &mut peers {
        assert_eq!(peer.status(), 200);
    }
}

/// Each thread of a listener has one notification, and there are 32; the others wait.
#[test]
fn the_handler_has_32_notifications_at_a_time() {
    let (listening, at_work, words) = patient(Listener::new());
    let ask = |number: u32| {
        let mut peer = Sender::to(listening.addr());
        peer.send(&request(&number.to_string(), ""));
        peer
    };
    let mut peers: Vec<_> = (0..34).map(ask).collect();
    until(|| at_work.load(Ordering::SeqCst) == 32);
    let_others_run();
    assert_eq!(at_work.load(Ordering::SeqCst), 32);
    for _ in &peers {
        words.send(()).unwrap();
    }
    for peer in &mut peers {
        assert_eq!(peer.status(), 200);
    }
}

#[test]
fn the_same_notification_twice_at_once_is_handed_on_once() {
    let (listening, at_work, words) = patient(Listener::new());
    let text = request("{}", "");
    let mut first = Sender::to(listening.addr());
    first.send(&text);
    until(|| at_work.load(Ordering::SeqCst) == 1);
    let mut second = Sender::to(listening.addr());
    assert_eq!(second.ask(&text), 503, "it is in progress");
    words.send(()).unwrap();
    assert_eq!(first.status(), 200);
    let mut third = Sender::to(listening.addr());
    assert_eq!(third.ask(&text), 200, "it was accepted");
    drop(words);
}

#[test]
fn a_stop_lets_what_is_under_way_end_and_nothing_begin() {
    let settings = Listener::new().idle_time(WATCHDOG);
    let (listening, at_work, words) = patient(settings.first_byte_time(WATCHDOG));
    let address = listening.addr();
    let mut used = Sender::to(address);
    used.send(&request("[]", ""));
    words.send(()).unwrap();
    assert_eq!(used.status(), 200);
    let mut silent = Sender::to(address);
    let mut busy = Sender::to(address);
    busy.send(&request("{}", ""));
    until(|| at_work.load(Ordering::SeqCst) == 1);
    let left = at_work.clone();
    let stopping = thread::spawn(move || {
        listening.stop();
        left.load(Ordering::SeqCst)
    });
    assert_eq!(silent.response(), "", "it is sent away");
    assert_eq!(used.response(), "", "it is sent away");
    until(|| std::net::TcpStream::connect(address).is_err());
    let_others_run();
    assert!(!stopping.is_finished(), "the handler is at work");
    words.send(()).unwrap();
    assert_eq!(busy.status(), 200);
    assert_eq!(stopping.join().unwrap(), 0, "nothing is at work any more");
}

#[test]
fn what_cannot_be_set_up_is_an_error() {
    let error = |secrets: &[&str], path: &str, address: &str| {
        Listener::new()
            .path(path)
            .start(address, secrets, accept)
            .unwrap_err()
    };
    let any = "127.0.0.1:0";
    for (secrets, path, expected) in [
        (&[SECRET, ""][..], "/", SetupError::EmptySecret),
        (&["s"; 9], "/", SetupError::TooManySecrets),
        (&[SECRET], "hooks", SetupError::InvalidPath),
    ] {
        match error(secrets, path, any) {
            ListenError::Setup(error) => assert_eq!(error, expected),
            other => panic!("{other:?}"),
        }
    }
    let taken = start(Listener::new());
    let address = taken.addr().to_string();
    let text = error(&[SECRET], "/", &address).to_string();
    assert!(
        text.starts_with(&format!("cannot listen on {address}: ")),
        "{text}"
    );
}

/// A peer that is gone with an unread response on its side resets the connection.
fn reset(mut peer: Sender) {
    let mut first = [0];
    std::io::Read::read_exact(&mut peer.0, &mut first).unwrap();
    drop(peer);
}

/// What the observer is told.
fn observed(settings: Listener) -> (Listener, std::sync::mpsc::Receiver<Report>) {
    let (sender, reports) = channel();
    (
        settings.on_report(move |report| sender.send(*report).unwrap()),
        reports,
    )
}

#[test]
fn a_reset_within_a_request_is_a_cut_request() {
    let (settings, reports) = observed(Listener::new());
    let listening = start(settings);
    let mut peer = Sender::to(listening.addr());
    peer.send(&request("{\"a\":1}", ""));
    let accepted = reports.recv_timeout(WATCHDOG).unwrap();
    assert_eq!(accepted.to_string(), "authentic, accepted");
    assert_eq!(accepted.status(), Some(200));
    let second = request("{\"a\":2}", "");
    peer.send(&second[..second.len() / 2]);
    reset(peer);
    let cut = reports.recv_timeout(WATCHDOG).unwrap();
    assert_eq!(cut.outcome, Outcome::Cut);
    assert_eq!(cut.status(), None);
    assert!(
        cut.to_string().contains("ended inside the request"),
        "{cut}"
    );
}

/// The handler has accepted, and no response can be sent: it stays accepted, and comes again.
#[test]
fn a_reset_while_the_handler_is_at_work_does_not_change_its_decision() {
    let (settings, reports) = observed(Listener::new());
    let (listening, at_work, words) = patient(settings);
    let mut peer = Sender::to(listening.addr());
    peer.send(&request("{\"a\":1}", ""));
    words.send(()).unwrap();
    assert_eq!(reports.recv_timeout(WATCHDOG).unwrap().status(), Some(200));
    let second = request("{\"a\":2}", "");
    peer.send(&second);
    until(|| at_work.load(Ordering::SeqCst) == 1);
    reset(peer);
    // The reset arrives before the response is written.
    let_others_run();
    words.send(()).unwrap();
    let report = reports.recv_timeout(WATCHDOG).unwrap();
    assert_eq!(report.outcome, Outcome::Replied(Reply::Accepted));
    assert_eq!(
        Sender::to(listening.addr()).ask(&second),
        200,
        "it was accepted before"
    );
    assert_eq!(
        reports.recv_timeout(WATCHDOG).unwrap().outcome,
        Outcome::Replayed
    );
}

#[test]
fn reports_say_what_became_of_a_request() {
    let peer = "127.0.0.1:1".parse().unwrap();
    let (settings, reports) = observed(Listener::new());
    let listening = settings
        .start("0.0.0.0:0", &[SECRET], |_| Reply::Failed)
        .unwrap();
    let address = std::net::SocketAddr::new([127, 0, 0, 1].into(), listening.addr().port());
    assert_eq!(Sender::to(address).ask(&request("{}", "")), 500);
    let report = reports.recv_timeout(WATCHDOG).unwrap();
    assert_ne!(report.peer, peer);
    assert!(report.to_string().contains("come again"), "{report}");
    // Stopping reaches a listener on all addresses, too.
    listening.stop();
}

#[test]
fn listeners_on_ipv6_can_be_stopped() {
    for address in ["[::]:0", "[::1]:0"] {
        match Listener::default().start(address, &[SECRET], accept) {
            Ok(listening) => listening.stop(),
            Err(error) => assert!(
                std::net::TcpListener::bind(address).is_err(),
                "this machine has IPv6: {error}"
            ),
        }
    }
}

#[test]
fn a_stop_turns_away_connections_that_wait_for_a_place() {
    let (listening, at_work, words) = patient(Listener::new().max_connections(1));
    let address = listening.addr();
    let mut busy = Sender::to(address);
    busy.send(&request("{}", ""));
    until(|| at_work.load(Ordering::SeqCst) == 1);
    let mut waiting = Sender::to(address);
    waiting.send(&request("[]", ""));
    let_others_run();
    let stopping = thread::spawn(move || listening.stop());
    assert_eq!(waiting.response(), "", "it is turned away");
    words.send(()).unwrap();
    assert_eq!(busy.status(), 200);
    stopping.join().unwrap();
}

/// What is sent after a refusal is read for a moment, and up to a limit.
#[test]
fn a_sender_that_goes_on_after_a_refusal_is_cut_off() {
    let listening = start(Listener::new());
    let mut peer = Sender::to(listening.addr());
    let head = request("", "").replace("Content-Length: 0", "Content-Length: 100000000");
    peer.send(&head);
    let piece = [b' '; 65_536];
    let sent = (0..1600).take_while(|_| std::io::Write::write_all(&mut peer.0, &piece).is_ok());
    assert!(sent.count() < 1600, "it reads it all");
}
