//! What a scripted server does.

use crate::support::{
    Identity,
    keys::{AES_128, Suite},
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
    pub fn new(identity: &Identity, plan: Vec<Item>) -> Self {
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
