//! Notifications that the device receives: authentic ones, and everything else.

use std::cell::RefCell;
use std::pin::pin;

use embassy_net::Stack;
use embassy_net::tcp::TcpSocket;
use embassy_time::Duration;
use gigapay_webhooks_embassy::gigapay_webhooks::notify::{
    Endpoint, Keyring, Outcome, Rejection, ReplayGuard, Reply, TimeCheck, sign,
};
use gigapay_webhooks_embassy::listen::{
    InvalidPort, ListenBuffers, ListenTimes, Listener, Notification,
};

use crate::support::{polled, with_both};

const SECRET: &[u8] = b"c1329a085d65f7757838df5920fdcc9a";
const NOW: u64 = 1_790_000_000;
const PORT: u16 = 8080;

const PATIENT: ListenTimes = ListenTimes {
    request: Duration::from_secs(60),
    response: Duration::from_secs(60),
    idle: Duration::from_millis(200),
};

/// For peers that keep the device waiting.
const IMPATIENT: ListenTimes = ListenTimes {
    request: Duration::from_millis(500),
    ..PATIENT
};

/// A listener with room for bodies of 100 bytes.
fn listener(stack: Stack<'static>, times: ListenTimes) -> Listener<'static> {
    let buffers: &mut ListenBuffers<1460, 256, 64, 100> = Box::leak(Box::default());
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let listener = Listener::new(stack, PORT, endpoint, buffers).unwrap();
    listener.times(times)
}

/// What an application would have: a listener, secrets, a memory, and what it got.
struct Device {
    listener: Listener<'static>,
    keyring: Keyring,
    guard: ReplayGuard<8>,
    got: RefCell<Vec<String>>,
    reply: Reply,
}

impl Device {
    fn new(stack: Stack<'static>) -> Self {
        Self::with(stack, PATIENT)
    }

    fn with(stack: Stack<'static>, times: ListenTimes) -> Self {
        let mut keyring = Keyring::new();
        keyring.push(b"an older secret").unwrap();
        keyring.push(SECRET).unwrap();
        Self {
            listener: listener(stack, times),
            keyring,
            guard: ReplayGuard::new(),
            got: RefCell::default(),
            reply: Reply::Accepted,
        }
    }

    async fn receive(&mut self) -> Outcome {
        let deliver = async |notification: Notification<'_>| {
            assert_eq!(notification.secret, 1);
            assert!(notification.peer.is_some());
            let body = std::str::from_utf8(notification.body).unwrap();
            assert!(!format!("{notification:?}").contains(body));
            self.got.borrow_mut().push(body.to_owned());
            self.reply
        };
        let clock = || TimeCheck::unix(NOW);
        self.listener
            .receive(&self.keyring, &mut self.guard, clock, deliver)
            .await
    }

    /// Receives until `send` is done.
    async fn serve(&mut self, outcomes: &RefCell<Vec<Outcome>>, send: impl Future<Output = ()>) {
        let receive = async {
            loop {
                let outcome = self.receive().await;
                outcomes.borrow_mut().push(outcome);
            }
        };
        tokio::select! {
            () = send => {}
            () = receive => {}
        }
    }
}

/// Who sends notifications.
struct Peer(TcpSocket<'static>);

impl Peer {
    /// Tries until the device listens.
    async fn connect(stack: Stack<'static>) -> Self {
        let (receive, send) = (vec![0; 1024].leak(), vec![0; 1024].leak());
        let mut socket = TcpSocket::new(stack, receive, send);
        socket.set_nagle_enabled(false);
        let address = embassy_net::Ipv4Address::new(10, 0, 0, 1);
        while socket.connect((address, PORT)).await.is_err() {
            socket.abort();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        Self(socket)
    }

    /// Sends as much as is taken.
    async fn send(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let [_, ..] = rest {
            match self.0.write(rest).await {
                Ok(written) => rest = &rest[written..],
                Err(_) => return,
            }
        }
    }

    /// The status of the next response, and whether the connection is to end; none if it has ended.
    async fn response(&mut self) -> Option<(u16, bool)> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let mut byte = [0];
            match self.0.read(&mut byte).await {
                Ok(1) => head.push(byte[0].into()),
                _ => return None,
            }
        }
        let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        Some((status, head.contains("Connection: close\r\n")))
    }

    async fn has_ended(&mut self) -> bool {
        !matches!(self.0.read(&mut [0]).await, Ok(1..))
    }
}

