//! An answer's head: the status line (RFC 9112 section 4) and the fields that decide how its
//! content is framed, whether the connection goes on, and when to try again.

use super::framing::Framing;
use super::line::{is_reason, split_field};
use crate::ProtocolError;

/// What is known of an answer once its head has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    /// `Retry-After` in seconds (B23).
    pub(crate) retry_after: Option<u32>,
    content_length: Option<u32>,
    chunked: bool,
    http_1_0: bool,
    close: bool,
    keep_alive: bool,
}

impl Head {
    /// Bytes of a status line up to and including the status code.
    pub(crate) const STATUS_LENGTH: usize = b"HTTP/1.1 200".len();

    /// Before any answer.
    pub(crate) const NONE: Self = Self {
        status: 0,
        retry_after: None,
        content_length: None,
        chunked: false,
        http_1_0: false,
        close: false,
        keep_alive: false,
    };

    /// Reads a status line, or the beginning of one that is too long for the window.
    pub(crate) fn from_status_line(line: &[u8]) -> Result<Self, ProtocolError> {
        const ERROR: ProtocolError = ProtocolError::StatusLine;
        let (start, reason) = line.split_at_checked(Self::STATUS_LENGTH).ok_or(ERROR)?;
        let (minor, code) = match start.strip_prefix(b"HTTP/1.").ok_or(ERROR)? {
            [minor, b' ', code @ ..] => (minor, code),
            _ => return Err(ERROR),
        };
        let mut status = 0;
        for digit in code {
            if !digit.is_ascii_digit() {
                return Err(ERROR);
            }
            status = status * 10 + u16::from(digit - b'0');
        }
        let separated = matches!(reason, [] | [b' ', ..]);
        if !minor.is_ascii_digit() || status < 100 || !separated || !is_reason(reason) {
            return Err(ERROR);
        }
        Ok(Self {
            status,
            http_1_0: *minor == b'0',
            ..Self::NONE
        })
    }

    /// Takes note of a field line.
    pub(crate) fn field_line(&mut self, line: &[u8]) -> Result<(), ProtocolError> {
        let (name, value) = split_field(line)?;
        if name.eq_ignore_ascii_case(b"content-length") {
            for item in list(value) {
                self.content_length(item)?;
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            for coding in list(value) {
                if self.chunked || !coding.eq_ignore_ascii_case(b"chunked") {
                    return Err(ProtocolError::TransferCoding);
                }
                self.chunked = true;
            }
        } else if name.eq_ignore_ascii_case(b"connection") {
            for option in list(value) {
                self.close |= option.eq_ignore_ascii_case(b"close");
                self.keep_alive |= option.eq_ignore_ascii_case(b"keep-alive");
            }
        } else if name.eq_ignore_ascii_case(b"retry-after") {
            self.retry_after = delay(value);
        }
        Ok(())
    }

    /// RFC 9112 section 6.3, rule 5: a number, or the same number several times.
    fn content_length(&mut self, item: &[u8]) -> Result<(), ProtocolError> {
        let length = number(item).ok_or(ProtocolError::ContentLength)?;
        if self.content_length.is_some_and(|before| before != length) {
            return Err(ProtocolError::ContentLength);
        }
        self.content_length = Some(length);
        Ok(())
    }

    /// Whether this is an interim answer; the final one follows (RFC 9110 section 15.2).
    pub(crate) const fn is_interim(&self) -> bool {
        self.status < 200
    }

    /// Where the content ends, RFC 9112 section 6.3.
    ///
    /// Rules 1 (HEAD) and 2 (CONNECT) concern requests that this client never makes; rule 6
    /// concerns requests.
    pub(crate) const fn framing(&self) -> Result<Framing, ProtocolError> {
        if self.chunked && self.content_length.is_some() {
            // Rule 3 lets a client go on; it also says that this is an attack more often than not.
            return Err(ProtocolError::BothLengths);
        }
        if self.chunked && self.http_1_0 {
            // Section 6.1: framing is faulty.
            return Err(ProtocolError::TransferCoding);
        }
        if self.has_no_content() {
            return Ok(Framing::Length(0));
        }
        if self.chunked {
            // Rule 4.
            return Ok(Framing::chunked());
        }
        match self.content_length {
            // Rule 5.
            Some(length) => Ok(Framing::Length(length)),
            // Rule 8.
            None => Ok(Framing::UntilClose),
        }
    }

    /// Rule 1: these end with their head, whatever it says.
    const fn has_no_content(&self) -> bool {
        self.status < 200 || self.status == 204 || self.status == 304
    }

    /// Whether the server means to keep the connection (RFC 9112 section 9.3), and nothing is on
    /// its way that would be taken for the next answer.
    pub(crate) fn keeps_connection(&self) -> bool {
        if self.close || (self.http_1_0 && !self.keep_alive) {
            return false;
        }
        // Content that must not be there, but is announced, may come all the same. (A 304 announces
        // what a 200 would have.)
        let announced = self.chunked || self.content_length.is_some_and(|length| length != 0);
        !announced || self.status == 304 || !self.has_no_content()
    }
}

/// The items of a comma-separated list, RFC 9110 section 5.6.1. Empty items are kept: a length
/// that is empty is no length.
fn list(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii)
}

/// A decimal number below 2^32: digits and nothing else.
fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u32, |value, byte| {
        let digit = char::from(*byte).to_digit(10)?;
        value.checked_mul(10)?.checked_add(digit)
    })
}

/// `delay-seconds` of RFC 9110 section 10.2.3. More than 2^32 is as good as for ever.
fn delay(digits: &[u8]) -> Option<u32> {
    let all_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    all_digits.then(|| number(digits).unwrap_or(u32::MAX))
}
