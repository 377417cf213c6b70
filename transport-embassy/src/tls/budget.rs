//! How much computing a server's certificates may cost: each signature is some ten million instructions of a Cortex-M4.

use core::fmt;
use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};

use super::ecdsa::Ecdsa;

/// How many signatures may still be verified for one handshake.
pub(super) struct Budget(AtomicU8);

impl Budget {
    pub(super) const fn new(signatures: u8) -> Self {
        Self(AtomicU8::new(signatures))
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.0.load(Relaxed) == 0
    }

    fn take(&self) -> Option<()> {
        // There is one handshake a budget; some devices have no atomic subtraction.
        self.0.store(self.0.load(Relaxed).checked_sub(1)?, Relaxed);
        Some(())
    }
}

/// An algorithm that verifies as long as the budget lasts.
pub(super) struct Budgeted<'a> {
    pub(super) algorithm: &'a Ecdsa,
    pub(super) budget: &'a Budget,
}

impl fmt::Debug for Budgeted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm.name)
    }
}

impl SignatureVerificationAlgorithm for Budgeted<'_> {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.budget
            .take()
            .and_then(|()| (self.algorithm.verify)(key, message, signature))
            .ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature
    }
}
