//! Encoding and decoding of handshake messages, as a server needs them.

/// Appends what `body` writes behind a length of `width` bytes.
pub fn nested(out: &mut Vec<u8>, width: usize, body: impl FnOnce(&mut Vec<u8>)) {
    let mut inner = Vec::new();
    body(&mut inner);
    out.extend_from_slice(&inner.len().to_be_bytes()[8 - width..]);
    out.append(&mut inner);
}

/// Appends an extension.
pub fn extension(out: &mut Vec<u8>, id: u16, body: &[u8]) {
    out.extend_from_slice(&id.to_be_bytes());
    nested(out, 2, |out| out.extend_from_slice(body));
}

/// A handshake message with its header.
pub fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![kind];
    nested(&mut out, 3, |out| out.extend_from_slice(body));
    out
}

/// Sets the length in a handshake message's header right after an edit.
pub fn set_length(message: &mut [u8]) {
    let length = (message.len() - 4).to_be_bytes();
    message[1..4].copy_from_slice(&length[5..]);
}

/// A reader of fields with lengths before them.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    pub fn number(&mut self, width: usize) -> usize {
        self.take(width)
            .iter()
            .fold(0, |number, byte| number << 8 | usize::from(*byte))
    }

    pub fn nested(&mut self, width: usize) -> &'a [u8] {
        let length = self.number(width);
        self.take(length)
    }
}

/// A ClientHello (RFC 8446 4.1.2).
#[derive(Clone, Debug, Default)]
pub struct ClientHello {
    /// The whole message with its header.
    pub message: Vec<u8>,
    pub session_id: Vec<u8>,

    pub extensions: Vec<(u16, Vec<u8>)>,
}

impl ClientHello {
    pub fn decode(message: &[u8]) -> Self {
        let mut reader = Reader(&message[4..]);
        reader.take(2 + 32);
        let session_id = reader.nested(1).to_vec();
        reader.nested(2);
        reader.nested(1);
        let mut rest = Reader(reader.nested(2));
        let mut extensions = Vec::new();
        while !rest.0.is_empty() {
            let id = rest.number(2) as u16;
            extensions.push((id, rest.nested(2).to_vec()));
        }
        Self {
            message: message.to_vec(),
            session_id,
            extensions,
        }
    }

    pub fn extension(&self, id: u16) -> Option<&[u8]> {
        let found = self.extensions.iter().find(|(other, _)| *other == id);
        found.map(|(_, body)| body.as_slice())
    }

    /// The key share for `group`.
    pub fn share(&self, group: u16) -> Option<Vec<u8>> {
        let mut shares = Reader(Reader(self.extension(KEY_SHARE)?).nested(2));
        while !shares.0.is_empty() {
            let id = shares.number(2) as u16;
            let share = shares.nested(2);
            if id == group {
                return Some(share.to_vec());
            }
        }
        None
    }

    /// The first PSK identity, its binder, and the message up to the binders.
    pub fn psk(&self) -> Option<(Vec<u8>, Vec<u8>, Vec<u8>)> {
        let mut reader = Reader(self.extension(PRE_SHARED_KEY)?);
        let identity = Reader(reader.nested(2)).nested(2).to_vec();
        let binders = reader.0.len();
        let binder = Reader(reader.nested(2)).nested(1).to_vec();
        let truncated = self.message[..self.message.len() - binders].to_vec();
        Some((identity, binder, truncated))
    }
}

pub const SUPPORTED_VERSIONS: u16 = 43;
pub const COOKIE: u16 = 44;
pub const PRE_SHARED_KEY: u16 = 41;
pub const KEY_SHARE: u16 = 51;

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
    set_length(message);
}
