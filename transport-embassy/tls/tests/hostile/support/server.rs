//! A TLS 1.3 server that does what a test's plan says, in memory: bytes of the client go in,
//! bytes for the client come out. Without an edit it is a correct server.

use std::collections::VecDeque;

use ring::{
    agreement::{self, EphemeralPrivateKey, UnparsedPublicKey},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};

use super::{
    keys::{AES_128, Handshake, Suite, Traffic},
    wire::{
        COOKIE, ClientHello, KEY_SHARE, PRE_SHARED_KEY, Reader, SUPPORTED_VERSIONS, extension,
        message, nested,
    },
};

pub const X25519: u16 = 0x001d;
pub const P256: u16 = 0x0017;

/// Content types (RFC 8446 B.1).
pub const CHANGE_CIPHER_SPEC: u8 = 20;
pub const ALERT: u8 = 21;
pub const HANDSHAKE: u8 = 22;
pub const APPLICATION_DATA: u8 = 23;

/// The random of a HelloRetryRequest (RFC 8446 4.1.3).
pub const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// A message of the server, by its type in RFC 8446 B.3; HelloRetryRequest apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    HelloRetryRequest,
    ServerHello,
    NewSessionTicket,
    EncryptedExtensions,
    Certificate,
    CertificateRequest,
    CertificateVerify,
    Finished,
    KeyUpdate,
}

/// One step of a server.
#[derive(Clone, Debug)]
pub enum Item {
    /// Waits for a ClientHello or a Finished message.
    Receive,
    /// Builds a message, edits it, and keeps it for the next record.
    Message(Kind),
    /// Keeps these handshake bytes for the next record; they are part of the transcript.
    Handshake(Vec<u8>),
    /// Sends the kept handshake bytes in records of at most so many bytes.
    Send(usize),
    /// Sends a record of this type under the current keys.
    Record(u8, Vec<u8>),
    /// Sends bytes as they are.
    Wire(Vec<u8>),
    HandshakeKeys,
    ApplicationKeys,
    /// The keys after a KeyUpdate.
    NextKeys,
}

/// A change of a built message, header included.
pub type Edit = Box<dyn Fn(&mut Vec<u8>)>;

/// What a server does.
pub struct Script {
    pub suite: Suite,
    pub group: u16,
    /// Cookie of a HelloRetryRequest; its group is left out if it is not to change.
    pub cookie: Option<Vec<u8>>,
    pub retry_group: Option<u16>,
    /// Accepts the client's first PSK, which is this one.
    pub psk: Option<Vec<u8>>,
    /// Bytes of padding in each protected record.
    pub padding: usize,
    pub plan: Vec<Item>,
    pub edits: Vec<(Kind, Edit)>,
    pub certificates: Vec<Vec<u8>>,
    /// PKCS #8 key of the first certificate, P-256.
    pub key: Vec<u8>,
}

/// Everything up to the server's Finished, one record a message.
pub fn flight() -> Vec<Item> {
    use Item::*;
    vec![
        Receive,
        Message(Kind::ServerHello),
        Send(usize::MAX),
        HandshakeKeys,
        Message(Kind::EncryptedExtensions),
        Send(usize::MAX),
        Message(Kind::Certificate),
        Send(usize::MAX),
        Message(Kind::CertificateVerify),
        Send(usize::MAX),
        Message(Kind::Finished),
        Send(usize::MAX),
        ApplicationKeys,
        Receive,
    ]
}

impl Script {
    /// A correct server that performs `plan`.
    pub fn new(identity: &super::Identity, plan: Vec<Item>) -> Self {
        Self {
            suite: AES_128,
            group: X25519,
            cookie: None,
            retry_group: None,
            psk: None,
            padding: 0,
            plan,
            edits: Vec::new(),
            certificates: identity.chain.clone(),
            key: identity.key.clone(),
        }
    }

    /// Changes every message of `kind`.
    pub fn edit(mut self, kind: Kind, edit: impl Fn(&mut Vec<u8>) + 'static) -> Self {
        self.edits.push((kind, Box::new(edit)));
        self
    }
}

