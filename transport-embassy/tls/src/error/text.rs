//! The text of each error: what it means and what to do about it.

use core::fmt;

use super::{CapacityError, CertificateError, TlsConfigError, TlsError, TlsProtocolError};

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Certificate(error) => write!(f, "the server is not authenticated: {error}"),
            Self::Protocol(error) => write!(f, "TLS 1.3 failed: {error}"),
            Self::Capacity(error) => error.fmt(f),
            Self::Alert(alert) => write!(f, "the server refused: {alert}"),
            Self::Truncated => f.write_str(
                "the connection was cut without close_notify: do not trust a partial response",
            ),
            Self::Cancelled => f.write_str("a write was dropped halfway: connect again"),
            Self::Dead => f.write_str("the connection failed before or is closed: connect again"),
        }
    }
}

impl fmt::Display for TlsConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ServerName => {
                "the server name is neither a DNS name nor an IP address: give it without scheme, \
                 port or path"
            }
            Self::NoAnchors => "there is no trust anchor: give at least one root certificate",
            Self::NoPins => "the list of pins is empty: give one, or do not ask for pins",
            Self::NoGroups => "the list of groups is empty: give one, or leave the default",
            Self::Anchor => "the trust anchor is no X.509 certificate: give it in DER, not in PEM",
            Self::ClockNotSet => {
                "the clock does not know the time yet: set it first, or choose a validity that \
                 needs no clock"
            }
            Self::Rng => {
                "the random number generator fails or repeats itself: check the entropy source"
            }
            Self::Signer => "the signer of the client certificate fails: check its key",
        })
    }
}

impl fmt::Display for CapacityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, needed, constant) = match self {
            Self::Receive { needed } => ("receive", needed, "RECEIVE_BUFFER"),
            Self::Send { needed } => ("send", needed, "SEND_BUFFER"),
        };
        write!(
            f,
            "the {name} buffer needs {needed} bytes: enlarge it, or use {constant}"
        )
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "it sent no certificate",
            Self::UnknownIssuer => {
                "no path leads to a trust anchor: check the roots given, and that the server \
                 sends its intermediates"
            }
            Self::NameMismatch => "its certificate is for other names: check the server name",
            Self::Expired => "a certificate has expired: check the clock",
            Self::NotYetValid => "a certificate is not valid yet: check the clock",
            Self::NeverValidTogether => "its certificates were never valid at the same time",
            Self::LeafUsedAsIssuer => "a certificate that is not an authority's issued another",
            Self::IssuerUsedAsLeaf => "it uses an authority's certificate as its own",
            Self::WrongKeyUsage => "a certificate's key is not for this use",
            Self::BadProof => "it does not hold its certificate's key",
            Self::BadSignature => "a certificate's signature does not verify",
            Self::UnsupportedAlgorithm => {
                "a key or signature is of an algorithm that is not built in: enable the features \
                 ecdsa-p256, ecdsa-p384 and rsa"
            }
            Self::SchemeMismatch => "its signature scheme was not offered or does not fit its key",
            Self::PinMismatch => "neither its key nor its certificates match a pin",
            Self::ConstraintViolated => "a constraint of an authority is violated",
            Self::UnknownCriticalExtension => {
                "a certificate has a critical extension that is not understood"
            }
            Self::Malformed => "its certificates are not well-formed",
            Self::TooComplex => "it sent too many certificates, or too many ways through them",
        })
    }
}

impl fmt::Display for TlsProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotTls13 => "the server chose an older version: enable TLS 1.3 on it",
            Self::Downgrade => "something on the way made the server choose an older version",
            Self::CipherSuite => "the server chose a cipher suite that was not offered",
            Self::KeyShare => "the server's key share is invalid",
            Self::HelloRetryRequest => "the server repeats HelloRetryRequest without need",
            Self::IllegalParameter => "a field has a value that it cannot have",
            Self::MissingExtension => "an extension is missing",
            Self::UnsupportedExtension => "the server sent an extension that was not offered",
            Self::MalformedMessage => "a message is not well-formed",
            Self::UnexpectedMessage => "a handshake message came that cannot come now",
            Self::UnexpectedRecord => {
                "a record came that cannot come now: check that the port speaks TLS"
            }
            Self::EmptyRecord => "a record has no content",
            Self::RecordOverflow => "a record is longer than allowed",
            Self::BadRecordMac => "a record was changed on the way: connect again",
            Self::BadFinished => "the handshake was changed on the way: connect again",
            Self::TooManyRecords => "too many records came without application data",
        })
    }
}
