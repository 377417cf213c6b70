//! The alert for each error, and whether to try again.

use super::{CertificateError, TlsConfigError, TlsError, TlsProtocolError};
use crate::alert::Alert;

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
            Self::Config(error) => {
                matches!(error, TlsConfigError::ClockNotSet | TlsConfigError::Rng)
            }
            Self::Alert(alert) => matches!(
                *alert,
                Alert::CLOSE_NOTIFY | Alert::INTERNAL_ERROR | Alert::USER_CANCELED
            ),
            // What was changed on the way once need not be the next time.
            Self::Protocol(error) => matches!(
                error,
                TlsProtocolError::BadRecordMac | TlsProtocolError::BadFinished
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

impl TlsProtocolError {
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
