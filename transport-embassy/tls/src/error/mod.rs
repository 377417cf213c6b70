//! What can go wrong with a TLS connection, sorted by culprit.

mod text;

use core::error::Error;

use crate::alert::Alert;

/// Why a TLS connection could not be made, or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TlsError {
    /// The caller's configuration cannot work. Nothing has been sent.
    Config(ConfigError),
    /// The server did not prove its identity. No application data has been sent.
    Certificate(CertificateError),
    /// The server, or somebody on the way, breaks the rules of TLS 1.3.
    Protocol(ProtocolError),
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
pub enum ConfigError {
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
    /// The certificate is not for authenticating servers, or its key not for this kind of signature.
    WrongKeyUsage,
    /// The signature of CertificateVerify does not verify: the server lacks the certificate's key.
    BadProof,
    /// A signature in the certificate path does not verify.
    BadSignature,
    /// A signature or key of an algorithm that is not built in.
    UnsupportedAlgorithm,
    /// The scheme of CertificateVerify was not offered, or does not belong to the certificate's key.
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
pub enum ProtocolError {
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

impl TlsError {
    /// The alert that is sent to the server for this error, if it gets one (RFC 8446 section 6.2).
    #[must_use]
    pub const fn alert(&self) -> Option<Alert> {
        match self {
            Self::Certificate(error) => Some(error.alert()),
            Self::Protocol(error) => Some(error.alert()),
            Self::Capacity(_) | Self::Config(_) => Some(Alert::INTERNAL_ERROR),
            Self::Alert(_) | Self::Truncated | Self::Cancelled | Self::Dead => None,
        }
    }

    /// Whether the same connection attempt may succeed at another time, with nothing changed here.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        match self {
            // The time may be known later; entropy may have been collected.
            Self::Config(error) => matches!(error, ConfigError::ClockNotSet | ConfigError::Rng),
            Self::Alert(alert) => matches!(
                *alert,
                Alert::CLOSE_NOTIFY | Alert::INTERNAL_ERROR | Alert::USER_CANCELED
            ),
            // What was changed on the way once need not be the next time.
            Self::Protocol(error) => matches!(
                error,
                ProtocolError::BadRecordMac | ProtocolError::BadFinished
            ),
            Self::Truncated | Self::Cancelled | Self::Dead => true,
            Self::Certificate(_) | Self::Capacity(_) => false,
        }
    }
}

impl CertificateError {
    const fn alert(self) -> Alert {
        match self {
            Self::Missing => Alert::DECODE_ERROR,
            Self::UnknownIssuer => Alert::UNKNOWN_CA,
            Self::Expired | Self::NotYetValid | Self::NeverValidTogether => {
                Alert::CERTIFICATE_EXPIRED
            }
            Self::BadProof => Alert::DECRYPT_ERROR,
            Self::SchemeMismatch => Alert::ILLEGAL_PARAMETER,
            Self::WrongKeyUsage
            | Self::UnsupportedAlgorithm
            | Self::UnknownCriticalExtension
            | Self::LeafUsedAsIssuer
            | Self::IssuerUsedAsLeaf => Alert::UNSUPPORTED_CERTIFICATE,
            Self::PinMismatch | Self::TooComplex => Alert::CERTIFICATE_UNKNOWN,
            Self::NameMismatch
            | Self::BadSignature
            | Self::ConstraintViolated
            | Self::Malformed => Alert::BAD_CERTIFICATE,
        }
    }
}

impl ProtocolError {
    const fn alert(self) -> Alert {
        match self {
            Self::NotTls13 => Alert::PROTOCOL_VERSION,
            Self::Downgrade | Self::CipherSuite | Self::KeyShare | Self::IllegalParameter => {
                Alert::ILLEGAL_PARAMETER
            }
            Self::MissingExtension => Alert::MISSING_EXTENSION,
            Self::UnsupportedExtension => Alert::UNSUPPORTED_EXTENSION,
            Self::MalformedMessage => Alert::DECODE_ERROR,
            Self::HelloRetryRequest
            | Self::UnexpectedMessage
            | Self::UnexpectedRecord
            | Self::EmptyRecord
            | Self::TooManyRecords => Alert::UNEXPECTED_MESSAGE,
            Self::RecordOverflow => Alert::RECORD_OVERFLOW,
            Self::BadRecordMac => Alert::BAD_RECORD_MAC,
            Self::BadFinished => Alert::DECRYPT_ERROR,
        }
    }
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

impl Error for ConfigError {}
impl Error for CapacityError {}
impl Error for CertificateError {}
impl Error for ProtocolError {}

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
    ConfigError => Config,
    CapacityError => Capacity,
    CertificateError => Certificate,
    ProtocolError => Protocol,
}
