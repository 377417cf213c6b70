//! A connection without a network, servers at its other end, and certificates for them.

pub mod certs;
pub mod rustls_server;
pub mod verify;
pub mod wire;

pub use certs::{At, Authority, Identity, NAME, NOW};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
pub use rustls_server::RustlsServer;
pub use wire::{Peer, Socket};

use embedded_io_0_7::{ErrorKind, Read as _, ReadExactError, Write as _};
use heapless_tls::blocking::{TlsStream, connect};
use heapless_tls::{
    RECEIVE_BUFFER, RecordBuffers, Session, StreamError, TlsConfig, Validity, anchor,
};

/// A random number generator of the operating system.
pub const fn system_rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// What a connection fails with here.
pub type Failed = StreamError<ErrorKind>;

/// Connects with buffers of the usual size and does `then` with the stream.
pub fn with_stream<P: Peer, T>(
    socket: &mut Socket<P>,
    config: &TlsConfig<'_>,
    session: Option<&mut Session>,
    then: impl FnOnce(TlsStream<'_, &mut Socket<P>>) -> Result<T, Failed>,
) -> Result<T, Failed> {
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; 1024]);
    let mut buffers = RecordBuffers::new(&mut receive, &mut send);
    buffers.session = session;
    then(connect(socket, config, buffers, &mut system_rng())?)
}

/// Connects to a server under a root of its own at [`NOW`] and does `then`.
pub fn talk<P: Peer, T>(
    build: impl FnOnce(&Identity) -> P,
    change: impl FnOnce(&mut Socket<P>, TlsConfig<'static>) -> TlsConfig<'static>,
    then: impl FnOnce(TlsStream<'_, &mut Socket<P>>) -> Result<T, Failed>,
) -> Result<T, Failed> {
    let root = Authority::root();
    let mut socket = Socket::new(build(&root.identity()));
    let certificate = Box::leak(Box::new(root.certificate));
    let anchors = Box::leak(Box::new([anchor(certificate).unwrap()]));
    let config = TlsConfig::new(NAME, anchors, Validity::At(&At(Some(NOW))));
    let config = change(&mut socket, config);
    with_stream(&mut socket, &config, None, then)
}

/// Sends `hello bye`, reads the same back and the server's `close_notify` behind it.
pub fn echo<P: Peer>(stream: &mut TlsStream<'_, &mut Socket<P>>) -> Result<(), Failed> {
    stream.write_all(b"hello bye")?;
    stream.flush()?;
    let mut response = [0; 9];
    match stream.read_exact(&mut response) {
        Err(ReadExactError::Other(error)) => return Err(error),
        result => assert_eq!((result, &response), (Ok(()), b"hello bye")),
    }
    assert_eq!(stream.read(&mut response)?, 0);
    stream.close()
}
