//! A certificate of the client's own, RFC 8446 sections 4.4.2 and 4.4.3.

use core::fmt;

/// Signs with the private key of a client certificate, which need not leave a secure element.
pub trait Signer {
    /// Signs `message` by ECDSA on P-256 with SHA-256 and writes the signature as DER to the
    /// beginning of `signature`, which has [`MAX_SIGNATURE`] bytes. Returns its length.
    ///
    /// `None` says that it cannot: the handshake then ends with
    /// [`TlsConfigError::Signer`](crate::TlsConfigError::Signer).
    fn sign(&self, message: &[u8], signature: &mut [u8; MAX_SIGNATURE]) -> Option<usize>;
}

/// Bytes of a signature on P-256 as DER at most.
pub const MAX_SIGNATURE: usize = 72;

/// What a client shows to a server that asks for a certificate.
///
/// It is shown only if the server accepts the signature scheme `ecdsa_secp256r1_sha256`; otherwise
/// the client shows none, and the server decides. The send buffer has to hold the whole chain.
#[derive(Clone, Copy)]
pub struct ClientCertificate<'a> {
    pub(crate) chain: &'a [&'a [u8]],
    pub(crate) signer: &'a dyn Signer,
}

impl<'a> ClientCertificate<'a> {
    /// `chain` is the client's certificate in DER, then its intermediates, each signed by the next.
    #[must_use]
    pub const fn new(chain: &'a [&'a [u8]], signer: &'a dyn Signer) -> Self {
        Self { chain, signer }
    }
}

impl fmt::Debug for ClientCertificate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate")
            .field("chain", &self.chain.len())
            .finish_non_exhaustive()
    }
}
