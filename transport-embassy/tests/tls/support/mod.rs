//! A wire without a network, servers at its other end, and certificates for them.

pub mod certs;
pub mod honest;
pub mod hostile;
pub mod judge;
pub mod keys;
pub mod shake;
pub mod talk;
pub mod wire;

use embedded_io_async_0_7::ErrorKind;
use gigapay_webhooks_embassy::tls::{
    RECEIVE_BUFFER, SEND_BUFFER, TlsConfig, TlsError, TlsStream, connect,
};
use rand_core_0_6::OsRng;

use self::wire::{Peer, Socket, block_on};

/// What a connection fails with here.
pub type Refused = TlsError<ErrorKind>;

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
    with_stream(socket, config, async |mut stream| stream.close().await)
}
