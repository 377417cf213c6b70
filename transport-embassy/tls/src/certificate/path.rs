//! From the server's certificate to a trust anchor: RFC 5280 section 6, done by webpki; names by
//! RFC 6125.

use core::time::Duration;

use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage, VerifiedPath};

use super::budget::{Budget, Budgeted};
use crate::clock::ValidationTime;
use crate::config::PathConfig;
use crate::error::CertificateError;
use crate::pin::Pin;
use crate::signature::{Algorithm, CERTIFICATE_ALGORITHMS};

/// Certificates that a path is looked for in: more than any server of the public web needs.
pub(crate) const MAX_CERTIFICATES: usize = 10;

/// As an array, so that each algorithm can be wrapped without heap.
const ALGORITHMS: [Algorithm; CERTIFICATE_ALGORITHMS.len()] =
    *CERTIFICATE_ALGORITHMS.first_chunk().unwrap();

/// What a path has to satisfy.
pub(crate) struct Requirements<'a> {
    pub(crate) path: &'a PathConfig<'a>,
    pub(crate) time: ValidationTime,
    pub(crate) pins: Option<&'a [Pin]>,
}

impl Requirements<'_> {
    /// Looks for a path from `leaf`, whose SubjectPublicKeyInfo is `spki`, by way of `others`.
    pub(crate) fn check(
        &self,
        leaf: &CertificateDer<'_>,
        spki: &[u8],
        others: &[CertificateDer<'_>],
        budget: &Budget,
    ) -> Result<(), CertificateError> {
        let certificate = EndEntityCert::try_from(leaf).map_err(|error| sort(&error))?;
        let mut time = match self.time {
            ValidationTime::Exactly(seconds) | ValidationTime::NotBefore(seconds) => {
                unix_time(seconds)
            }
        };
        let budgeted = ALGORITHMS.map(|algorithm| Budgeted { algorithm, budget });
        let algorithms = budgeted
            .each_ref()
            .map(|algorithm| algorithm as &dyn SignatureVerificationAlgorithm);
        // The time moves to a later `notBefore` each time, so once for each certificate at most.
        for _ in 0..=MAX_CERTIFICATES {
            // Inspected where it is: a path is 850 bytes, and moving it would take as many again.
            match &certificate.verify_for_usage(
                &algorithms,
                self.path.anchors,
                others,
                time,
                KeyUsage::server_auth(),
                None,
                None,
            ) {
                Ok(path) => return self.check_pins(leaf, spki, path),
                Err(_) if budget.left() == 0 => return Err(CertificateError::TooComplex),
                Err(error) => time = self.next_time(time, error)?,
            }
        }
        Err(CertificateError::TooComplex)
    }

    /// Without a clock, the time moves to where the certificate at fault becomes valid. A path
    /// whose certificates were ever valid together was so at the last `notBefore` among them, so
    /// that is where this ends.
    fn next_time(&self, time: UnixTime, error: &Error) -> Result<UnixTime, CertificateError> {
        match (self.time, error) {
            (ValidationTime::NotBefore(_), Error::CertNotValidYet { not_before, .. })
                if *not_before > time =>
            {
                Ok(*not_before)
            }
            (ValidationTime::NotBefore(first), Error::CertExpired { .. })
                if time > unix_time(first) =>
            {
                Err(CertificateError::NeverValidTogether)
            }
            _ => Err(sort(error)),
        }
    }

    fn check_pins(
        &self,
        leaf: &[u8],
        spki: &[u8],
        path: &VerifiedPath<'_>,
    ) -> Result<(), CertificateError> {
        let Some(pins) = self.pins else { return Ok(()) };
        let matches = |pin: &Pin| {
            pin.is_key(spki)
                || pin.is_certificate(leaf)
                || path
                    .intermediate_certificates()
                    .any(|certificate| pin.is_certificate(&certificate.der()))
        };
        pins.iter()
            .any(matches)
            .then_some(())
            .ok_or(CertificateError::PinMismatch)
    }
}

fn unix_time(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

/// Sorts webpki's errors by what can be done about them.
pub(crate) fn sort(error: &Error) -> CertificateError {
    match error {
        Error::UnknownIssuer => CertificateError::UnknownIssuer,
        Error::CertNotValidForName(_) => CertificateError::NameMismatch,
        Error::CertExpired { .. } => CertificateError::Expired,
        Error::CertNotValidYet { .. } => CertificateError::NotYetValid,
        Error::EndEntityUsedAsCa => CertificateError::LeafUsedAsIssuer,
        Error::CaUsedAsEndEntity => CertificateError::IssuerUsedAsLeaf,
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => {
            CertificateError::WrongKeyUsage
        }
        Error::InvalidSignatureForPublicKey | Error::SignatureAlgorithmMismatch => {
            CertificateError::BadSignature
        }
        Error::UnsupportedSignatureAlgorithmContext(_)
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
            CertificateError::UnsupportedAlgorithm
        }
        Error::NameConstraintViolation | Error::PathLenConstraintViolated => {
            CertificateError::ConstraintViolated
        }
        Error::UnsupportedCriticalExtension => CertificateError::UnknownCriticalExtension,
        Error::MaximumPathDepthExceeded
        | Error::MaximumPathBuildCallsExceeded
        | Error::MaximumSignatureChecksExceeded
        | Error::MaximumNameConstraintComparisonsExceeded => CertificateError::TooComplex,
        _ => CertificateError::Malformed,
    }
}
