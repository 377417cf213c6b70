//! The words for each error: what it means and what to do about it.

use core::fmt;

use super::{CertificateError, ConfigError, ProtocolError};

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ServerName => "the server name is neither a DNS name nor an IP address: give it without scheme, port or path",
            Self::NoAnchors => "there is no trust anchor: give at least one root certificate",
            Self::NoPins => "the list of pins is empty: give one, or do not ask for pins",
            Self::Anchor => "the trust anchor is no X.509 certificate: give it in DER, not in PEM",
            Self::ClockNotSet => "the clock does not know the time yet: set it first, or choose a validity that needs no clock",
            Self::ReceiveBuffer => "the receive buffer is too small for a handshake: use RECEIVE_BUFFER",
            Self::SendBuffer { needed } => return write!(f, "the send buffer needs {needed} bytes: use SEND_BUFFER"),
            Self::Rng => "the random number generator fails or repeats itself: check that the entropy source runs",
        })
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "it sent no certificate",
            Self::MissingVerify => "it did not prove to hold its certificate's key",
            Self::OutOfOrder => "it sent certificate and proof out of order",
            Self::UnknownIssuer => "no path leads to a trust anchor: check the roots given, and that the server sends its intermediates",
            Self::NameMismatch => "its certificate is for other names: check the server name",
            Self::Expired => "a certificate has expired: check the clock",
            Self::NotYetValid => "a certificate is not valid yet: check the clock",
            Self::NeverValidTogether => "its certificates were never valid at the same time",
            Self::LeafUsedAsIssuer => "a certificate that is no authority's issued another",
            Self::IssuerUsedAsLeaf => "it uses an authority's certificate as its own",
            Self::WrongKeyUsage => "its certificate is not for authenticating servers",
            Self::BadProof => "it does not hold its certificate's key",
            Self::BadSignature => "a certificate's signature does not verify",
            Self::UnsupportedAlgorithm if cfg!(feature = "p384") => {
                "a key or signature is neither P-256 nor P-384: where a chain goes through RSA, trust its ECDSA intermediate"
            }
            Self::UnsupportedAlgorithm => {
                "a key or signature is not P-256 with SHA-256: enable the feature p384, or where a chain goes through RSA, trust \
                 its ECDSA intermediate"
            }
            Self::SchemeMismatch => "its signature scheme does not belong to its key",
            Self::PinMismatch => "neither its key nor its certificates match a pin",
            Self::ConstraintViolated => "a constraint of an authority is violated",
            Self::UnknownCriticalExtension => "a certificate has a critical extension that is not understood",
            Self::Malformed => "its certificates are not well-formed",
            Self::TooComplex => "it sent too many certificates, or too many ways through them",
        })
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotTls13 => "the server speaks an older version",
            Self::HelloRetryRequest => "the server wants another key exchange than P-256",
            Self::CipherSuite => "the server chose a cipher suite that was not offered",
            Self::KeyShare => "the server's key share is missing or invalid",
            Self::ServerHello => "the server's hello is not well-formed",
            Self::EmptyRecord => "a record has no content",
            Self::RecordOverflow => "a record is longer than the protocol allows",
            Self::UnexpectedRecord => "a record came that cannot come now: something on the way may be tampering",
            Self::UnexpectedMessage => "a handshake message came that cannot come now",
            Self::SplitMessage => {
                "a handshake message is split over records, which is not supported: do not ask for small fragments, and let the \
                 server send a shorter chain"
            }
            Self::MalformedMessage => "a message is not well-formed",
            Self::BadRecordMac => "a record was changed on the way",
            Self::BadFinished => "the server's Finished does not verify",
            Self::KeyUpdate => "the server wants new keys, which is not supported: connect anew",
            Self::TooManyRecords => "too many records without data",
            Self::Internal => "embedded-tls failed unexpectedly",
        })
    }
}
