//! Handshakes with the hostile server, and what comes of them.

pub use gigapay_webhooks_embassy::tls::{Alert, CertificateError, ProtocolError, TlsError};

use embedded_io_async_0_7::Write as _;
use gigapay_webhooks_embassy::tls::{TlsConfig, Validity, anchor};

use super::certs::{At, Authority, Identity, NAME, NOW};
pub use super::hostile::{ALERT, CONTEXT, DATA, HANDSHAKE, Hostile, Session, message, prefixed};
use super::wire::Socket;
use super::{Refused, with_stream};

/// Makes a CertificateVerify, right or wrong.
pub type Proof = Box<dyn FnMut(&mut Session) -> Vec<u8>>;

/// Makes messages to send in one record.
pub type Pick = Box<dyn FnMut(&mut Session) -> Vec<Vec<u8>>>;

/// Shakes hands with a server and sends a request; it may only come if the server was believed.
pub fn outcome(
    build: impl FnOnce(Identity) -> Hostile,
    change: impl FnOnce(&mut Socket<Hostile>),
) -> Result<(), Refused> {
    let root = Authority::root();
    let mut socket = Socket::new(build(root.identity()));
    change(&mut socket);
    let clock = At(Some(NOW));
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::At(&clock));
    let result = with_stream(&mut socket, &config, async |mut stream| {
        stream.write_all(b"request").await?;
        stream.close().await
    });
    let session = &socket.peer.session;
    let (records, request) = match result {
        Ok(()) => (1, &b"request"[..]),
        Err(_) => (0, &b""[..]),
    };
    assert_eq!(
        (session.requests, &session.received[..]),
        (records, request)
    );
    assert!(result.is_err() || session.finished);
    result
}

pub fn flight(act: impl FnMut(&mut Session) + 'static) -> Result<(), Refused> {
    outcome(|identity| Hostile::with_flight(identity, act), |_| {})
}

pub fn hello(act: impl FnMut(&mut Session) + 'static) -> Result<(), Refused> {
    outcome(|identity| Hostile::with_hello(identity, act), |_| {})
}

pub fn certificate<T>(error: CertificateError) -> Result<T, Refused> {
    Err(TlsError::Certificate(error))
}

pub fn protocol<T>(error: ProtocolError) -> Result<T, Refused> {
    Err(TlsError::Protocol(error))
}

/// Sends messages that a closure picks, in one record.
pub fn messages(
    mut pick: impl FnMut(&mut Session) -> Vec<Vec<u8>> + 'static,
) -> impl FnMut(&mut Session) + 'static {
    move |session| {
        let picked = pick(session).concat();
        session.record(HANDSHAKE, &picked);
    }
}
