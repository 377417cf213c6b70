//! The client certificate that the runner wants to see.

use std::cell::Cell;

use heapless_tls::{MAX_SIGNATURE, Signer};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, pem::PemObject};

use crate::{
    certificates::certificates,
    failure::Failure,
    flags::{Connection, Unimplemented},
};

/// A chain and the key of its first certificate.
pub struct Identity {
    pub chain: Vec<CertificateDer<'static>>,
    key: EcdsaKeyPair,
    /// Whether a signature was made.
    is_used: Cell<bool>,
}

impl Identity {
    /// Loads what the flags name, if they do. The client signs by ECDSA on P-256 only.
    pub fn load(flags: &Connection) -> Result<Option<Self>, Failure> {
        let (Some(chain), Some(key)) = (&flags.cert_file, &flags.key_file) else {
            return Ok(None);
        };
        if flags.signing_prefs.iter().any(|scheme| *scheme != 0x0403) {
            return Err(Unimplemented("-signing-prefs other than P-256".into()).into());
        }
        let key = PrivatePkcs8KeyDer::from_pem_file(key)
            .map_err(|error| Failure::Failed(format!("{}: {error}", key.display())))?;
        let key = EcdsaKeyPair::from_pkcs8(
            &ECDSA_P256_SHA256_ASN1_SIGNING,
            key.secret_pkcs8_der(),
            &SystemRandom::new(),
        )
        .map_err(|_| Unimplemented("client certificates other than P-256".into()))?;
        Ok(Some(Self {
            chain: certificates(chain)?,
            key,
            is_used: Cell::new(false),
        }))
    }
}

impl Identity {
    /// The number of the credential that was shown, -1 for none.
    pub fn selected(&self) -> i32 {
        if self.is_used.get() { 0 } else { -1 }
    }
}

impl Signer for Identity {
    fn sign(&self, message: &[u8], signature: &mut [u8; MAX_SIGNATURE]) -> Option<usize> {
        self.is_used.set(true);
        let made = self.key.sign(&SystemRandom::new(), message).ok()?;
        let made = made.as_ref();
        signature.get_mut(..made.len())?.copy_from_slice(made);
        Some(made.len())
    }
}
