//! Alert descriptions, RFC 8446 section 6.

use core::fmt;

/// An alert by its number in RFC 8446 section 6.
///
/// The numbers are an open set; one that is not known keeps its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Alert(pub u8);

macro_rules! alerts {
    ($($name:ident = $number:literal, $text:literal, $doc:literal;)*) => {
        impl Alert {
            $(
                #[doc = concat!("`", $text, "`: ", $doc)]
                pub const $name: Self = Self($number);
            )*

            /// The name in RFC 8446, if it is one of its alerts that TLS 1.3 still uses.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($number => Some($text),)*
                    _ => None,
                }
            }
        }
    };
}

alerts! {
    CLOSE_NOTIFY = 0, "close_notify", "the regular end of what a side has to send.";
    UNEXPECTED_MESSAGE = 10, "unexpected_message", "a message or record that cannot come now.";
    BAD_RECORD_MAC = 20, "bad_record_mac", "a record that does not decrypt.";
    RECORD_OVERFLOW = 22, "record_overflow", "a record that is too long.";
    HANDSHAKE_FAILURE = 40, "handshake_failure", "nothing in common.";
    BAD_CERTIFICATE = 42, "bad_certificate", "a certificate that is malformed or wrongly signed.";
    UNSUPPORTED_CERTIFICATE = 43, "unsupported_certificate", "a certificate of an unknown kind.";
    CERTIFICATE_EXPIRED = 45, "certificate_expired", "a certificate that is not valid now.";
    CERTIFICATE_UNKNOWN = 46, "certificate_unknown", "a certificate refused for another reason.";
    ILLEGAL_PARAMETER = 47, "illegal_parameter", "a field with a value that it cannot have.";
    UNKNOWN_CA = 48, "unknown_ca", "no path to a trust anchor.";
    ACCESS_DENIED = 49, "access_denied", "a certificate that does not permit access.";
    DECODE_ERROR = 50, "decode_error", "a message that is not well-formed.";
    DECRYPT_ERROR = 51, "decrypt_error", "a signature or a Finished that does not verify.";
    PROTOCOL_VERSION = 70, "protocol_version", "no version of TLS in common.";
    INSUFFICIENT_SECURITY = 71, "insufficient_security", "nothing strong enough in common.";
    INTERNAL_ERROR = 80, "internal_error", "a failure that is not the peer's.";
    USER_CANCELED = 90, "user_canceled", "the peer stops; `close_notify` follows.";
    MISSING_EXTENSION = 109, "missing_extension", "an extension that has to be there is not.";
    UNSUPPORTED_EXTENSION = 110, "unsupported_extension", "an extension that was not offered.";
    UNRECOGNIZED_NAME = 112, "unrecognized_name", "the server does not serve this host name.";
    CERTIFICATE_REQUIRED = 116, "certificate_required", "the server wants a client certificate.";
    NO_APPLICATION_PROTOCOL = 120, "no_application_protocol", "no protocol in common.";
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name)?,
            None => return write!(f, "alert {}", self.0),
        }
        f.write_str(match *self {
            Self::CLOSE_NOTIFY => ": the server closed the connection during the handshake",
            Self::HANDSHAKE_FAILURE => {
                ": the server shares no cipher suite, group or signature scheme with this client: \
                 enable more features"
            }
            Self::PROTOCOL_VERSION => ": the server does not speak TLS 1.3",
            Self::INTERNAL_ERROR => ": try again later",
            Self::UNRECOGNIZED_NAME => ": the server does not serve this host name",
            Self::CERTIFICATE_REQUIRED => ": the server wants a client certificate",
            _ => "",
        })
    }
}