/// A server in the middle of its plan.
pub struct Server {
    script: Script,
    plan: VecDeque<Item>,
    input: Vec<u8>,
    handshake_input: Vec<u8>,
    output: Vec<u8>,
    kept: Vec<u8>,
    pub transcript: Vec<u8>,
    /// The ClientHello messages in the order they came.
    pub hellos: Vec<ClientHello>,
    flights: usize,
    secrets: Option<Handshake>,
    write: Option<Traffic>,
    read: Option<Traffic>,
    application: Option<(Vec<u8>, Vec<u8>)>,
    /// Alerts of the client: level and description.
    pub alerts: Vec<[u8; 2]>,
    /// Application data of the client.
    pub data: Vec<u8>,
    /// Bodies of the client's KeyUpdate messages.
    pub key_updates: Vec<u8>,
    /// The client's Certificate message.
    pub client_certificate: Option<Vec<u8>>,
    /// Records of the client that do not open.
    pub unreadable: usize,
    /// Largest protected record of the client, without its header.
    pub largest: usize,
}

impl Server {
    pub fn new(script: Script) -> Self {
        Self {
            plan: script.plan.iter().cloned().collect(),
            script,
            input: Vec::new(),
            handshake_input: Vec::new(),
            output: Vec::new(),
            kept: Vec::new(),
            transcript: Vec::new(),
            hellos: Vec::new(),
            flights: 0,
            secrets: None,
            write: None,
            read: None,
            application: None,
            alerts: Vec::new(),
            data: Vec::new(),
            key_updates: Vec::new(),
            client_certificate: None,
            unreadable: 0,
            largest: 0,
        }
    }

    /// Bytes for the client; what is returned is gone here.
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// Whether every step was done.
    pub fn is_done(&self) -> bool {
        self.plan.is_empty()
    }

    /// The PSK of a ticket with `nonce`, once the handshake is over.
    pub fn ticket_psk(&self, nonce: &[u8]) -> Vec<u8> {
        let secrets = self.secrets.as_ref().expect("a handshake");
        self.script
            .suite
            .ticket_psk(secrets, &self.transcript, nonce)
    }

    /// Takes bytes of the client.
    pub fn receive(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
        while let Some(length) = self
            .input
            .get(3..5)
            .map(|n| 5 + usize::from(n[0]) * 256 + usize::from(n[1]))
        {
            if self.input.len() < length {
                break;
            }
            let record: Vec<_> = self.input.drain(..length).collect();
            self.record(&record);
        }
        self.run();
    }

    fn record(&mut self, record: &[u8]) {
        let (kind, content) = match record[0] {
            APPLICATION_DATA => {
                self.largest = self.largest.max(record.len() - 5);
                let opened = self.read.as_mut().and_then(|keys| keys.open(record));
                let Some(opened) = opened else {
                    self.unreadable += 1;
                    return;
                };
                opened
            }
            kind => (kind, record[5..].to_vec()),
        };
        match kind {
            CHANGE_CIPHER_SPEC => assert_eq!(content, [1], "ChangeCipherSpec"),
            ALERT => self
                .alerts
                .push(content.try_into().expect("two bytes of an alert")),
            APPLICATION_DATA => self.data.extend(content),
            HANDSHAKE => {
                self.handshake_input.extend(content);
                self.messages();
            }
            _ => panic!("content type {kind}"),
        }
    }

    fn messages(&mut self) {
        while let Some(&[_, a, b, c]) = self.handshake_input.first_chunk() {
            let length = 4 + u32::from_be_bytes([0, a, b, c]) as usize;
            if self.handshake_input.len() < length {
                return;
            }
            let message: Vec<_> = self.handshake_input.drain(..length).collect();
            self.message(message);
        }
    }

    fn message(&mut self, message: Vec<u8>) {
        match message[0] {
            1 => {
                self.hellos.push(ClientHello::decode(&message));
                self.transcript.extend(message);
                self.flights += 1;
            }
            11 => {
                self.client_certificate = Some(message.clone());
                self.transcript.extend(message);
            }
            15 => self.transcript.extend(message),
            20 => self.client_finished(message),
            24 => {
                self.key_updates.push(message[4]);
                self.read = self.read.as_ref().map(Traffic::next);
            }
            kind => panic!("a client's handshake message {kind}"),
        }
    }

    fn client_finished(&mut self, message: Vec<u8>) {
        let secrets = self.secrets.as_ref().expect("a handshake");
        let suite = self.script.suite;
        let mac = suite.finished(&secrets.client, &suite.digest(&self.transcript));
        assert_eq!(message[4..], mac, "the client's Finished");
        self.transcript.extend(message);
        self.flights += 1;
        let (client, _) = self.application.as_ref().expect("application keys");
        self.read = Some(Traffic::new(suite, client));
    }

