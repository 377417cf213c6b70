//! A signer of its own, requests, and a receiver run over one.

use gigapay_webhooks::Step;
use gigapay_webhooks::notify::{
    Decision, Endpoint, Keyring, Outcome, Receiver, ReceiverEvent, ReplayGuard, Reply, TimeCheck,
};
use gigapay_webhooks_tests::peer::Peer;
use gigapay_webhooks_tests::{Canned, Pieces, count};

pub const SECRET: &[u8] = b"c1329a085d65f7757838df5920fdcc9a";
pub const OTHER_SECRET: &[u8] = b"p9wzz8cpkymrcqphzeg0yyk5jhxe5m9h";
pub const NOW: u64 = 1_700_000_000;
pub const BODY: &[u8] = br#"{"id":"38a93e19-886a-4246-9cfe-471214ff6739","metadata":{}}"#;

/// The signature as `ring` has it.
pub fn tag(secret: &[u8], timestamp: &str, body: &[u8]) -> [u8; 32] {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    let mut context = ring::hmac::Context::with_key(&key);
    context.update(timestamp.as_bytes());
    context.update(b".");
    context.update(body);
    context.sign().as_ref().try_into().unwrap()
}

pub fn hex(tag: &[u8]) -> String {
    tag.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A field's value, with one signature.
pub fn field(secret: &[u8], timestamp: u64, body: &[u8]) -> String {
    let timestamp = timestamp.to_string();
    let tag = hex(&tag(secret, &timestamp, body));
    format!("t={timestamp},v1={tag}")
}

pub fn keyring<const N: usize>(secrets: &[&[u8]]) -> Keyring<N> {
    let mut keyring = Keyring::new();
    for secret in secrets {
        keyring.push(secret).unwrap();
    }
    keyring
}

/// A request with these lines between its first and its last.
pub fn request(first: &str, lines: &[String], body: &[u8]) -> Vec<u8> {
    let mut request = format!("{first}\r\n");
    for line in lines {
        request += line;
        request += "\r\n";
    }
    request += "\r\n";
    [request.as_bytes(), body].concat()
}

/// The lines of a notification that is as it should be.
pub fn lines() -> Vec<String> {
    vec![
        "Host: gigatron.se".to_owned(),
        "User-Agent: Gigapay".to_owned(),
        "Content-Type: application/json".to_owned(),
        format!("Content-Length: {}", BODY.len()),
        format!("Gigapay-Signature: {}", field(SECRET, NOW, BODY)),
    ]
}

pub fn good() -> Vec<u8> {
    request("POST /hooks/ HTTP/1.1", &lines(), BODY)
}

/// How a receiver is set up, and how a request arrives.
#[derive(Clone, Debug)]
pub struct Setup<'p> {
    pub pieces: Pieces<'p>,
    pub buffer: usize,
    /// Memory for the body; `None` for pieces.
    pub room: Option<usize>,
    pub max_body: u32,
    pub clock: TimeCheck,
    pub reply: Reply,
}

impl Default for Setup<'_> {
    fn default() -> Self {
        Self {
            pieces: Pieces::Whole,
            buffer: 256,
            room: Some(4096),
            max_body: 4096,
            clock: TimeCheck::unix(NOW + 1),
            reply: Reply::Accepted,
        }
    }
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub outcome: Outcome,
    pub decision: Option<Decision>,
    /// What the application got.
    pub body: Option<Vec<u8>>,
    pub response: Vec<u8>,
    pub reusable: bool,
}

impl Seen {
    /// The final response's status; 0 if there is none.
    pub fn status(&self) -> u16 {
        let response = std::str::from_utf8(&self.response).unwrap();
        let last = response
            .split("\r\n\r\n")
            .filter(|head| !head.is_empty())
            .last();
        last.map_or(0, |head| head[9..12].parse().unwrap())
    }

