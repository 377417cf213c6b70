//! The record of what the server has proved, in order: Certificate, then CertificateVerify, RFC 8446 section 4.4.

use embedded_tls::{CertificateEntryRef, CertificateRef, CertificateVerifyRef, TlsVerifier};
use rustls_pki_types::{CertificateDer, ServerName};
use sha2::{Digest as _, Sha256};

use super::clock::Moment;
use super::ecdsa::LeafKey;
use super::guard::Suite;
use super::path::{Demand, MAX_CERTIFICATES};
use super::refusal::Refusal;
use super::{CertificateError, Pin, TlsConfig, TlsError, der};

/// What comes before the transcript hash in what the server signs, RFC 8446 section 4.4.3.
const CONTEXT: &[u8; 98] = b"                                                                TLS 1.3, server CertificateVerify\0";

/// That the server has proved to be who it should be. Nothing but [`Verifier::finish`] makes one.
#[derive(Clone, Copy)]
pub(super) struct Authenticated(());

/// How far the server has come.
enum Progress {
    Nothing,
    /// The certificate is good; its key, and the hash of the transcript up to it.
    Certificate(LeafKey, [u8; 32]),
    Proof,
}

/// Why it will come no further.
#[derive(Clone, Copy)]
pub(super) enum Fault {
    Certificate(CertificateError),
    Refused(Refusal),
}

/// Judges certificate and proof, and remembers.
pub(super) struct Verifier<'a> {
    config: &'a TlsConfig<'a>,
    name: ServerName<'a>,
    moment: Moment,
    progress: Progress,
    fault: Option<Fault>,
}

impl<'a> Verifier<'a> {
    pub(super) fn new(config: &'a TlsConfig<'a>, name: ServerName<'a>, moment: Moment) -> Self {
        Self {
            config,
            name,
            moment,
            progress: Progress::Nothing,
            fault: None,
        }
    }

    /// What was wrong, if something was.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// The look that comes before a stream: everything proved, in order, nothing wrong.
    pub(super) fn finish(&self) -> Result<Authenticated, CertificateError> {
        match (&self.fault, &self.progress) {
            (None, Progress::Proof) => Ok(Authenticated(())),
            (_, Progress::Certificate(..)) => Err(CertificateError::MissingVerify),
            _ => Err(CertificateError::Missing),
        }
    }

    fn certificate(
        &self,
        entries: &[CertificateEntryRef<'_>],
    ) -> Result<LeafKey, CertificateError> {
        if !matches!(self.progress, Progress::Nothing) {
            return Err(CertificateError::OutOfOrder);
        }
        let mut chain: [CertificateDer<'_>; MAX_CERTIFICATES] =
            [const { CertificateDer::from_slice(&[]) }; MAX_CERTIFICATES];
        for (slot, entry) in chain.iter_mut().zip(entries) {
            let CertificateEntryRef::X509(bytes) = entry else {
                return Err(CertificateError::Malformed);
            };
            *slot = CertificateDer::from_slice(bytes);
        }
        let chain = chain
            .get(..entries.len())
            .ok_or(CertificateError::TooComplex)?;
        let (leaf, others) = chain.split_first().ok_or(CertificateError::Missing)?;
        let spki = der::subject_public_key_info(leaf).ok_or(CertificateError::Malformed)?;
        match &self.config.path {
            Some(path) => {
                let demand = Demand {
                    path,
                    name: &self.name,
                    moment: self.moment,
                    pins: self.config.pins,
                };
                demand.check(leaf, spki, others)?;
            }
            None => check_leaf_pins(self.config.pins.unwrap_or(&[]), leaf, spki)?,
        }
        LeafKey::from_spki(spki).ok_or(CertificateError::UnsupportedAlgorithm)
    }

    /// Not inlined, as its stack is not for the certificates to carry.
    #[inline(never)]
    fn proof(&self, verify: &CertificateVerifyRef<'_>) -> Result<(), Fault> {
        if let Some(refusal) = Refusal::from_report(verify) {
            return Err(Fault::Refused(refusal));
        }
        match &self.progress {
            Progress::Nothing => Err(CertificateError::OutOfOrder),
            Progress::Proof => Err(CertificateError::OutOfOrder),
            Progress::Certificate(key, _) if !key.fits(verify.signature_scheme) => {
                Err(CertificateError::SchemeMismatch)
            }
            Progress::Certificate(key, transcript) => {
                let mut message = [0; CONTEXT.len() + 32];
                for (to, from) in message.iter_mut().zip(CONTEXT.iter().chain(transcript)) {
                    *to = *from;
                }
                key.verify(&message, verify.signature)
                    .ok_or(CertificateError::BadProof)
            }
        }
        .map_err(Fault::Certificate)
    }

    fn refuse(&mut self, fault: Fault) -> embedded_tls::TlsError {
        // The first fault counts: what comes after it may be its consequence.
        self.fault.get_or_insert(fault);
        embedded_tls::TlsError::InvalidCertificate
    }
}

/// Not inlined, for the same reason.
#[inline(never)]
fn hash(transcript: &Sha256) -> [u8; 32] {
    transcript.clone().finalize().into()
}

/// With no path validated, only the server's own certificate can be pinned: it alone is tied to the proof.
fn check_leaf_pins(pins: &[Pin], leaf: &[u8], spki: &[u8]) -> Result<(), CertificateError> {
    let matches = |pin: &Pin| pin.is_key(spki) || pin.is_certificate(leaf);
    pins.iter()
        .any(matches)
        .then_some(())
        .ok_or(CertificateError::PinMismatch)
}

impl TlsVerifier<Suite> for Verifier<'_> {
    fn set_hostname_verification(&mut self, _: &str) -> Result<(), embedded_tls::TlsError> {
        Ok(()) // The name is known since `new`, also where none is sent.
    }

    fn verify_certificate(
        &mut self,
        transcript: &Sha256,
        sent: CertificateRef<'_>,
    ) -> Result<(), embedded_tls::TlsError> {
        match self.certificate(&sent.entries) {
            Ok(key) => self.progress = Progress::Certificate(key, hash(transcript)),
            Err(error) => return Err(self.refuse(Fault::Certificate(error))),
        }
        Ok(())
    }

    fn verify_signature(
        &mut self,
        verify: CertificateVerifyRef<'_>,
    ) -> Result<(), embedded_tls::TlsError> {
        match self.proof(&verify) {
            Ok(()) => self.progress = Progress::Proof,
            Err(fault) => return Err(self.refuse(fault)),
        }
        Ok(())
    }
}

impl<E> From<Fault> for TlsError<E> {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Certificate(error) => error.into(),
            Fault::Refused(refusal) => refusal.into(),
        }
    }
}
