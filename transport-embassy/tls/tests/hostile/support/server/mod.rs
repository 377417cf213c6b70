//! A TLS 1.3 server that does what a test's plan says, in memory: bytes of the client go in,
//! bytes for the client come out. Without an edit it is a correct server.

mod messages;
mod script;

use std::collections::VecDeque;

pub use messages::binder;
pub use script::*;

use super::{
    keys::{Handshake, Traffic},
    wire::{ClientHello, nested},
};

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
}
