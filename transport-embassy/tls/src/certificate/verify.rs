//! CertificateVerify, RFC 8446 section 4.4.3: the proof that the server holds the key of its
//! certificate.

use super::der;
use crate::error::{CertificateError, TlsError};
use crate::message::reader::Reader;
use crate::signature::certificate_verify_algorithm;

/// Bytes of spaces before the context.
const PADDING: usize = 64;

/// Bytes of a context, with the zero that ends it.
const CONTEXT: usize = 34;

/// Bytes that are signed at most, with a hash of SHA-384.
const MAX_SIGNED: usize = PADDING + CONTEXT + 48;

/// Which side signs.
#[derive(Clone, Copy)]
pub(crate) enum Signer {
    Server,
    #[cfg(feature = "client-certificate")]
    Client,
}

impl Signer {
    const fn context(self) -> &'static [u8; CONTEXT] {
        match self {
            Self::Server => b"TLS 1.3, server CertificateVerify\0",
            #[cfg(feature = "client-certificate")]
            Self::Client => b"TLS 1.3, client CertificateVerify\0",
        }
    }
}

/// What is signed: passes it to `then`.
pub(crate) fn with_signed<T>(
    signer: Signer,
    transcript: &[u8],
    then: impl FnOnce(&[u8]) -> T,
) -> T {
    let mut signed = [b' '; MAX_SIGNED];
    let content = signer.context().iter().chain(transcript);
    for (to, from) in signed.iter_mut().skip(PADDING).zip(content) {
        *to = *from;
    }
    let length = PADDING + CONTEXT + transcript.len();
    then(signed.get(..length).unwrap_or(&signed))
}

/// Verifies the message's body by the server's key; `transcript` is the hash of what came before.
///
/// Not inlined, so that its stack is not added to that of the path validation.
#[inline(never)]
pub(crate) fn verify(body: &[u8], spki: &[u8], transcript: &[u8]) -> Result<(), TlsError> {
    let mut reader = Reader(body);
    let scheme = reader.u16()?;
    let signature = reader.vector16()?;
    reader.end()?;
    let algorithm = certificate_verify_algorithm(scheme).ok_or(CertificateError::SchemeMismatch)?;
    let (id, key) = der::key(spki).ok_or(CertificateError::Malformed)?;
    if id != algorithm.public_key_alg_id().as_ref() {
        return Err(CertificateError::SchemeMismatch.into());
    }
    with_signed(Signer::Server, transcript, |signed| {
        algorithm.verify_signature(key, signed, signature)
    })
    .map_err(|_| CertificateError::BadProof.into())
}