    fn run(&mut self) {
        while let Some(item) = self.plan.front().cloned() {
            if matches!(item, Item::Receive) {
                let Some(flights) = self.flights.checked_sub(1) else {
                    return;
                };
                self.flights = flights;
            }
            self.plan.pop_front();
            self.step(item);
        }
    }

    fn step(&mut self, item: Item) {
        match item {
            Item::Receive => {}
            Item::Message(kind) => {
                let mut message = self.build(kind);
                for (edited, edit) in &self.script.edits {
                    if *edited == kind {
                        edit(&mut message);
                    }
                }
                self.keep(
                    &message,
                    !matches!(kind, Kind::NewSessionTicket | Kind::KeyUpdate),
                );
            }
            Item::Handshake(bytes) => self.keep(&bytes, true),
            Item::Send(size) => {
                for part in std::mem::take(&mut self.kept).chunks(size) {
                    self.send(HANDSHAKE, part);
                }
            }
            Item::Record(kind, content) => self.send(kind, &content),
            Item::Wire(bytes) => self.output.extend(bytes),
            Item::HandshakeKeys => self.handshake_keys(),
            Item::ApplicationKeys => {
                let secrets = self.secrets.as_ref().expect("a handshake");
                let secrets = self.script.suite.application(secrets, &self.transcript);
                self.write = Some(Traffic::new(self.script.suite, &secrets.1));
                self.application = Some(secrets);
            }
            Item::NextKeys => self.write = self.write.as_ref().map(Traffic::next),
        }
    }

    fn keep(&mut self, message: &[u8], in_transcript: bool) {
        self.kept.extend_from_slice(message);
        if in_transcript {
            self.transcript.extend_from_slice(message);
        }
    }

    fn send(&mut self, kind: u8, content: &[u8]) {
        match &mut self.write {
            Some(keys) => {
                let mut inner = content.to_vec();
                inner.push(kind);
                inner.resize(inner.len() + self.script.padding, 0);
                self.output.extend(keys.seal(inner));
            }
            None => {
                self.output.extend([kind, 3, 3]);
                nested(&mut self.output, 2, |out| out.extend_from_slice(content));
            }
        }
    }

    fn hello(&self) -> &ClientHello {
        self.hellos.last().expect("a ClientHello")
    }

    /// Makes the key pair's share, agrees on the secret, and switches to the handshake's keys.
    fn handshake_keys(&mut self) {
        let suite = self.script.suite;
        let secrets = self.secrets.as_ref().expect("a ServerHello");
        self.write = Some(Traffic::new(suite, &secrets.server));
        self.read = Some(Traffic::new(suite, &secrets.client));
    }

    fn build(&mut self, kind: Kind) -> Vec<u8> {
        let suite = self.script.suite;
        match kind {
            Kind::HelloRetryRequest => self.retry(),
            Kind::ServerHello => self.server_hello(),
            Kind::EncryptedExtensions => message(8, &[0, 0]),
            Kind::CertificateRequest => {
                let mut extensions = Vec::new();
                extension(&mut extensions, 13, &[0, 2, 4, 3]);
                let mut body = vec![0];
                nested(&mut body, 2, |out| out.extend(extensions));
                message(13, &body)
            }
            Kind::Certificate => {
                let mut body = vec![0];
                nested(&mut body, 3, |out| {
                    for certificate in &self.script.certificates {
                        nested(out, 3, |out| out.extend(certificate));
                        out.extend([0, 0]);
                    }
                });
                message(11, &body)
            }
            Kind::CertificateVerify => self.certificate_verify(),
            Kind::Finished => {
                let secret = &self.secrets.as_ref().expect("a handshake").server;
                message(20, &suite.finished(secret, &suite.digest(&self.transcript)))
            }
            Kind::NewSessionTicket => {
                let mut body = 7200_u32.to_be_bytes().to_vec();
                body.extend([1, 2, 3, 4, 1, 9]);
                nested(&mut body, 2, |out| out.extend(*b"a ticket"));
                body.extend([0, 0]);
                message(4, &body)
            }
            Kind::KeyUpdate => message(24, &[0]),
        }
    }

