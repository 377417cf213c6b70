//! The certificates that are kept, and what they prove.

use rustls_pki_types::CertificateDer;
use webpki::EndEntityCert;

use super::budget::Budget;
use super::der::Fields;
use super::path::{MAX_CERTIFICATES, Requirements, sort};
use crate::config::TlsConfig;
use crate::error::{CertificateError, TlsError};

/// Looks for a path from the first certificate that is kept, whose SubjectPublicKeyInfo is `spki`,
/// by way of the others. Lowers the number of `signatures` that may be verified.
///
/// Not inlined, so that its stack is not added to that of other messages.
#[inline(never)]
pub(super) fn find_path(
    kept: &[u8],
    spki: &[u8],
    config: &TlsConfig<'_>,
    signatures: &mut u8,
) -> Result<(), CertificateError> {
    let mut chain = [const { CertificateDer::from_slice(&[]) }; MAX_CERTIFICATES];
    let mut count = 0;
    for (slot, certificate) in chain.iter_mut().zip(Kept(kept)) {
        *slot = CertificateDer::from_slice(certificate);
        count += 1;
    }
    let chain = chain.get(..count).unwrap_or(&[]);
    let (leaf, others) = chain.split_first().ok_or(CertificateError::Missing)?;
    if Kept(kept).nth(MAX_CERTIFICATES).is_some() {
        return Err(CertificateError::TooComplex);
    }
    let Some(path) = &config.path else {
        // Without a path, only the server's own certificate can be pinned: it alone is tied to
        // the proof.
        let pins = config.pins.unwrap_or(&[]);
        return pins
            .iter()
            .any(|pin| pin.is_key(spki) || pin.is_certificate(leaf))
            .then_some(())
            .ok_or(CertificateError::PinMismatch);
    };
    let requirements = Requirements {
        path,
        time: config
            .validation_time()
            .map_err(|_| CertificateError::Expired)?,
        pins: config.pins,
    };
    let budget = Budget::new(*signatures);
    let verdict = requirements.check(leaf, spki, others, &budget);
    *signatures = budget.left();
    verdict
}

/// What can be checked of the server's own certificate before any signature is verified.
pub(super) fn check_leaf(
    leaf: &[u8],
    fields: &Fields<'_>,
    config: &TlsConfig<'_>,
) -> Result<(), TlsError> {
    let der = CertificateDer::from_slice(leaf);
    let certificate = EndEntityCert::try_from(&der).map_err(|error| sort(&error))?;
    // webpki leaves this check to its caller, RFC 8446 section 4.4.2.2.
    if !fields.may_sign() {
        return Err(CertificateError::WrongKeyUsage.into());
    }
    certificate
        .verify_is_valid_for_subject_name(&config.name()?)
        .map_err(|error| sort(&error).into())
}

/// The certificates that are kept, each behind its length in two bytes.
pub(super) struct Kept<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Kept<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk()?;
        let (certificate, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
        self.0 = rest;
        Some(certificate)
    }
}
