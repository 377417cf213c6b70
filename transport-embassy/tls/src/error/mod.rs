//! What can go wrong with a TLS connection, sorted by culprit.

mod alert;
mod text;

use core::error::Error;

use crate::alert::Alert;

/// Why a TLS connection could not be made, or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TlsError {
    /// The caller's configuration cannot work. Nothing has been sent.
    Config(TlsConfigError),
    /// The server did not prove its identity. No application data has been sent.
    Certificate(CertificateError),
    /// The server, or an intermediary, breaks the rules of TLS 1.3.
    Protocol(TlsProtocolError),
    /// A buffer of the caller is too small.
    Capacity(CapacityError),
    /// The server refused with an alert.
    Alert(Alert),
    /// The connection ended without `close_notify`: what was being read may be cut short.
    Truncated,
    /// An earlier write was dropped halfway, so half a record may have left.
    Cancelled,
    /// The connection has failed before, or is closed for writing.
    Dead,
}

/// A configuration that cannot work. Found before any I/O.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TlsConfigError {
    /// The server name is neither a DNS name nor an IP address.
    ServerName,
    /// There is no trust anchor, so no certificate can be trusted.
    NoAnchors,
    /// There is an empty list of pins, so no certificate can match.
    NoPins,
    /// There is an empty list of groups, so no key can be agreed on.
    NoGroups,
    /// A trust anchor is no X.509 certificate in DER.
    Anchor,
    /// The clock does not know the time yet.
    ClockNotSet,
    /// The random number generator fails, or returns the same bytes twice.
    Rng,
    /// The signer of the client certificate fails.
    Signer,
}

/// A buffer that is too small, and how large it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CapacityError {
    /// The receive buffer cannot hold what the server sends.
    Receive {
        /// Bytes that the receive buffer needs at least.
        needed: u32,
    },
    /// The send buffer cannot hold a message of the handshake.
    Send {
        /// Bytes that the send buffer needs at least.
        needed: u32,
    },
}

/// Why the server is not authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CertificateError {
    /// The server sent an empty list of certificates.
    Missing,
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
    /// A certificate that is not an authority's issued another.
    LeafUsedAsIssuer,
    /// An authority's certificate is used as the server's own.
    IssuerUsedAsLeaf,
    /// The certificate is not for authenticating servers, or a key not for this use.
    WrongKeyUsage,
    /// The signature of CertificateVerify does not verify: the server lacks the certificate's key.
    BadProof,
    /// A signature in the certificate path does not verify.
    BadSignature,
    /// A signature or key of an algorithm that is not built in.
    UnsupportedAlgorithm,
    /// The scheme of CertificateVerify was not offered, or does not fit the certificate's key.
    SchemeMismatch,
    /// Neither key nor certificates match a pin.
    PinMismatch,
    /// A name or path-length constraint of an authority is violated.
    ConstraintViolated,
    /// The certificate has a critical extension that is not understood.
    UnknownCriticalExtension,
    /// The certificates are not well-formed.
    Malformed,
    /// There are too many certificates, or too many ways through them.
    TooComplex,
}

/// How the server breaks the rules of TLS 1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TlsProtocolError {
    /// The server chose TLS 1.2 or older.
    NotTls13,
    /// The server could speak TLS 1.3 and was made to choose an older version: an attack.
    Downgrade,
    /// The server chose a cipher suite that was not offered, or another one than before.
    CipherSuite,
    /// The server's key share is of a group that was not offered, or no public key of its group.
    KeyShare,
    /// A second HelloRetryRequest, or one that changes nothing.
    HelloRetryRequest,
    /// A field has a value that it cannot have.
    IllegalParameter,
    /// An extension that has to be there is not.
    MissingExtension,
    /// An extension that was not asked for, or that has no place in its message.
    UnsupportedExtension,
    /// A message that is not well-formed.
    MalformedMessage,
    /// A handshake message that cannot come now, or does not end where its record does.
    UnexpectedMessage,
    /// A record of a type that cannot come now, or in the clear after keys were agreed.
    UnexpectedRecord,
    /// A record without content where RFC 8446 section 5.1 demands some.
    EmptyRecord,
    /// A record longer than RFC 8446 section 5.2 or RFC 8449 allows.
    RecordOverflow,
    /// A record does not decrypt: it was changed on the way.
    BadRecordMac,
    /// The server's `Finished` does not verify: a message was changed on the way.
    BadFinished,
    /// Too many records or messages in a row without application data.
    TooManyRecords,
}

impl Error for TlsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Certificate(error) => Some(error),
            Self::Protocol(error) => Some(error),
            Self::Capacity(error) => Some(error),
            Self::Alert(_) | Self::Truncated | Self::Cancelled | Self::Dead => None,
        }
    }
}

impl Error for TlsConfigError {}
impl Error for CapacityError {}
impl Error for CertificateError {}
impl Error for TlsProtocolError {}

macro_rules! from {
    ($($error:ident => $variant:ident,)*) => {
        $(impl From<$error> for TlsError {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*
    };
}

from! {
    TlsConfigError => Config,
    CapacityError => Capacity,
    CertificateError => Certificate,
    TlsProtocolError => Protocol,
}
