//! What the server says when it refuses: alert descriptions, RFC 8446 section 6.

use core::fmt;

/// An alert that the server sent, by its number in RFC 8446 section 6.
///
/// The numbers are an open set; one that is not known keeps its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Alert(pub u8);

impl Alert {
    /// `close_notify`: the regular end of what a side has to send.
    pub const CLOSE_NOTIFY: Self = Self(0);
    /// `handshake_failure`: nothing in common.
    pub const HANDSHAKE_FAILURE: Self = Self(40);
    /// `protocol_version`: the server speaks no TLS 1.3.
    pub const PROTOCOL_VERSION: Self = Self(70);
    /// `user_canceled`: the server stops for a reason of its own; `close_notify` follows.
    pub const USER_CANCELED: Self = Self(90);
    /// `unrecognized_name`: the server does not serve the name asked for.
    pub const UNRECOGNIZED_NAME: Self = Self(112);
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.0 {
            0 => "close_notify during the handshake: the server hung up",
            10 => "unexpected_message",
            20 => "bad_record_mac",
            22 => "record_overflow",
            40 => {
                "handshake_failure: the server shares no cipher suite, key exchange or signature with us; it needs \
                 TLS_AES_128_GCM_SHA256, P-256 and an ECDSA certificate"
            }
            47 => "illegal_parameter",
            50 => "decode_error",
            51 => "decrypt_error",
            70 => "protocol_version: the server speaks no TLS 1.3",
            80 => "internal_error: try again later",
            90 => "user_canceled",
            109 => "missing_extension",
            112 => "unrecognized_name: the server does not serve this host name",
            116 => {
                "certificate_required: the server wants a client certificate, which is not supported"
            }
            other => return write!(f, "alert {other}"),
        };
        f.write_str(text)
    }
}