fn request(body: &str, at: u64, secret: &[u8]) -> Vec<u8> {
    let signature = sign(secret, at, &[body.as_bytes()]).unwrap();
    let length = body.len();
    format!(
        "POST /hooks/ HTTP/1.1\r\nHost: device.test\r\nContent-Type: application/json\r\n\
        Content-Length: {length}\r\nGigapay-Signature: {signature}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn good(body: &str) -> Vec<u8> {
    request(body, NOW, SECRET)
}

/// Sends each request over a connection of its own; the responses, what the device made of them,
/// and what it got.
fn exchange(loss: u32, requests: &[Vec<u8>]) -> (Vec<Option<u16>>, Vec<Outcome>, Vec<String>) {
    let (statuses, outcomes) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let got = RefCell::new(Vec::new());
    with_both(loss, async |device, server| {
        let mut device = Device::new(device);
        let send = async {
            for request in requests {
                let mut peer = Peer::connect(server).await;
                peer.send(request).await;
                let response = peer.response().await;
                statuses
                    .borrow_mut()
                    .push(response.map(|(status, _)| status));
                if !matches!(response, Some((_, false))) {
                    assert!(peer.has_ended().await);
                }
            }
            // The response may be here before the device has said what became of the request.
            while loss == 0 && outcomes.borrow().len() < requests.len() {
                tokio::task::yield_now().await;
            }
        };
        device.serve(&outcomes, send).await;
        got.swap(&device.got);
    });
    (
        statuses.into_inner(),
        outcomes.into_inner(),
        got.into_inner(),
    )
}

#[test]
fn an_authentic_one_is_delivered() {
    let bodies = [r#"{"id":"1"}"#, "{}", &"x".repeat(100)];
    let (statuses, outcomes, got) = exchange(0, &bodies.map(good));
    assert_eq!(statuses, [Some(200); 3]);
    assert_eq!(outcomes, [Outcome::Replied(Reply::Accepted); 3]);
    assert_eq!(got, bodies);
}

#[test]
fn nothing_else_is() {
    let forged = request("{}", NOW, b"another secret");
    let mut changed = good("{1}");
    *changed.last_mut().unwrap() ^= 1;
    let unsigned = b"POST /hooks/ HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}".to_vec();
    let elsewhere = String::from_utf8(good("{}")).unwrap();
    let elsewhere = elsewhere.replace("/hooks/", "/other/").into_bytes();
    let (statuses, outcomes, got) = exchange(
        0,
        &[
            forged,
            changed,
            unsigned,
            elsewhere,
            request("{}", NOW - 301, SECRET),
            request("{}", NOW + 301, SECRET),
            good(&"x".repeat(101)),
            // More than all the buffers on the way: the response comes all the same.
            good(&"x".repeat(20_000)),
            b"nonsense\r\n\r\n".to_vec(),
            good("still there"),
        ],
    );
    let expected = [401, 401, 401, 404, 400, 400, 413, 413, 400, 200].map(Some);
    assert_eq!(statuses, expected);
    assert_eq!(got, ["still there"]);
    let rejected = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::Rejected(_)));
    assert_eq!(rejected.count(), 9);
    assert_eq!(outcomes[0], Outcome::Rejected(Rejection::Forged));
    assert_eq!(
        outcomes[4],
        Outcome::Rejected(Rejection::Stale { age: 301 })
    );
}

#[test]
fn what_comes_again_is_delivered_once() {
    let (statuses, outcomes, got) = exchange(0, &[good("once"), good("once"), good("other")]);
    assert_eq!(statuses, [Some(200); 3]);
    assert_eq!(outcomes[1], Outcome::Replayed);
    assert_eq!(got, ["once", "other"]);
}

#[test]
fn frames_are_lost() {
    let bodies: Vec<String> = (0..8).map(|number| format!("{{{number}}}")).collect();
    let requests: Vec<Vec<u8>> = bodies.iter().map(|body| good(body)).collect();
    let (statuses, _, got) = exchange(6, &requests);
    assert_eq!(statuses, [Some(200); 8]);
    assert_eq!(got, bodies);
}

