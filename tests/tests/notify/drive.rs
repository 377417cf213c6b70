//! Both driver loops.

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::drive::{blocking, nonblocking};
use gigapay_webhooks::notify::{
    Decision, Endpoint, Keyring, Outcome, Receiver, ReceiverEvent, ReplayGuard, Reply, TimeCheck,
};
use gigapay_webhooks_tests::block_on;
use gigapay_webhooks_tests::wire::{Wire, WireError};

use super::support::*;

#[derive(Clone, Copy, Debug)]
enum Loop {
    Blocking,
    Nonblocking,
}

const LOOPS: [Loop; 2] = [Loop::Blocking, Loop::Nonblocking];

impl Loop {
    fn advance(
        self,
        receiver: &mut Receiver<'_>,
        wire: &mut Wire<'_>,
    ) -> Result<ReceiverEvent, DriveError<WireError>> {
        match self {
            Self::Blocking => blocking::advance(receiver, wire),
            Self::Nonblocking => block_on(nonblocking::advance(receiver, wire)),
        }
    }
}

type Served = (Result<bool, DriveError<WireError>>, Outcome, Vec<u8>);

fn serve(by: Loop, wire: &mut Wire<'_>, collects: bool) -> Served {
    let keyring: Keyring = keyring(&[SECRET]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let (mut buffer, mut room) = ([0; 64], [0; 4096]);
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let mut receiver = match collects {
        true => Receiver::collecting(endpoint, &keyring, &mut buffer, &mut room),
        false => Receiver::streaming(endpoint, &keyring, &mut buffer),
    };
    let mut body = Vec::new();
    let ended = loop {
        match by.advance(&mut receiver, wire) {
            Ok(ReceiverEvent::Piece) => body.extend_from_slice(receiver.untrusted_piece()),
            Ok(ReceiverEvent::Decide) => {
                let decision = receiver.decide(TimeCheck::Skip, &mut guard);
                if let Some(Decision::Deliver { .. }) = decision {
                    body.extend_from_slice(receiver.body().unwrap_or_default());
                    assert_eq!(
                        by.advance(&mut receiver, wire).unwrap(),
                        ReceiverEvent::Reply
                    );
                    assert!(receiver.reply(Reply::Accepted, &mut guard));
                }
            }
            Ok(ReceiverEvent::Reply) => panic!("it was replied to"),
            Ok(ReceiverEvent::Done { reusable }) => break Ok(reusable),
            Err(error) => break Err(error),
        }
    };
    (ended, receiver.outcome(), body)
}

#[test]
fn a_notification() {
    let request = good();
    for by in LOOPS {
        for collects in [true, false] {
            for (most, interrupted_every, pending) in
                [(usize::MAX, 0, 0), (1, 0, 0), (7, 2, 1), (50, 3, 3)]
            {
                let mut wire = Wire::new(&request);
                wire.most = most;
                wire.interrupted_every = interrupted_every;
                wire.pending = pending;
                let (ended, outcome, body) = serve(by, &mut wire, collects);
                assert_eq!(ended, Ok(true));
                assert_eq!(outcome, Outcome::Replied(Reply::Accepted));
                assert_eq!(body, BODY);
                assert_eq!(wire.sent, b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n");
                assert_eq!(wire.unflushed, 0, "{by:?}");
            }
        }
    }
}

#[test]
fn an_expectation() {
    let mut lines = lines();
    lines.push("Expect: 100-continue".to_owned());
    let request = request("POST /hooks/ HTTP/1.1", &lines, BODY);
    for by in LOOPS {
        let mut wire = Wire::new(&request);
        // One byte at a time: the body is not there when the head ends. The wire sees to it that
        // what is written is flushed before anything is read.
        wire.most = 1;
        let (ended, _, body) = serve(by, &mut wire, true);
        assert_eq!((ended, body.as_slice()), (Ok(true), BODY));
        assert!(
            wire.sent
                .starts_with(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")
        );
    }
}

#[test]
fn connections_that_fail() {
    let request = good();
    for by in LOOPS {
        let mut wire = Wire::new(&request[..100]);
        wire.read_fails = Some(WireError::Reset);
        assert_eq!(
            serve(by, &mut wire, true).0,
            Err(DriveError::Read(WireError::Reset))
        );
        let mut wire = Wire::new(&request[..100]);
        let (ended, outcome, _) = serve(by, &mut wire, true);
        assert_eq!((ended, outcome), (Ok(false), Outcome::Cut));
        let mut wire = Wire::new(&request);
        wire.write_fails_at = 5;
        wire.most = 5;
        assert_eq!(
            serve(by, &mut wire, true).0,
            Err(DriveError::Write(WireError::Reset))
        );
        let mut wire = Wire::new(&request);
        wire.writes_up_to = 5;
        assert_eq!(serve(by, &mut wire, true).0, Err(DriveError::WriteZero));
        let mut wire = Wire::new(&request);
        wire.flush_fails = true;
        assert_eq!(
            serve(by, &mut wire, true).0,
            Err(DriveError::Write(WireError::Reset))
        );
    }
}

/// The future holds what a read or write needs, and nothing of a notification.
#[test]
fn the_future_of_the_async_loop() {
    let keyring: Keyring = keyring(&[SECRET]);
    let mut buffer = [0; 64];
    let endpoint = Endpoint::new("/hooks/").unwrap();
    let mut receiver = Receiver::streaming(endpoint, &keyring, &mut buffer);
    let mut wire = Wire::new(b"");
    let size = size_of_val(&nonblocking::advance(&mut receiver, &mut wire));
    println!("{size}");
    assert!(size <= 160, "{size}");
}