    fn certificate_verify(&self) -> Vec<u8> {
        let mut signed = vec![b' '; 64];
        signed.extend(*b"TLS 1.3, server CertificateVerify\0");
        signed.extend(self.script.suite.digest(&self.transcript));
        let random = SystemRandom::new();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.script.key, &random)
                .expect("a P-256 key");
        let signature = key.sign(&random, &signed).expect("a signature");
        let mut body = vec![4, 3];
        nested(&mut body, 2, |out| out.extend(signature.as_ref()));
        message(15, &body)
    }

    /// The common part of ServerHello and HelloRetryRequest.
    fn hello_message(&self, random: &[u8; 32], extensions: Vec<u8>) -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend(random);
        nested(&mut body, 1, |out| out.extend(&self.hello().session_id));
        body.extend(self.script.suite.id.to_be_bytes());
        body.push(0);
        nested(&mut body, 2, |out| out.extend(extensions));
        message(2, &body)
    }

    fn retry(&mut self) -> Vec<u8> {
        // The first ClientHello enters the transcript as its hash (RFC 8446 4.4.1).
        let hash = self.script.suite.digest(&self.transcript);
        self.transcript = message(254, &hash);
        let mut extensions = Vec::new();
        extension(&mut extensions, SUPPORTED_VERSIONS, &[3, 4]);
        if let Some(group) = self.script.retry_group {
            extension(&mut extensions, KEY_SHARE, &group.to_be_bytes());
        }
        if let Some(cookie) = &self.script.cookie {
            let mut body = Vec::new();
            nested(&mut body, 2, |out| out.extend(cookie));
            extension(&mut extensions, COOKIE, &body);
        }
        self.hello_message(&RETRY, extensions)
    }

    fn server_hello(&mut self) -> Vec<u8> {
        let group = self.script.group;
        let algorithm = if group == P256 {
            &agreement::ECDH_P256
        } else {
            &agreement::X25519
        };
        let random = SystemRandom::new();
        let private = EphemeralPrivateKey::generate(algorithm, &random).expect("a key pair");
        let public = private.compute_public_key().expect("a public key");
        let mut share = group.to_be_bytes().to_vec();
        nested(&mut share, 2, |out| out.extend(public.as_ref()));
        let mut extensions = Vec::new();
        extension(&mut extensions, SUPPORTED_VERSIONS, &[3, 4]);
        extension(&mut extensions, KEY_SHARE, &share);
        if self.script.psk.is_some() {
            extension(&mut extensions, PRE_SHARED_KEY, &[0, 0]);
        }
        let message = self.hello_message(&[7; 32], extensions);

        // The secrets are those of the message as edited.
        let mut sent = message.clone();
        for (_, edit) in self
            .script
            .edits
            .iter()
            .filter(|(kind, _)| *kind == Kind::ServerHello)
        {
            edit(&mut sent);
        }
        let transcript = [self.transcript.as_slice(), &sent].concat();
        let peer = self
            .hello()
            .share(group)
            .expect("the client's share for the group");
        let (suite, psk) = (self.script.suite, self.script.psk.clone());
        let secrets = agreement::agree_ephemeral(
            private,
            &UnparsedPublicKey::new(algorithm, peer),
            |shared| suite.handshake(psk.as_deref(), shared, &transcript),
        );
        self.secrets = Some(secrets.expect("a shared secret"));
        message
    }
}

/// The binder of the client's first PSK, as it has to be for `psk`.
pub fn binder(suite: Suite, psk: &[u8], earlier: &[u8], hello: &ClientHello) -> Vec<u8> {
    let (_, _, truncated) = hello.psk().expect("a PSK");
    suite.finished(
        &suite.binder_key(psk),
        &suite.digest(&[earlier, &truncated].concat()),
    )
}

/// The offset of a message's extensions, their two bytes of length included.
pub fn extensions_at(message: &[u8]) -> usize {
    match message[0] {
        2 => {
            let mut reader = Reader(&message[4 + 2 + 32..]);
            4 + 2 + 32 + 1 + reader.nested(1).len() + 3
        }
        13 => 5,
        8 => 4,
        kind => panic!("no extensions in message {kind}"),
    }
}

/// Appends an extension to a ServerHello, EncryptedExtensions or CertificateRequest.
pub fn add_extension(message: &mut Vec<u8>, id: u16, body: &[u8]) {
    let at = extensions_at(message);
    extension(message, id, body);
    let length = (message.len() - at - 2) as u16;
    message[at..at + 2].copy_from_slice(&length.to_be_bytes());
    super::wire::set_length(message);
}
