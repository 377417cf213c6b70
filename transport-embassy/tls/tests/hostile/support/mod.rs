//! A server under the tests' control.

pub mod client;
pub mod keys;
pub mod server;
pub mod wire;

use std::sync::OnceLock;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};

pub const NAME: &str = "device.example";

/// A server's certificate and key, and the root over it.
pub struct Identity {
    pub root: Vec<u8>,
    pub chain: Vec<Vec<u8>>,
    pub key: Vec<u8>,
}

/// A P-256 leaf for [`NAME`] under a P-256 root.
pub fn identity() -> &'static Identity {
    static IDENTITY: OnceLock<Identity> = OnceLock::new();
    IDENTITY.get_or_init(|| {
        let root_key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root = params.self_signed(&root_key).expect("a root");
        let issuer = Issuer::new(params, root_key);
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![NAME.into()]).expect("a name");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let leaf = params.signed_by(&key, &issuer).expect("a leaf");
        Identity {
            root: root.der().to_vec(),
            chain: vec![leaf.der().to_vec()],
            key: key.serialize_der(),
        }
    })
}
