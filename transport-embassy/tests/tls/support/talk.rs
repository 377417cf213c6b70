//! Streams to a server, and what can be read from them.

pub use embedded_io_async_0_7::{BufRead, ErrorKind, Read, Write};
pub use gigapay_webhooks_embassy::tls::{
    Alert, ProtocolError, RECEIVE_BUFFER, SEND_BUFFER, SEND_OVERHEAD, TlsConfig, TlsError,
    TlsStream, Validity, anchor, connect,
};
pub use rand_core_0_6::OsRng;

pub use super::certs::{Authority, Identity, NAME};
pub use super::honest::Honest;
pub use super::hostile::{ALERT, DATA, HANDSHAKE, Hostile, Session, message};
pub use super::shake::protocol;
pub use super::wire::{Peer, Socket, block_on, poll_times};
pub use super::{Refused, handshake, with_stream};

pub type Stream<'b, 's, P> = TlsStream<'b, &'s mut Socket<P>>;

/// Connects to a server under a root of its own, and does `then`.
pub fn talk<P: Peer, T>(
    build: impl FnOnce(Identity) -> P,
    change: impl FnOnce(&mut Socket<P>),
    then: impl AsyncFnOnce(Stream<'_, '_, P>) -> Result<T, Refused>,
) -> (Result<T, Refused>, Socket<P>) {
    let root = Authority::root();
    let mut socket = Socket::new(build(root.identity()));
    change(&mut socket);
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let result = with_stream(&mut socket, &config, then);
    (result, socket)
}

/// Everything up to the end.
pub async fn read_all<P: Peer>(stream: &mut Stream<'_, '_, P>) -> Result<Vec<u8>, Refused> {
    let (mut all, mut some) = (Vec::new(), [0; 1_000]);
    loop {
        match stream.read(&mut some).await? {
            0 => return Ok(all),
            length => all.extend(&some[..length]),
        }
    }
}

/// What comes of reading to the end after the server has done `after`.
pub fn read_after(after: impl FnMut(&mut Session) + 'static) -> Result<Vec<u8>, Refused> {
    let build = |identity| Hostile::with_after(identity, after);
    let (result, _) = talk(
        build,
        |_| {},
        async |mut stream| {
            let result = read_all(&mut stream).await;
            if result.is_err() {
                assert_eq!(stream.read(&mut [0]).await, Err(TlsError::Dead));
                assert_eq!(stream.write(&[0]).await, Err(TlsError::Dead));
                assert_eq!(stream.flush().await, Err(TlsError::Dead));
            } else {
                assert_eq!(stream.read(&mut [0]).await, Ok(0), "the end stays the end");
            }
            result
        },
    );
    result
}

pub fn close(session: &mut Session) {
    session.record(ALERT, &[1, 0]);
}
