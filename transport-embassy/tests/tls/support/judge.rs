//! Connections to rustls under certificates made for the case.

pub use gigapay_webhooks_embassy::tls::{
    CertificateDer, CertificateError, TlsConfig, TlsError, TrustAnchor, Validity, anchor,
};
pub use rcgen::{PKCS_ECDSA_P256_SHA256 as P256, PKCS_ECDSA_P384_SHA384 as P384};

use embedded_io_async_0_7::{Read as _, Write as _};
use rcgen::CertificateParams;
use sha2::{Digest as _, Sha256};

pub use super::certs::{
    At, Authority, DAY, Identity, NAME, NOW, YEAR, authority, dates, params, server,
};
pub use super::honest::Honest;
pub use super::wire::{Socket, block_on};
pub use super::{Refused, handshake, with_stream};

/// Shakes hands with rustls; when refused, it may not have seen a request.
pub fn outcome(identity: &Identity, config: &TlsConfig<'_>) -> Result<(), Refused> {
    let mut socket = Socket::new(Honest::new(identity));
    let result = with_stream(&mut socket, config, async |mut stream| {
        stream.write_all(b"request").await?;
        stream.flush().await?;
        let mut reply = [0; 10];
        let length = stream.read(&mut reply).await?;
        assert_eq!(&reply[..length], b"7");
        stream.close().await
    });
    let expected = if result.is_ok() { &b"request"[..] } else { b"" };
    assert_eq!(socket.peer.received, expected);
    result
}

pub fn now() -> &'static At {
    &At(Some(NOW))
}

/// The same for a name and one root, at the present.
pub fn judge(root: &Authority, identity: &Identity, name: &str) -> Result<(), Refused> {
    judge_when(root, identity, name, Validity::At(now()))
}

pub fn judge_when(
    root: &Authority,
    identity: &Identity,
    name: &str,
    validity: Validity<'_>,
) -> Result<(), Refused> {
    let anchors = [anchor(&root.certificate).unwrap()];
    outcome(identity, &TlsConfig::new(name, &anchors, validity))
}

/// A certificate of the root's for the usual name, otherwise as `change` makes it.
pub fn changed(change: impl FnOnce(&mut CertificateParams)) -> Result<(), Refused> {
    let root = Authority::root();
    let mut params = server(&[NAME]);
    change(&mut params);
    judge(&root, &root.sign(&params), NAME)
}

pub fn refused(error: CertificateError) -> Result<(), Refused> {
    Err(TlsError::Certificate(error))
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
