//! Connections to rustls with certificates made for the test.

pub use heapless_tls::{
    CertificateDer, CertificateError, TlsConfig, TlsError, TrustAnchor, Validity, anchor,
};
pub use rcgen::{PKCS_ECDSA_P256_SHA256 as P256, PKCS_ECDSA_P384_SHA384 as P384};

use embedded_io_0_7::Write as _;
use heapless_tls::StreamError;
use rcgen::CertificateParams;
use sha2::{Digest as _, Sha256};

pub use super::certs::{
    At, Authority, DAY, Identity, NAME, NOW, YEAR, authority, dates, params, server,
};
use super::echo;
pub use super::rustls_server::RustlsServer;
pub use super::wire::Socket;
pub use super::{Failed, with_stream};

/// Connects to rustls; if that fails, rustls must not have received a request.
pub fn outcome(identity: &Identity, config: &TlsConfig<'_>) -> Result<(), Failed> {
    let mut socket = Socket::new(RustlsServer::new(identity));
    let result = with_stream(&mut socket, config, None, |mut stream| echo(&mut stream));
    let expected = if result.is_ok() {
        &b"hello bye"[..]
    } else {
        b""
    };
    assert_eq!(socket.peer.received, expected);
    result
}

/// Connects and closes.
pub fn handshake(socket: &mut Socket<RustlsServer>, config: &TlsConfig<'_>) -> Result<(), Failed> {
    with_stream(socket, config, None, |mut stream| {
        stream.flush()?;
        stream.close()
    })
}

pub fn now() -> &'static At {
    &At(Some(NOW))
}

/// The same for a name and one root, at the present.
pub fn verify(root: &Authority, identity: &Identity, name: &str) -> Result<(), Failed> {
    verify_when(root, identity, name, Validity::At(now()))
}

pub fn verify_when(
    root: &Authority,
    identity: &Identity,
    name: &str,
    validity: Validity<'_>,
) -> Result<(), Failed> {
    let anchors = [anchor(&root.certificate).unwrap()];
    outcome(identity, &TlsConfig::new(name, &anchors, validity))
}

/// A certificate of the root's for the usual name, otherwise as `change` makes it.
pub fn changed(change: impl FnOnce(&mut CertificateParams)) -> Result<(), Failed> {
    let root = Authority::root();
    let mut params = server(&[NAME]);
    change(&mut params);
    verify(&root, &root.sign(&params), NAME)
}

pub fn refused(error: CertificateError) -> Result<(), Failed> {
    failed(TlsError::Certificate(error))
}

pub fn failed(error: TlsError) -> Result<(), Failed> {
    Err(StreamError::Tls(error))
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
