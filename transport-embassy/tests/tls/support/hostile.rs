//! A TLS 1.3 server (RFC 8446) that does as it is told, right or wrong.

use hkdf::Hkdf;
use p256::PublicKey;
use p256::ecdh::EphemeralSecret;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use rand_core_0_6::OsRng;
use rcgen::SigningKey as _;
use sha2::{Digest as _, Sha256};

use super::certs::Identity;
use super::keys::{Keys, expand};
use super::wire::Peer;

pub const ALERT: u8 = 21;
pub const HANDSHAKE: u8 = 22;
pub const DATA: u8 = 23;

/// What a server's CertificateVerify signs over, before the transcript hash.
pub const CONTEXT: &str = "TLS 1.3, server CertificateVerify";

type Act = Box<dyn FnMut(&mut Session)>;

/// The server. What it does at each turn can be replaced.
pub struct Hostile {
    pub session: Session,
    inbox: Vec<u8>,
    turn: Turn,
    /// Instead of ServerHello.
    pub hello: Act,
    /// The encrypted flight after ServerHello.
    pub flight: Act,
    /// Once the client has finished.
    pub after: Act,
    /// At each record of data.
    pub at_data: Act,
}

#[derive(PartialEq)]
enum Turn {
    Hello,
    Finished,
    Data,
}

/// Keys, transcript, and what goes out.
pub struct Session {
    pub identity: Identity,
    pub transcript: Vec<u8>,
    pub out: Vec<u8>,
    /// The server's ServerHello as it should be.
    pub server_hello: Vec<u8>,
    secret: [u8; 32],
    server: Keys,
    client: Keys,
    /// Data that the client sent.
    pub received: Vec<u8>,
    /// Encrypted records of the client's after its Finished, whatever is in them, other than alerts.
    pub requests: usize,
    /// Whether the client's Finished came, and was right.
    pub finished: bool,
    /// Whether the client's close_notify came.
    pub closed: bool,
}

impl Hostile {
    /// A server that does everything right.
    pub fn new(identity: Identity) -> Self {
        let session = Session {
            identity,
            transcript: Vec::new(),
            out: Vec::new(),
            server_hello: Vec::new(),
            secret: [0; 32],
            server: Keys::default(),
            client: Keys::default(),
            received: Vec::new(),
            requests: 0,
            finished: false,
            closed: false,
        };
        Self {
            session,
            inbox: Vec::new(),
            turn: Turn::Hello,
            hello: Box::new(|session| session.plain(HANDSHAKE, &session.server_hello.clone())),
            flight: Box::new(|session| {
                let flight = session.flight();
                session.record(HANDSHAKE, &flight);
            }),
            after: Box::new(|_| {}),
            at_data: Box::new(|_| {}),
        }
    }

    /// The same with another flight.
    pub fn with_flight(identity: Identity, flight: impl FnMut(&mut Session) + 'static) -> Self {
        Self {
            flight: Box::new(flight),
            ..Self::new(identity)
        }
    }

    /// The same with something else than ServerHello.
    pub fn with_hello(identity: Identity, hello: impl FnMut(&mut Session) + 'static) -> Self {
        Self {
            hello: Box::new(hello),
            ..Self::new(identity)
        }
    }

    /// The same with something to say once the client has finished.
    pub fn with_after(identity: Identity, after: impl FnMut(&mut Session) + 'static) -> Self {
        Self {
            after: Box::new(after),
            ..Self::new(identity)
        }
    }

    fn take(&mut self, kind: u8, header: &[u8], body: &[u8]) {
        match self.turn {
            Turn::Hello if kind == HANDSHAKE => {
                self.session.start(body);
                (self.hello)(&mut self.session);
                (self.flight)(&mut self.session);
                self.turn = Turn::Finished;
            }
            Turn::Finished if kind == DATA => {
                let finished = self
                    .session
                    .client
                    .finished(&Sha256::digest(&self.session.transcript));
                let content = self.session.client.decrypt(header, body);
                let expected = [&[20, 0, 0, 32][..], &finished, &[HANDSHAKE]].concat();
                self.session.finished = content.as_deref() == Some(&expected);
                self.session.application_keys();
                (self.after)(&mut self.session);
                self.turn = Turn::Data;
            }
            Turn::Data if kind == DATA => {
                match self.session.client.decrypt(header, body).as_deref() {
                    Some([1, 0, ALERT]) => self.session.closed = true,
                    Some([data @ .., DATA]) => {
                        self.session.received.extend(data);
                        self.session.requests += 1;
                        (self.at_data)(&mut self.session);
                    }
                    _ => self.session.requests += 1,
                }
            }
            _ => self.session.requests += 1,
        }
    }
}

impl Peer for Hostile {
    fn receive(&mut self, bytes: &[u8], answer: &mut Vec<u8>) {
        self.inbox.extend(bytes);
        while let [_, _, _, high, low, rest @ ..] = &self.inbox[..] {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            if rest.len() < length {
                break;
            }
            let record: Vec<u8> = self.inbox.drain(..5 + length).collect();
            self.take(record[0], &record[..5], &record[5..]);
        }
        answer.append(&mut self.session.out);
    }
}

