//! The key schedule, RFC 8446 section 7.1.

use crate::crypto::hash::{HashAlgorithm, Secret, hmac};

/// The secret of the stage that the schedule is in.
pub(crate) struct KeySchedule {
    hash: HashAlgorithm,
    secret: Secret,
}

impl KeySchedule {
    /// The Early Secret, of the pre-shared key if there is one.
    pub(crate) fn early(hash: HashAlgorithm, psk: Option<&[u8]>) -> Self {
        let zeros = Secret::zeros(hash);
        let psk = psk.unwrap_or(zeros.as_bytes());
        Self {
            hash,
            secret: hmac(hash, zeros.as_bytes(), &[psk]),
        }
    }

    /// Goes on to the next stage's secret: with the shared secret of the key exchange to the
    /// Handshake Secret, without to the Master Secret.
    pub(crate) fn advance(&mut self, shared: Option<&[u8]>) {
        let zeros = Secret::zeros(self.hash);
        let salt = self.derive(b"derived", self.hash.hash(&[]).as_bytes());
        let input = shared.unwrap_or(zeros.as_bytes());
        self.secret = hmac(self.hash, salt.as_bytes(), &[input]);
    }

    /// Derive-Secret, with the hash of the messages so far.
    pub(crate) fn derive(&self, label: &[u8], transcript: &[u8]) -> Secret {
        expand_label(self.hash, &self.secret, label, transcript)
    }
}

/// HKDF-Expand-Label for as many bytes as the hash has. Nothing in TLS 1.3 needs more.
pub(crate) fn expand_label(
    hash: HashAlgorithm,
    secret: &Secret,
    label: &[u8],
    context: &[u8],
) -> Secret {
    expand(hash, secret, label, context, hash.length())
}

/// HKDF-Expand-Label into `output`, which is no longer than the hash.
pub(crate) fn expand_label_into(
    hash: HashAlgorithm,
    secret: &Secret,
    label: &[u8],
    output: &mut [u8],
) {
    let expanded = expand(hash, secret, label, &[], output.len());
    for (to, from) in output.iter_mut().zip(expanded.as_bytes()) {
        *to = *from;
    }
}

/// HKDF-Expand (RFC 5869) of no more than one block, so that it is one HMAC.
fn expand(
    hash: HashAlgorithm,
    secret: &Secret,
    label: &[u8],
    context: &[u8],
    length: usize,
) -> Secret {
    const PREFIX: &[u8] = b"tls13 ";
    hmac(
        hash,
        secret.as_bytes(),
        &[
            &[0, length as u8, (PREFIX.len() + label.len()) as u8],
            PREFIX,
            label,
            &[context.len() as u8],
            context,
            &[1],
        ],
    )
}

/// The content of a Finished message, or a binder: RFC 8446 section 4.4.4.
pub(crate) fn finished(hash: HashAlgorithm, base: &Secret, transcript: &[u8]) -> Secret {
    let key = expand_label(hash, base, b"finished", &[]);
    hmac(hash, key.as_bytes(), &[transcript])
}
