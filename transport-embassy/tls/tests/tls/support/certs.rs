//! Certificates made for a test: authorities, and what they sign.

use std::time::{Duration, SystemTime};

use heapless_tls::{CertificateDer, Clock};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SignatureAlgorithm,
};

pub const NAME: &str = "api.example.com";

/// The present, as far as the certificates are concerned: 1 July 2026.
pub const NOW: u64 = 1_782_864_000;
pub const DAY: u64 = 86_400;
pub const YEAR: u64 = 365 * DAY;

/// A clock that stands still.
pub struct At(pub Option<u64>);

impl Clock for At {
    fn now(&self) -> Option<u64> {
        self.0
    }
}

/// Certificates from the server's own upwards, and the key of the first.
pub struct Identity {
    pub chain: Vec<CertificateDer<'static>>,
    pub key: KeyPair,
}

/// A certificate authority.
pub struct Authority {
    pub certificate: CertificateDer<'static>,
    pub issuer: Issuer<'static, KeyPair>,
}

/// Parameters valid for a year around [`NOW`].
pub fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_string()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.use_authority_key_identifier_extension = true;
    dates(&mut params, NOW - YEAR / 2, NOW + YEAR / 2);
    params
}

pub fn dates(params: &mut CertificateParams, from: u64, to: u64) {
    params.not_before = (SystemTime::UNIX_EPOCH + Duration::from_secs(from)).into();
    params.not_after = (SystemTime::UNIX_EPOCH + Duration::from_secs(to)).into();
}

/// Parameters of a server's certificate.
pub fn server(names: &[&str]) -> CertificateParams {
    let mut params = params(names);
    params.key_usages.push(KeyUsagePurpose::DigitalSignature);
    params
        .extended_key_usages
        .push(ExtendedKeyUsagePurpose::ServerAuth);
    params.distinguished_name.push(DnType::CommonName, "server");
    params
}

/// Parameters of an authority's certificate.
pub fn authority(name: &str) -> CertificateParams {
    let mut params = params(&[]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages.push(KeyUsagePurpose::KeyCertSign);
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

impl Authority {
    pub fn root() -> Self {
        Self::root_with(&PKCS_ECDSA_P256_SHA256)
    }

    pub fn root_with(algorithm: &'static SignatureAlgorithm) -> Self {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let params = authority("root");
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Self {
            certificate,
            issuer: Issuer::new(params, key),
        }
    }

    /// Signs `params` for a new key that can sign in turn.
    pub fn sign_issuer(
        &self,
        params: CertificateParams,
        algorithm: &'static SignatureAlgorithm,
    ) -> Self {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        Self {
            certificate,
            issuer: Issuer::new(params, key),
        }
    }

    /// Signs `params` for a server with a new P-256 key.
    pub fn sign(&self, params: &CertificateParams) -> Identity {
        self.sign_for(params, &PKCS_ECDSA_P256_SHA256)
    }

    pub fn sign_for(
        &self,
        params: &CertificateParams,
        algorithm: &'static SignatureAlgorithm,
    ) -> Identity {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let chain = vec![params.signed_by(&key, &self.issuer).unwrap().der().clone()];
        Identity { chain, key }
    }

    /// A server's certificate for [`NAME`].
    pub fn identity(&self) -> Identity {
        self.sign(&server(&[NAME]))
    }
}

impl Identity {
    /// The same, with another certificate sent along.
    #[must_use]
    pub fn with(mut self, certificate: &CertificateDer<'static>) -> Self {
        self.chain.push(certificate.clone());
        self
    }
}
