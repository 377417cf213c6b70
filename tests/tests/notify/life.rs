//! Notifications of the sandbox, over real sockets: what it makes of the receiver's responses.

use std::collections::VecDeque;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gigapay_sandbox::{Cut, Fault, Sandbox, Webhook};
use gigapay_webhooks::drive::blocking;
use gigapay_webhooks::notify::{
    Decision, Endpoint, Keyring, Object, Outcome, Receiver, ReceiverEvent, Rejection, ReplayGuard,
    Reply, TimeCheck, TimeField,
};

use gigapay_webhooks_tests::socket::Socket;

use super::support::keyring;

const SECRET: &str = "it's någon's secret";
const EVENT: &str = "Payout.created";
/// Only ends a test that hangs.
const WATCHDOG: Duration = Duration::from_secs(60);

/// Serves one connection after the other until one comes that brings no request; the application
/// says these in turn, and then that it accepts. Gives what became of each, and the ids delivered.
fn serve(listener: &TcpListener, mut replies: VecDeque<Reply>) -> (Vec<Outcome>, Vec<String>) {
    let keyring: Keyring = keyring(&[b"the former one", SECRET.as_bytes()]);
    let mut guard: ReplayGuard<8> = ReplayGuard::new();
    let endpoint = Endpoint::new("/hooks/?x=1").unwrap();
    let (mut outcomes, mut ids) = (Vec::new(), Vec::new());
    for stream in listener.incoming() {
        let mut socket = Socket(stream.unwrap());
        let (mut buffer, mut body) = ([0; 100], [0; 4096]);
        let mut receiver = Receiver::collecting(endpoint, &keyring, &mut buffer, &mut body);
        loop {
            match blocking::advance(&mut receiver, &mut socket) {
                Ok(ReceiverEvent::Decide) => {
                    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
                    let clock = TimeCheck::unix(now.as_secs());
                    if let Some(Decision::Deliver { .. }) = receiver.decide(clock, &mut guard) {
                        let mut object: Object = Object::default();
                        object.read(receiver.body().unwrap()).unwrap();
                        assert!(object.time(TimeField::Created).is_some());
                        ids.push(object.id.as_str().to_owned());
                        let reply = replies.pop_front().unwrap_or(Reply::Accepted);
                        assert!(receiver.reply(reply, &mut guard));
                    }
                }
                Ok(ReceiverEvent::Done { .. }) => break,
                Ok(pause) => panic!("{pause:?}"),
                // The connection was reset.
                Err(_) => break,
            }
        }
        match receiver.outcome() {
            Outcome::Unused => return (outcomes, ids),
            outcome => outcomes.push(outcome),
        }
    }
    unreachable!("connections come for ever")
}

/// Lets the event happen, with these faults and replies; the statuses that the sandbox saw, and
/// what became of each request.
fn live(faults: Vec<Fault>, replies: &[Reply]) -> (Vec<Option<u16>>, Vec<Outcome>, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let (sender, served) = mpsc::channel();
    let replies = replies.iter().copied().collect();
    thread::spawn(move || sender.send(serve(&listener, replies)));
    let sandbox = Sandbox::builder()
        .retry_unit(Duration::ZERO)
        .start()
        .unwrap();
    let url = format!("http://{address}/hooks/?x=1");
    let mut webhook = Webhook::new("w", &url, &[EVENT]).in_integration("i1");
    webhook.secret_key = SECRET.into();
    sandbox.insert([webhook]).unwrap();
    for fault in faults {
        sandbox.arm(fault.times(1));
    }
    sandbox.trigger(EVENT, Some("i1"), None).unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    drop(TcpStream::connect(address).unwrap());
    let (outcomes, ids) = served.recv_timeout(WATCHDOG).unwrap();
    let delivery = sandbox.deliveries().remove(0);
    let statuses = delivery.attempts.iter().map(|attempt| attempt.status);
    (statuses.collect(), outcomes, ids)
}

const ACCEPTED: Outcome = Outcome::Replied(Reply::Accepted);

#[test]
fn a_notification_is_delivered() {
    let (statuses, outcomes, ids) = live(vec![], &[]);
    assert_eq!((statuses, outcomes), (vec![Some(200)], vec![ACCEPTED]));
    assert_eq!(ids.len(), 1);
    assert!(!ids[0].is_empty());
}

#[test]
fn a_forged_one_comes_again() {
    let (statuses, outcomes, ids) = live(vec![Fault::WrongSignature], &[]);
    assert_eq!(statuses, [Some(401), Some(200)]);
    assert_eq!(outcomes, [Outcome::Rejected(Rejection::Forged), ACCEPTED]);
    assert_eq!(ids.len(), 1);
}

#[test]
fn so_does_an_old_one_and_one_from_the_future() {
    for (seconds, is_old) in [(-1000, true), (1000, false)] {
        let (statuses, outcomes, ids) = live(vec![Fault::ShiftedTime { seconds }], &[]);
        assert_eq!(statuses, [Some(400), Some(200)]);
        match outcomes[0] {
            Outcome::Rejected(Rejection::Stale { age: 1000.. }) => assert!(is_old),
            Outcome::Rejected(Rejection::Future { ahead: ..=1000 }) => assert!(!is_old),
            other => panic!("{other:?}"),
        }
        assert_eq!(ids.len(), 1);
    }
}

#[test]
fn what_the_application_does_not_take_comes_again() {
    let (statuses, outcomes, ids) = live(vec![], &[Reply::Failed, Reply::Unavailable]);
    assert_eq!(statuses, [Some(500), Some(503), Some(200)]);
    assert_eq!(outcomes.last(), Some(&ACCEPTED));
    assert_eq!((ids.len(), &ids[0]), (3, &ids[2]));
}

/// The same to the last byte, as when our response was lost.
#[test]
fn a_duplicate_is_accepted_and_not_handed_on() {
    let (statuses, outcomes, ids) = live(vec![Fault::DuplicateDelivery { count: 2 }], &[]);
    assert_eq!(statuses, [Some(200); 3]);
    assert_eq!(outcomes, [ACCEPTED, Outcome::Replayed, Outcome::Replayed]);
    assert_eq!(ids.len(), 1);
}

#[test]
fn a_connection_that_ends_early_is_no_notification() {
    for how in [Cut::Fin, Cut::Reset] {
        let (statuses, outcomes, ids) = live(vec![Fault::CutDelivery { after: 90, how }], &[]);
        assert_eq!(statuses, [None, Some(200)]);
        assert_eq!(outcomes.last(), Some(&ACCEPTED));
        assert_eq!((outcomes.len(), ids.len()), (2, 1));
    }
}
