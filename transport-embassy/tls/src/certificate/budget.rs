//! Limits the computing that a server's certificates may cost: each signature is several million
//! instructions of a Cortex-M4.

use core::fmt;
use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};

/// How many signatures may still be verified for one handshake.
pub(crate) struct Budget(AtomicU8);

impl Budget {
    pub(crate) const fn new(signatures: u8) -> Self {
        Self(AtomicU8::new(signatures))
    }

    pub(crate) fn left(&self) -> u8 {
        self.0.load(Relaxed)
    }

    fn take(&self) -> Result<(), InvalidSignature> {
        // One handshake has one budget, so nothing writes in between; some devices have no atomic
        // subtraction.
        let left = self.left().checked_sub(1).ok_or(InvalidSignature)?;
        self.0.store(left, Relaxed);
        Ok(())
    }
}

/// An algorithm that verifies as long as the budget lasts.
pub(crate) struct Budgeted<'a> {
    pub(crate) algorithm: &'static dyn SignatureVerificationAlgorithm,
    pub(crate) budget: &'a Budget,
}

impl fmt::Debug for Budgeted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Budgeted")
    }
}

impl SignatureVerificationAlgorithm for Budgeted<'_> {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.budget.take()?;
        self.algorithm.verify_signature(key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }
}