#[test]
fn a_connection_carries_several() {
    with_both(0, async |device, server| {
        let mut device = Device::new(device);
        let outcomes = RefCell::default();
        let send = async {
            let mut peer = Peer::connect(server).await;
            for body in ["one", "two", "three"] {
                peer.send(&good(body)).await;
                assert_eq!(peer.response().await, Some((200, false)));
            }
            // It is ended when nothing more comes: others are to be served.
            assert!(peer.has_ended().await);
        };
        device.serve(&outcomes, send).await;
        assert_eq!(*device.got.borrow(), ["one", "two", "three"]);
    });
}

#[test]
fn a_slow_one_is_timed_out_and_a_silent_one_sent_away() {
    with_both(0, async |device, server| {
        let mut device = Device::with(device, IMPATIENT);
        let outcomes = RefCell::default();
        let send = async {
            let mut silent = Peer::connect(server).await;
            assert!(silent.has_ended().await, "without a response");
            for sent in [1, 100, good("{}").len() - 1] {
                let mut slow = Peer::connect(server).await;
                slow.send(&good("{}")[..sent]).await;
                assert_eq!(slow.response().await, Some((408, true)), "{sent}");
                assert!(slow.has_ended().await);
            }
            let mut peer = Peer::connect(server).await;
            peer.send(&good("{}")).await;
            assert_eq!(peer.response().await, Some((200, false)));
        };
        device.serve(&outcomes, send).await;
        let timeouts = [Outcome::Rejected(Rejection::Timeout); 3];
        assert_eq!(outcomes.borrow()[..3], timeouts);
        assert_eq!(*device.got.borrow(), ["{}"]);
    });
}

/// The peer ends the connection, by FIN or RST, after each byte.
#[test]
fn one_that_is_cut_anywhere_is_not_delivered() {
    with_both(0, async |device, server| {
        let mut device = Device::new(device);
        let outcomes = RefCell::<Vec<_>>::default();
        let whole = good("{}");
        let send = async {
            for sent in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
                for reset in [false, true] {
                    let mut peer = Peer::connect(server).await;
                    peer.send(&whole[..sent]).await;
                    let _ = peer.0.flush().await;
                    if reset {
                        peer.0.abort();
                        let _ = peer.0.flush().await;
                    } else {
                        peer.0.close();
                        assert_eq!(peer.response().await, None, "{sent}");
                    }
                }
            }
            assert!(
                outcomes
                    .borrow()
                    .iter()
                    .all(|outcome| *outcome == Outcome::Cut)
            );
            assert!(outcomes.borrow().len() > 40, "{outcomes:?}");
            let mut peer = Peer::connect(server).await;
            peer.send(&whole).await;
            assert_eq!(peer.response().await, Some((200, false)));
        };
        device.serve(&outcomes, send).await;
        assert_eq!(*device.got.borrow(), ["{}"]);
    });
}

/// What the application does not take comes again, and is delivered again.
#[test]
fn what_the_application_refuses_may_come_again() {
    with_both(0, async |device, server| {
        let mut device = Device::new(device);
        for (reply, status) in [
            (Reply::Failed, 500),
            (Reply::Unavailable, 503),
            (Reply::Accepted, 200),
        ] {
            device.reply = reply;
            let send = async {
                let mut peer = Peer::connect(server).await;
                peer.send(&good("again")).await;
                assert_eq!(peer.response().await.unwrap().0, status);
            };
            let (outcome, ()) = tokio::join!(device.receive(), send);
            assert_eq!(outcome, Outcome::Replied(reply));
        }
        assert_eq!(*device.got.borrow(), ["again"; 3]);
    });
}

/// Wherever the future is dropped, the next one serves the next peer, and what was accepted is
/// delivered once.
#[test]
fn receiving_can_be_dropped_anywhere() {
    let mut dropped = 0;
    with_both(0, async |device, server| {
        let mut device = Device::with(device, IMPATIENT);
        for times in 0.. {
            let body = format!("{{{times}}}");
            let first = async {
                let mut peer = Peer::connect(server).await;
                peer.send(&good(&body)).await;
                peer.response().await;
                std::future::pending().await
            };
            let done = {
                let receive = pin!(device.receive());
                tokio::select! {
                    done = polled(receive, times) => done,
                    () = first => unreachable!(),
                }
            };
            let is_done = done.is_some();
            dropped += usize::from(!is_done);
            // A peer tries until it is accepted, as the API does.
            let again = async {
                loop {
                    let mut peer = Peer::connect(server).await;
                    peer.send(&good(&body)).await;
                    if let Some((200, _)) = peer.response().await {
                        return;
                    }
                }
            };
            let outcomes = RefCell::default();
            device.serve(&outcomes, again).await;
            assert_eq!(device.got.borrow().len(), times + 1, "{body}");
            assert_eq!(device.got.borrow().last(), Some(&body));
            if is_done {
                break;
            }
        }
    });
    assert!(dropped > 3, "it was dropped {dropped} times");
}

