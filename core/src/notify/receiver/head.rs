//! A request's head: the request line (RFC 9112 section 3) and field lines (section 5). Lines must
//! end in CR LF. A lone LF, which section 2.2 allows, is rejected: if an intermediary finds other
//! line ends, requests can be smuggled past it.

use super::Rejection;
use super::fields::Fields;
use crate::http::{Framing, LineToken, Lines};
use crate::keyword::{is_tchar, taken};

/// Length of the largest head, in bytes, from the request line to the empty line. (RFC 9112 section
/// 3 recommends at least 8000 bytes for a request line.) The framing of chunks has the same limit
/// of its own.
pub const MAX_HEAD: u16 = 8192;

/// The end of the request line; the digit of the minor version may vary.
const VERSION: &[u8] = b"HTTP/1.0\r\n";

/// Indexes in [`VERSION`] of the two digits and the LF.
const MAJOR: u16 = 5;
const MINOR: u16 = 7;
const LF: u16 = 9;

/// Position in the head of the next byte.
#[derive(Clone, Copy)]
enum Position {
    /// A method, or an empty line before it (section 2.2).
    Start,
    /// The LF of the empty line.
    StartLf,
    /// A method, with the number of characters that match `POST`; [`OTHER`] after a mismatch.
    Method(u16),
    TargetStart,
    /// A target in absolute form (section 3.2.2), with the number of slashes before the path.
    Absolute(u16),
    /// A path, with the number of bytes that match the endpoint's path; [`OTHER`] after a mismatch.
    Path(u16),
    /// The version, with the number of bytes of [`VERSION`] that were read.
    Version(u16),
    Fields,
}

const OTHER: u16 = u16::MAX;

/// Returns the number of matching bytes after `byte`, of which `same` matched before.
fn compare(expected: &[u8], same: u16, byte: u8) -> u16 {
    match expected.get(usize::from(same)) {
        Some(expected) if *expected == byte => same + 1,
        _ => OTHER,
    }
}

/// Parser of a request's head.
pub(super) struct Head {
    position: Position,
    /// Bytes read so far.
    length: u16,
    lines: Lines,
    is_post: bool,
    is_endpoint: bool,
    pub(super) fields: Fields,
}

impl Head {
    // Not inlined: saves 470 bytes of stack for copies at opt-level s (measured on thumbv7em).
    #[inline(never)]
    pub(super) const fn new() -> Self {
        Self {
            position: Position::Start,
            length: 0,
            lines: Lines::new(),
            is_post: false,
            is_endpoint: false,
            fields: Fields::new(),
        }
    }

    /// Whether no byte was read that needs a response.
    pub(super) fn is_untouched(&self) -> bool {
        matches!(self.position, Position::Start)
    }

    /// Returns the framing of the body if the head is that of a notification.
    pub(super) fn check(&mut self, max_body: u32) -> Result<Framing, Rejection> {
        self.fields.check(self.is_endpoint, self.is_post, max_body)
    }

    /// Parses the part of `input` that belongs to the head. Returns `true` at its end.
    pub(super) fn read(&mut self, input: &mut &[u8], path: &str) -> Result<bool, Rejection> {
        while let Some((&byte, rest)) = input.split_first() {
            if self.length == MAX_HEAD {
                return Err(match self.position {
                    Position::Fields => Rejection::HeadTooLarge,
                    _ => Rejection::TargetTooLong,
                });
            }
            if !matches!(self.position, Position::Fields) {
                self.position = self.request_line(byte, path.as_bytes())?;
                self.length += 1;
                *input = rest;
                continue;
            }
            let room = usize::from(MAX_HEAD - self.length);
            let before = input.get(..room).unwrap_or(input);
            let mut rest = before;
            let token = self.lines.next(&mut rest);
            let run = taken(before, rest);
            // At most `room` bytes, so this cannot overflow.
            self.length += run.len() as u16;
            *input = input.get(run.len()..).unwrap_or_default();
            match token {
                LineToken::More => {}
                LineToken::Name => self.fields.name(run),
                LineToken::NameEnd => self.fields.end_name(),
                LineToken::Value => self.fields.value(run),
                LineToken::LineEnd => self.fields.end_value(),
                LineToken::End => return Ok(true),
                LineToken::Malformed => return Err(Rejection::FieldLine),
            }
        }
        Ok(false)
    }

    /// Returns the position after a byte of the request line.
    fn request_line(&mut self, byte: u8, path: &[u8]) -> Result<Position, Rejection> {
        Ok(match (self.position, byte) {
            (Position::Start, b'\r') => Position::StartLf,
            (Position::StartLf, b'\n') => Position::Method(0),
            (Position::Start, _) if is_tchar(byte) => Position::Method(compare(b"POST", 0, byte)),
            (Position::Method(same), _) if is_tchar(byte) => {
                Position::Method(compare(b"POST", same, byte))
            }
            (Position::Method(same @ 1..), b' ') => {
                self.is_post = same == 4;
                Position::TargetStart
            }
            (Position::TargetStart | Position::Absolute(1), b'/') => Position::Path(1),
            (Position::TargetStart, b'!'..=b'~') => Position::Absolute(3),
            (Position::Absolute(slashes), b'/') => Position::Absolute(slashes.saturating_sub(1)),
            (Position::Absolute(_), b'!'..=b'~') => self.position,
            (Position::Path(same), b'!'..=b'~') => Position::Path(compare(path, same, byte)),
            (Position::Absolute(_) | Position::Path(_), b' ') => {
                self.is_endpoint = matches!(self.position, Position::Path(same) if usize::from(same) == path.len());
                Position::Version(0)
            }
            (Position::Version(MAJOR), b'0' | b'2'..=b'9') => return Err(Rejection::Version),
            (Position::Version(MINOR), b'0'..=b'9') => {
                self.fields.http_1_0 = byte == b'0';
                Position::Version(MINOR + 1)
            }
            (Position::Version(LF), b'\n') => Position::Fields,
            (Position::Version(at), _) if VERSION.get(usize::from(at)) == Some(&byte) => {
                Position::Version(at + 1)
            }
            _ => return Err(Rejection::RequestLine),
        })
    }
}