    pub fn says(&self, line: &str) -> bool {
        let response = std::str::from_utf8(&self.response).unwrap();
        response.split("\r\n").any(|it| it == line)
    }
}

pub fn receive(bytes: &[u8], setup: &Setup<'_>) -> Seen {
    let keyring: Keyring = keyring(&[OTHER_SECRET, SECRET]);
    receive_with(bytes, setup, &keyring, &mut ReplayGuard::<4>::new())
}

/// Runs a receiver over one request. It must come to an end in a number of steps that is bounded
/// by the bytes that pass, and may hand out a body only when it is to be delivered.
pub fn receive_with<const M: usize>(
    bytes: &[u8],
    setup: &Setup<'_>,
    keyring: &Keyring,
    guard: &mut ReplayGuard<M>,
) -> Seen {
    let endpoint = Endpoint::new("/hooks/").unwrap().max_body(setup.max_body);
    let mut buffer = vec![0; setup.buffer];
    let mut room = vec![0; setup.room.unwrap_or_default()];
    let mut receiver = match setup.room {
        Some(_) => Receiver::collecting(endpoint, keyring, &mut buffer, &mut room),
        None => Receiver::streaming(endpoint, keyring, &mut buffer),
    };
    let mut peer = Canned::new(bytes, setup.pieces.clone());
    let mut steps = 0;
    let (mut decision, mut body, mut streamed) = (None, None, Vec::new());
    let reusable = loop {
        steps += 1;
        assert!(steps <= 4 * (bytes.len() + 300), "no end in sight");
        match receiver.poll() {
            Step::Transmit(bytes) => {
                assert!(!bytes.is_empty());
                // As slowly as it reads.
                let written = bytes.len().min(7);
                peer.write(&bytes[..written]);
                receiver.transmitted(written);
            }
            Step::Flush => {}
            Step::Receive(space) => {
                assert!(!space.is_empty());
                let read = peer.read(space);
                receiver.received(read);
            }
            Step::Event(ReceiverEvent::Piece) => {
                assert!(!receiver.untrusted_piece().is_empty());
                streamed.extend_from_slice(receiver.untrusted_piece());
            }
            Step::Event(ReceiverEvent::Decide) => {
                assert_eq!(receiver.body(), None, "not before it is checked");
                assert_eq!(receiver.outcome(), Outcome::Open);
                decision = receiver.decide(setup.clock, guard);
                assert_eq!(receiver.decide(setup.clock, guard), None, "only once");
                if let Some(Decision::Deliver { .. }) = decision {
                    body = match setup.room {
                        Some(_) => receiver.body().map(<[u8]>::to_vec),
                        None => Some(streamed.clone()),
                    };
                    assert!(body.is_some());
                    assert_eq!(receiver.poll(), Step::Event(ReceiverEvent::Reply));
                    assert!(receiver.reply(setup.reply, guard));
                    assert!(!receiver.reply(setup.reply, guard), "only once");
                } else {
                    assert_eq!(receiver.body(), None);
                }
            }
            Step::Event(ReceiverEvent::Reply) => panic!("it was replied to"),
            Step::Event(ReceiverEvent::Done { reusable }) => break reusable,
        }
    };
    assert_eq!(
        receiver.poll(),
        Step::Event(ReceiverEvent::Done { reusable })
    );
    Seen {
        outcome: receiver.outcome(),
        decision,
        body,
        response: peer.sent,
        reusable,
    }
}

/// Gives a receiver that waits for them so many bytes.
pub fn give(receiver: &mut Receiver<'_>, bytes: &[u8]) {
    let Step::Receive(space) = receiver.poll() else {
        panic!("it wants the request");
    };
    space[..bytes.len()].copy_from_slice(bytes);
    receiver.received(bytes.len());
}

/// For properties: so many cases, unless the environment says otherwise.
pub fn config(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases: count::cases(cases),
        failure_persistence: None,
        ..Default::default()
    }
}
