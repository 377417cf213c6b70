//! The handshake, and the look at what it proved: RFC 8446 sections 2 and 4.

use embedded_io_async_0_7::{Read, Write};
use embedded_tls::{CryptoProvider, TlsConnection, TlsContext, TlsVerifier};
use rand_core_0_6::{CryptoRng, CryptoRngCore, RngCore};
use zeroize::Zeroize as _;

use super::config::{hello_length, sni};
use super::filter::{Filter, Notes};
use super::guard::Suite;
use super::keys::Keys;
use super::session::Session;
use super::verifier::Verifier;
use super::{ConfigError, ProtocolError, TlsConfig, TlsError, TlsStream};

/// A receive buffer this small takes no server's first flight.
const MIN_RECEIVE: usize = 512;

/// In a send buffer smaller than this, `embedded-tls` cannot write a byte.
const MIN_SEND: usize = 135;

/// What a handshake over `S` is made of.
type Connection<'b, S> = TlsConnection<'b, Filter<'b, S>, Suite>;

/// Makes a TLS connection over `socket`, which is connected already, and authenticates the server as `config` says.
///
/// Lend the socket (`&mut socket`) to have it back afterwards. See [`RECEIVE_BUFFER`](super::RECEIVE_BUFFER) and
/// [`SEND_BUFFER`](super::SEND_BUFFER) for how large the buffers need to be. They hold what was received and sent in the
/// clear; wipe them where that matters.
///
/// `rng` makes the connection's secrets. It has to be seeded from hardware entropy, anew on each start: with a constant seed,
/// everybody who has the firmware can read everything. The traits are those of `rand_core` 0.6. Two equal draws are
/// refused, as a generator that is stuck would hang the key generation.
///
/// When the future is dropped, so is the connection.
///
/// # Errors
///
/// [`TlsError::Config`] before anything is sent; any other from the handshake. In no case has anything been sent but the
/// handshake itself.
pub async fn connect<'b, S, R>(
    socket: S,
    config: &TlsConfig<'_>,
    receive: &'b mut [u8],
    send: &'b mut [u8],
    rng: &mut R,
) -> Result<TlsStream<'b, S>, TlsError<S::Error>>
where
    S: Read + Write,
    R: RngCore + CryptoRng,
{
    let mut socket = socket;
    let session = open(&mut socket, config, receive, send, rng).await?;
    Ok(TlsStream::new(socket, session, receive, send))
}

/// The same with everything lent: what comes back is the connection's state alone. To be given the same socket and the same
/// buffers ever after.
pub(crate) async fn open<S, R>(
    socket: &mut S,
    config: &TlsConfig<'_>,
    receive: &mut [u8],
    send: &mut [u8],
    rng: &mut R,
) -> Result<Session, TlsError<S::Error>>
where
    S: Read + Write,
    R: RngCore + CryptoRng,
{
    let (name, moment) = config.check()?;
    let sni = sni(config.server_name, &name);
    check_buffers(receive, send, hello_length(sni, config.fragment))?;
    check_rng(rng)?;

    let mut settings = embedded_tls::TlsConfig::new();
    if let Some(name) = sni {
        settings = settings.with_server_name(name);
    }
    if let Some(length) = config.fragment {
        settings = settings.with_max_fragment_length(length.into());
    }
    let notes = Notes::new();
    let filter = Filter::new(socket, receive.len(), &notes);
    let mut connection = Connection::new(filter, receive, send);
    let mut provider = Provider {
        rng,
        verifier: Verifier::new(config, name, moment),
    };

    let opened = connection
        .open(TlsContext::new(&settings, &mut provider))
        .await;
    if let Err(error) = opened {
        return Err(match (notes.fault.take(), provider.verifier.fault()) {
            (Some(fault), _) => fault,
            (None, Some(fault)) => fault.into(),
            (None, None) => TlsError::Protocol(sort(error)),
        });
    }
    // The one place where a session is made, and it takes the proof.
    let proof = provider.verifier.finish()?;
    notes.is_over.set(true);
    let reading = take_keys(&mut connection).await;
    // The keys came by way of the buffers.
    receive.zeroize();
    send.zeroize();
    let (reading, writing) = reading
        .zip(notes.keys.take())
        .ok_or(ProtocolError::Internal)?;
    Ok(Session::new(reading, writing, proof))
}

/// Has the guard hand the keys over: those of writing to the notes. Nothing of that touches the socket, so it waits for nothing.
async fn take_keys<S: Read + Write>(connection: &mut Connection<'_, S>) -> Option<Keys> {
    connection.write(&[0]).await.ok()?;
    connection.flush().await.ok()?;
    Keys::take(connection.read_buffered().await.ok()?.pop_all())
}

fn check_buffers(receive: &[u8], send: &[u8], hello: usize) -> Result<(), ConfigError> {
    if receive.len() < MIN_RECEIVE {
        return Err(ConfigError::ReceiveBuffer);
    }
    // Of a larger one, embedded-tls itself uses no more than this to hand the keys over.
    let needed = hello.max(MIN_SEND);
    if send.len() < needed {
        return Err(ConfigError::SendBuffer {
            needed: u16::try_from(needed).unwrap_or(u16::MAX),
        });
    }
    Ok(())
}

fn check_rng(rng: &mut impl RngCore) -> Result<(), ConfigError> {
    let (mut one, mut other) = ([0; 16], [0; 16]);
    rng.try_fill_bytes(&mut one)
        .and_then(|()| rng.try_fill_bytes(&mut other))
        .map_err(|_| ConfigError::Rng)?;
    (one != other).then_some(()).ok_or(ConfigError::Rng)
}

/// What `embedded-tls` still says of itself when neither filter nor guard nor verifier had a reason.
fn sort(error: embedded_tls::TlsError) -> ProtocolError {
    use embedded_tls::TlsError as Error;
    match error {
        Error::CryptoError => ProtocolError::BadRecordMac,
        Error::InvalidSignature => ProtocolError::BadFinished,
        Error::InvalidKeyShare => ProtocolError::KeyShare,
        Error::ParseError(_)
        | Error::DecodeError
        | Error::AbortHandshake(..)
        | Error::UnknownExtensionType
        | Error::InvalidExtensionsLength
        | Error::InvalidCertificate
        | Error::InvalidCertificateEntry
        | Error::InvalidCertificateRequest
        | Error::InvalidHandshake
        | Error::InsufficientSpace => ProtocolError::MalformedMessage,
        _ => ProtocolError::Internal,
    }
}

/// What `embedded-tls` asks of its user during a handshake.
struct Provider<'p, R> {
    rng: &'p mut R,
    verifier: Verifier<'p>,
}

impl<R: RngCore + CryptoRng> CryptoProvider for Provider<'_, R> {
    type CipherSuite = Suite;
    /// There is no client certificate to sign with.
    type Signature = [u8; 0];

    fn rng(&mut self) -> impl CryptoRngCore {
        &mut *self.rng
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Suite>, embedded_tls::TlsError> {
        Ok(&mut self.verifier)
    }
}