/// An application that was interrupted has not got it.
#[test]
fn the_application_can_be_dropped() {
    with_both(0, async |device, server| {
        let mut device = Device::new(device);
        let send = async {
            let mut peer = Peer::connect(server).await;
            peer.send(&good("{}")).await;
            assert_eq!(peer.response().await, None);
        };
        let begun = tokio::sync::Notify::new();
        let Device {
            listener,
            keyring,
            guard,
            ..
        } = &mut device;
        let forever = listener.receive(
            keyring,
            guard,
            || TimeCheck::Skip,
            async |_: Notification<'_>| {
                begun.notify_one();
                std::future::pending().await
            },
        );
        tokio::join!(send, async {
            tokio::select! {
                outcome = forever => panic!("{outcome:?}"),
                () = begun.notified() => {}
            }
        });
        let send = async {
            let mut peer = Peer::connect(server).await;
            peer.send(&good("{}")).await;
            assert_eq!(peer.response().await, Some((200, false)));
        };
        let (outcome, ()) = tokio::join!(device.receive(), send);
        assert_eq!(outcome, Outcome::Replied(Reply::Accepted));
    });
}

/// A peer that connects while the device does not receive is served once it does.
#[test]
fn a_connection_waits_for_the_device() {
    with_both(0, async |device, server| {
        let mut device = Device::new(device);
        assert!(polled(pin!(device.receive()), 1).await.is_none());
        let mut peer = Peer::connect(server).await;
        peer.send(&good("{}")).await;
        let (outcome, response) = tokio::join!(device.receive(), peer.response());
        assert_eq!(outcome, Outcome::Replied(Reply::Accepted));
        assert_eq!(response, Some((200, false)));
    });
}

#[test]
fn there_is_no_port_0() {
    with_both(0, async |device, _| {
        let buffers: &mut ListenBuffers = Box::leak(Box::default());
        let endpoint = Endpoint::new("/").unwrap();
        let listener = Listener::new(device, 0, endpoint, buffers);
        assert_eq!(listener.err(), Some(InvalidPort));
    });
}

/// The application has accepted it, and no response can be sent: it stays, and the peer sends it
/// again.
#[test]
fn a_reset_while_the_application_is_at_work_does_not_change_its_reply() {
    with_both(0, async |device, server| {
        let mut listener = listener(device, PATIENT);
        let mut keyring: Keyring = Keyring::new();
        keyring.push(SECRET).unwrap();
        let mut guard: ReplayGuard<8> = ReplayGuard::new();
        let peer = RefCell::new(None);
        let deliver = async |_: Notification<'_>| {
            let peer: Option<Peer> = peer.borrow_mut().take();
            let mut peer = peer.unwrap();
            peer.0.abort();
            let _ = peer.0.flush().await;
            // The reset has to cross the network.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            Reply::Accepted
        };
        let send = async {
            let mut sender = Peer::connect(server).await;
            sender.send(&request("{}", NOW, SECRET)).await;
            *peer.borrow_mut() = Some(sender);
            std::future::pending::<()>().await;
        };
        let receive = listener.receive(&keyring, &mut guard, || TimeCheck::unix(NOW), deliver);
        let outcome = tokio::select! {
            outcome = receive => outcome,
            () = send => unreachable!(),
        };
        assert_eq!(outcome, Outcome::Replied(Reply::Accepted));
    });
}

#[test]
fn listener_without_secrets_responds_503() {
    with_both(0, async |device, server| {
        let mut device = Device::new(device);
        device.keyring = Keyring::new();
        let send = async {
            let mut peer = Peer::connect(server).await;
            peer.send(&good("{}")).await;
            peer.response().await
        };
        let (outcome, response) = tokio::join!(device.receive(), send);
        assert_eq!(outcome, Outcome::Rejected(Rejection::NoSecret));
        assert_eq!(response, Some((503, true)));
    });
}