impl Session {
    /// Answers ClientHello with keys.
    fn start(&mut self, client_hello: &[u8]) {
        let secret = EphemeralSecret::random(&mut OsRng);
        let share = secret.public_key().to_encoded_point(false);
        let theirs = PublicKey::from_sec1_bytes(key_share(client_hello)).unwrap();
        let shared = secret.diffie_hellman(&theirs);

        let mut hello = vec![3, 3];
        hello.extend([0x5a; 32]);
        hello.extend([0, 0x13, 0x01, 0]);
        let extensions = [
            &[0, 43, 0, 2, 3, 4, 0, 51, 0, 69, 0, 0x17, 0, 65][..],
            share.as_bytes(),
        ]
        .concat();
        hello.extend(prefixed(2, &extensions));
        self.server_hello = message(2, &hello);
        self.transcript = [client_hello, &self.server_hello].concat();

        let empty = Sha256::digest([]);
        let (_, early) = Hkdf::<Sha256>::extract(None, &[0; 32]);
        let derived: [u8; 32] = expand(&early, "derived", &empty);
        let (_, handshake) = Hkdf::<Sha256>::extract(Some(&derived), shared.raw_secret_bytes());
        let hash = Sha256::digest(&self.transcript);
        self.client = Keys::new(expand(&handshake, "c hs traffic", &hash));
        self.server = Keys::new(expand(&handshake, "s hs traffic", &hash));
        self.secret = expand(&handshake, "derived", &empty);
    }

    fn application_keys(&mut self) {
        let (_, master) = Hkdf::<Sha256>::extract(Some(&self.secret), &[0; 32]);
        let hash = Sha256::digest(&self.transcript);
        self.client = Keys::new(expand(&master, "c ap traffic", &hash));
        self.server = Keys::new(expand(&master, "s ap traffic", &hash));
    }

    /// Whether any of the present keys is in `bytes`.
    pub fn has_keys_in(&self, bytes: &[u8]) -> bool {
        self.client.are_in(bytes) || self.server.are_in(bytes)
    }

    /// Puts a message into the transcript.
    pub fn add(&mut self, message: Vec<u8>) -> Vec<u8> {
        self.transcript.extend(&message);
        message
    }

    pub fn extensions(&mut self) -> Vec<u8> {
        self.add(message(8, &[0, 0]))
    }

    pub fn certificate(&mut self) -> Vec<u8> {
        let mut list = Vec::new();
        for certificate in &self.identity.chain {
            list.extend(prefixed(3, certificate));
            list.extend([0, 0]);
        }
        self.add(message(11, &[&[0][..], &prefixed(3, &list)].concat()))
    }

    pub fn verify(&mut self) -> Vec<u8> {
        let signature = self.sign(CONTEXT, &self.identity.key);
        self.verify_with(0x0403, &signature)
    }

    pub fn verify_with(&mut self, scheme: u16, signature: &[u8]) -> Vec<u8> {
        self.add(message(
            15,
            &[&scheme.to_be_bytes()[..], &prefixed(2, signature)].concat(),
        ))
    }

    pub fn sign(&self, context: &str, key: &rcgen::KeyPair) -> Vec<u8> {
        let hash = Sha256::digest(&self.transcript);
        key.sign(&[&[b' '; 64][..], context.as_bytes(), &[0], &hash].concat())
            .unwrap()
    }

    pub fn finish(&mut self) -> Vec<u8> {
        let verify_data = self.server.finished(&Sha256::digest(&self.transcript));
        self.add(message(20, &verify_data))
    }

    /// All that should come, one message after the other.
    pub fn flight(&mut self) -> Vec<u8> {
        [
            self.extensions(),
            self.certificate(),
            self.verify(),
            self.finish(),
        ]
        .concat()
    }

    /// Sends an encrypted record.
    pub fn record(&mut self, kind: u8, content: &[u8]) {
        self.padded(kind, content, 0);
    }

    /// The same with padding.
    pub fn padded(&mut self, kind: u8, content: &[u8], padding: usize) {
        self.plaintext(&[content, &[kind], &vec![0; padding]].concat());
    }

    /// The same without any type.
    pub fn plaintext(&mut self, plaintext: &[u8]) {
        let record = self.server.encrypt(plaintext);
        self.out.extend(record);
    }

    /// Sends a record in the clear.
    pub fn plain(&mut self, kind: u8, content: &[u8]) {
        self.out.extend([kind, 3, 3]);
        self.out.extend(prefixed(2, content));
    }
}

/// `content` behind its length in so many bytes.
pub fn prefixed(bytes: usize, content: &[u8]) -> Vec<u8> {
    [
        &u32::try_from(content.len()).unwrap().to_be_bytes()[4 - bytes..],
        content,
    ]
    .concat()
}

/// A handshake message.
pub fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind][..], &prefixed(3, body)].concat()
}

/// The client's P-256 share.
fn key_share(client_hello: &[u8]) -> &[u8] {
    let start = [0, 51, 0, 71, 0, 69, 0, 0x17, 0, 65];
    let at = client_hello
        .windows(start.len())
        .position(|window| window == start)
        .unwrap();
    &client_hello[at + start.len()..][..65]
}
