//! The handshake, and the look at what it proved: RFC 8446 sections 2 and 4.

use embedded_io_async_0_7::{ErrorType, Read, Write};
use embedded_tls::{CryptoProvider, TlsConnection, TlsContext, TlsVerifier};
use rand_core_0_6::{CryptoRng, CryptoRngCore, RngCore};

use super::config::{MAX_CONTENT, hello_length, sni};
use super::filter::Filter;
use super::guard::Suite;
use super::verifier::Verifier;
use super::{ConfigError, ProtocolError, SEND_OVERHEAD, TlsConfig, TlsError, TlsStream};

/// A receive buffer this small takes no server's first flight.
const MIN_RECEIVE: usize = 512;

/// What a TLS connection over `S` is made of.
pub(super) type Connection<'b, S> = TlsConnection<'b, Filter<S>, Suite>;

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
    S: Read + Write + 'b,
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
    // A larger send buffer would make records longer than they may be.
    let longest = send.len().min(MAX_CONTENT + SEND_OVERHEAD);
    let (send, _) = send.split_at_mut(longest);
    let room = send.len().saturating_sub(SEND_OVERHEAD);
    let filter = Filter::new(socket, receive.len());
    let mut connection = Connection::new(filter, receive, send);
    let mut provider = Provider {
        rng,
        verifier: Verifier::new(config, name, moment),
    };

    match connection
        .open(TlsContext::new(&settings, &mut provider))
        .await
    {
        // The one place where a stream is made, and it takes the proof.
        Ok(()) => Ok(TlsStream::new(
            connection,
            room,
            provider.verifier.finish()?,
        )),
        Err(error) => Err(
            match (take_fault(&mut connection), provider.verifier.fault()) {
                (Some(fault), _) => fault,
                (None, Some(fault)) => fault.into(),
                (None, None) => TlsError::Protocol(sort(error)),
            },
        ),
    }
}

fn check_buffers(receive: &[u8], send: &[u8], hello: usize) -> Result<(), ConfigError> {
    if receive.len() < MIN_RECEIVE {
        return Err(ConfigError::ReceiveBuffer);
    }
    let needed = hello.max(SEND_OVERHEAD + 1);
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

/// The reason that the filter keeps, which `embedded-tls` does not pass on.
pub(super) fn take_fault<S: Read + Write>(
    connection: &mut Connection<'_, S>,
) -> Option<TlsError<<S as ErrorType>::Error>> {
    let (reader, writer) = connection.split();
    reader
        .as_ref()
        .take_fault()
        .or_else(|| writer.as_ref().take_fault())
}

/// What `embedded-tls` still says of itself when neither filter nor guard nor verifier had a reason.
pub(super) fn sort(error: embedded_tls::TlsError) -> ProtocolError {
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
