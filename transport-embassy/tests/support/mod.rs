//! A wire without a network, servers at its other end, and certificates for them.
#![allow(dead_code, unreachable_pub)] // each test file uses its part

pub mod certs;
pub mod honest;
pub mod hostile;
pub mod wire;

use embedded_io_async_0_7::ErrorKind;
use gigapay_webhooks_embassy::tls::{
    RECEIVE_BUFFER, SEND_BUFFER, TlsConfig, TlsError, TlsStream, connect,
};
use rand_core_0_6::OsRng;

use self::wire::{Peer, Socket, block_on};

/// Connects with buffers of the usual size, does `then` with the stream, and says how it went.
pub fn with_stream<P: Peer, T>(
    socket: &mut Socket<P>,
    config: &TlsConfig<'_>,
    then: impl AsyncFnOnce(TlsStream<'_, &mut Socket<P>>) -> Result<T, TlsError<ErrorKind>>,
) -> Result<T, TlsError<ErrorKind>> {
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; SEND_BUFFER]);
    block_on(async {
        then(connect(socket, config, &mut receive, &mut send, &mut OsRng).await?).await
    })
}

/// The handshake alone, and the goodbye.
pub fn handshake<P: Peer>(
    socket: &mut Socket<P>,
    config: &TlsConfig<'_>,
) -> Result<(), TlsError<ErrorKind>> {
    with_stream(socket, config, async |stream| stream.close().await)
}
