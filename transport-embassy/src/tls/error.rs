//! What can go wrong with a TLS connection, sorted by whose fault it is.

use core::error::Error;
use core::fmt;

use embedded_io_async_0_7::{Error as IoError, ErrorKind};

use super::Alert;

/// Why a TLS connection could not be made, or ended.
///
/// `E` is the error of the socket underneath, kept whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TlsError<E> {
    /// The socket failed.
    Io(E),
    /// The caller's configuration cannot work. Nothing has been sent.
    Config(ConfigError),
    /// The server did not prove to be who it should be. Nothing of a request has been sent.
    Certificate(CertificateError),
    /// The server, or somebody on the way, does not keep to TLS 1.3 or to the part of it spoken here.
    Protocol(ProtocolError),
    /// The server refused with an alert.
    Alert(Alert),
    /// A record of `length` bytes does not fit the receive buffer.
    RecordTooLong {
        /// Bytes of the record without its five-byte header.
        length: u16,
    },
    /// The connection ended without `close_notify`: whatever was being read may be cut short.
    Truncated,
    /// The socket took no byte.
    WriteZero,
    /// An earlier write or flush was dropped halfway, so half a record may have left; connect anew.
    Cancelled,
    /// The stream has failed before, or is closed for writing; connect anew.
    Dead,
}

/// A configuration that cannot work. Found before any I/O.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// The server name is neither a DNS name nor an IP address.
    ServerName,
    /// There is no trust anchor, so no certificate can be trusted.
    NoAnchors,
    /// There is an empty list of pins, so no certificate can match.
    NoPins,
    /// A trust anchor is no X.509 certificate in DER.
    Anchor,
    /// The clock does not know the time yet.
    ClockNotSet,
    /// The receive buffer is too small for any handshake.
    ReceiveBuffer,
    /// The send buffer cannot hold the first message, of `needed` bytes with overhead.
    SendBuffer {
        /// Bytes that the send buffer needs at least.
        needed: u16,
    },
    /// The random number generator fails, or repeats itself.
    Rng,
}

/// Why the server is not authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CertificateError {
    /// The server left out its certificate.
    Missing,
    /// The server left out the proof that it holds the certificate's key.
    MissingVerify,
    /// Certificate and proof did not come once each, in this order.
    OutOfOrder,
    /// No path leads from the certificate to a trust anchor.
    UnknownIssuer,
    /// The certificate is for other names. Common names do not count.
    NameMismatch,
    /// A certificate in the path has expired.
    Expired,
    /// A certificate in the path is not valid yet.
    NotYetValid,
    /// The certificates in the path were never valid at the same time.
    NeverValidTogether,
    /// A certificate that is no authority's issued another.
    LeafUsedAsIssuer,
    /// An authority's certificate is used as the server's own.
    IssuerUsedAsLeaf,
    /// The certificate is not for authenticating servers.
    WrongKeyUsage,
    /// The server's proof does not verify: it does not hold the certificate's key.
    BadProof,
    /// A signature in the certificate path does not verify.
    BadSignature,
    /// A signature or key of an algorithm that is not built in.
    UnsupportedAlgorithm,
    /// The proof's signature scheme does not belong to the certificate's key.
    SchemeMismatch,
    /// Neither key nor certificates match a pin.
    PinMismatch,
    /// A name or path-length constraint of an authority is violated.
    ConstraintViolated,
    /// The certificate has a critical extension that is not understood.
    UnknownCriticalExtension,
    /// The certificates are not well-formed.
    Malformed,
    /// There are more than six certificates, or too many ways through them.
    TooComplex,
}

/// How the peer broke TLS 1.3, or which part of it is not spoken here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ProtocolError {
    /// The server answered in TLS 1.2 or older.
    NotTls13,
    /// The server asked for another key exchange than P-256.
    HelloRetryRequest,
    /// The server chose a cipher suite that was not offered.
    CipherSuite,
    /// The server's key share is missing, of another group, or no point on the curve.
    KeyShare,
    /// The server's hello is not well-formed or answers what was not asked.
    ServerHello,
    /// A record without content, RFC 8446 section 5.1 and 5.4.
    EmptyRecord,
    /// A record longer than RFC 8446 section 5.2 allows.
    RecordOverflow,
    /// A record of a type that cannot come now, or in the clear after keys were agreed.
    UnexpectedRecord,
    /// A handshake message that cannot come now.
    UnexpectedMessage,
    /// A handshake message split over records, which is not supported.
    SplitMessage,
    /// A message that is not well-formed.
    MalformedMessage,
    /// A record does not decrypt: it was changed on the way.
    BadRecordMac,
    /// The server's `Finished` does not verify.
    BadFinished,
    /// The server asked for new keys, which is not supported.
    KeyUpdate,
    /// Too many records without data.
    TooManyRecords,
    /// `embedded-tls` failed in a way it should not.
    Internal,
}

impl<E: IoError> IoError for TlsError<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Io(error) => error.kind(),
            Self::Config(_) => ErrorKind::InvalidInput,
            Self::Certificate(_) => ErrorKind::PermissionDenied,
            Self::Protocol(_) => ErrorKind::InvalidData,
            Self::Alert(_) => ErrorKind::ConnectionAborted,
            Self::RecordTooLong { .. } => ErrorKind::OutOfMemory,
            Self::Truncated => ErrorKind::ConnectionReset,
            Self::WriteZero => ErrorKind::WriteZero,
            // Not `Interrupted`, which invites to try again on the same connection.
            Self::Cancelled => ErrorKind::ConnectionAborted,
            Self::Dead => ErrorKind::NotConnected,
        }
    }
}

impl<E: IoError> Error for TlsError<E> {
    /// Not the socket's error, which need not be `'static`: take it out of [`TlsError::Io`].
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Certificate(error) => Some(error),
            Self::Protocol(error) => Some(error),
            _ => None,
        }
    }
}

impl Error for ConfigError {}
impl Error for CertificateError {}
impl Error for ProtocolError {}

impl<E> From<ConfigError> for TlsError<E> {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl<E> From<CertificateError> for TlsError<E> {
    fn from(error: CertificateError) -> Self {
        Self::Certificate(error)
    }
}

impl<E> From<ProtocolError> for TlsError<E> {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}

impl<E: fmt::Display> fmt::Display for TlsError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the socket failed: {error}"),
            Self::Config(error) => error.fmt(f),
            Self::Certificate(error) => write!(f, "the server is not authenticated: {error}"),
            Self::Protocol(error) => write!(f, "TLS 1.3 failed: {error}"),
            Self::Alert(alert) => write!(f, "the server refused: {alert}"),
            Self::RecordTooLong { length } => {
                write!(
                    f,
                    "a record needs {length} bytes: make the receive buffer that large"
                )
            }
            Self::Truncated => f.write_str(
                "the connection was cut without close_notify: do not trust a partial answer",
            ),
            Self::WriteZero => f.write_str("the socket takes no more bytes: connect anew"),
            Self::Cancelled => f.write_str("a write was dropped halfway: connect anew"),
            Self::Dead => f.write_str("the stream failed before or is closed: connect anew"),
        }
    }
}
