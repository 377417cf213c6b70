//! The key schedule and the record protection of a server (RFC 8446 5.2, 7.1), by `ring`, which
//! shares no code with the client.

use ring::{
    aead::{self, Aad, LessSafeKey, Nonce, UnboundKey},
    digest::{self, Context},
    hkdf::{self, KeyType, Prk, Salt},
    hmac,
};

/// A cipher suite.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    pub id: u16,
    hash: &'static digest::Algorithm,
    hkdf: hkdf::Algorithm,
    hmac: hmac::Algorithm,
    aead: &'static aead::Algorithm,
}

pub const AES_128: Suite = Suite {
    id: 0x1301,
    hash: &digest::SHA256,
    hkdf: hkdf::HKDF_SHA256,
    hmac: hmac::HMAC_SHA256,
    aead: &aead::AES_128_GCM,
};

pub const AES_256: Suite = Suite {
    id: 0x1302,
    hash: &digest::SHA384,
    hkdf: hkdf::HKDF_SHA384,
    hmac: hmac::HMAC_SHA384,
    aead: &aead::AES_256_GCM,
};

pub const CHACHA20: Suite = Suite {
    id: 0x1303,
    aead: &aead::CHACHA20_POLY1305,
    ..AES_128
};

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Suite {
    /// Output length of the hash function.
    pub fn hash_len(&self) -> usize {
        self.hash.output_len()
    }

    pub fn digest(&self, data: &[u8]) -> Vec<u8> {
        digest::digest(self.hash, data).as_ref().to_vec()
    }

    fn transcript(&self, messages: &[u8]) -> Vec<u8> {
        let mut context = Context::new(self.hash);
        context.update(messages);
        context.finish().as_ref().to_vec()
    }

    /// HKDF-Expand-Label (RFC 8446 7.1).
    pub fn expand(&self, secret: &[u8], label: &str, context: &[u8], length: usize) -> Vec<u8> {
        let prk = Prk::new_less_safe(self.hkdf, secret);
        self.expand_prk(&prk, label, context, length)
    }

    fn expand_prk(&self, prk: &Prk, label: &str, context: &[u8], length: usize) -> Vec<u8> {
        let head = [(length >> 8) as u8, length as u8, label.len() as u8 + 6];
        let info: [&[u8]; 5] = [
            &head,
            b"tls13 ",
            label.as_bytes(),
            &[context.len() as u8],
            context,
        ];
        let mut out = vec![0; length];
        prk.expand(&info, Length(length))
            .and_then(|okm| okm.fill(&mut out))
            .expect("HKDF");
        out
    }

    fn extract(&self, salt: &[u8], secret: &[u8]) -> Prk {
        Salt::new(self.hkdf, salt).extract(secret)
    }

    fn derive(&self, prk: &Prk, label: &str, transcript: &[u8]) -> Vec<u8> {
        self.expand_prk(prk, label, transcript, self.hash_len())
    }

    /// The MAC of a Finished message or a PSK binder under `secret`, over a transcript's hash.
    pub fn finished(&self, secret: &[u8], hash: &[u8]) -> Vec<u8> {
        let key = self.expand(secret, "finished", &[], self.hash_len());
        hmac::sign(&hmac::Key::new(self.hmac, &key), hash)
            .as_ref()
            .to_vec()
    }

    /// The binder key of a PSK that a ticket gave.
    pub fn binder_key(&self, psk: &[u8]) -> Vec<u8> {
        let early = self.extract(&vec![0; self.hash_len()], psk);
        self.derive(&early, "res binder", &self.digest(&[]))
    }

    /// The secrets up to the handshake's, from the (EC)DHE secret and the transcript so far.
    pub fn handshake(&self, psk: Option<&[u8]>, shared: &[u8], messages: &[u8]) -> Handshake {
        let zero = vec![0; self.hash_len()];
        let empty = self.digest(&[]);
        let early = self.extract(&zero, psk.unwrap_or(&zero));
        let prk = self.extract(&self.derive(&early, "derived", &empty), shared);
        let hash = self.transcript(messages);
        let salt = self.derive(&prk, "derived", &empty);
        Handshake {
            client: self.derive(&prk, "c hs traffic", &hash),
            server: self.derive(&prk, "s hs traffic", &hash),
            master: self.extract(&salt, &zero),
        }
    }

    /// The application secrets (client, server) from the transcript up to the server's Finished.
    pub fn application(&self, handshake: &Handshake, messages: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let hash = self.transcript(messages);
        (
            self.derive(&handshake.master, "c ap traffic", &hash),
            self.derive(&handshake.master, "s ap traffic", &hash),
        )
    }

    /// The PSK of a ticket with `nonce`; the transcript ends with the client's Finished.
    pub fn ticket_psk(&self, handshake: &Handshake, messages: &[u8], nonce: &[u8]) -> Vec<u8> {
        let master = self.derive(&handshake.master, "res master", &self.transcript(messages));
        self.expand(&master, "resumption", nonce, self.hash_len())
    }
}

/// The secrets of a handshake.
#[derive(Debug)]
pub struct Handshake {
    pub client: Vec<u8>,
    pub server: Vec<u8>,
    master: Prk,
}

/// Keys of one direction.
#[derive(Debug)]
pub struct Traffic {
    suite: Suite,
    pub secret: Vec<u8>,
    key: LessSafeKey,
    iv: Vec<u8>,
    sequence: u64,
}

impl Traffic {
    pub fn new(suite: Suite, secret: &[u8]) -> Self {
        let key = suite.expand(secret, "key", &[], suite.aead.key_len());
        Self {
            suite,
            secret: secret.to_vec(),
            key: LessSafeKey::new(UnboundKey::new(suite.aead, &key).expect("a key")),
            iv: suite.expand(secret, "iv", &[], 12),
            sequence: 0,
        }
    }

    /// The keys after a KeyUpdate.
    pub fn next(&self) -> Self {
        Self::new(
            self.suite,
            &self
                .suite
                .expand(&self.secret, "traffic upd", &[], self.suite.hash_len()),
        )
    }

    fn nonce(&mut self) -> Nonce {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.sequence.to_be_bytes());
        nonce
            .iter_mut()
            .zip(&self.iv)
            .for_each(|(byte, iv)| *byte ^= iv);
        self.sequence += 1;
        Nonce::assume_unique_for_key(nonce)
    }

    /// One protected record around `inner`: content, type and padding.
    pub fn seal(&mut self, mut inner: Vec<u8>) -> Vec<u8> {
        let length = inner.len() + 16;
        let mut record = vec![23, 3, 3, (length >> 8) as u8, length as u8];
        let nonce = self.nonce();
        self.key
            .seal_in_place_append_tag(nonce, Aad::from(record.clone()), &mut inner)
            .expect("sealing");
        record.append(&mut inner);
        record
    }

    /// The content type and the content of a protected record, if it opens.
    pub fn open(&mut self, record: &[u8]) -> Option<(u8, Vec<u8>)> {
        let (header, body) = record.split_at_checked(5)?;
        let mut body = body.to_vec();
        let sequence = self.sequence;
        let nonce = self.nonce();
        let Ok(inner) = self.key.open_in_place(nonce, Aad::from(header), &mut body) else {
            self.sequence = sequence;
            return None;
        };
        let end = inner.iter().rposition(|byte| *byte != 0)?;
        Some((inner[end], inner[..end].to_vec()))
    }
}
