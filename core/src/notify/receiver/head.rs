//! A request's head: the request line (RFC 9112 section 3) and field lines (section 5). Lines end
//! in CR LF and nothing else, though section 2.2 would allow a lone LF: where an intermediary sees
//! the lines end elsewhere, requests can be smuggled past it.

use super::Rejection;
use super::fields::Fields;
use crate::http::{Framing, LinePart, Lines};
use crate::keyword::{is_tchar, taken};

/// The largest head, in bytes, from the request line to the empty line. (RFC 9112 section 3 asks
/// for 8000 bytes of a request line at least.) The framing of chunks may take as much again.
pub const MAX_HEAD: u16 = 8192;

/// How the request line ends, but for the digit of the minor version.
const VERSION: &[u8] = b"HTTP/1.0\r\n";

/// The places of the version's digits, and of the LF.
const MAJOR: u16 = 5;
const MINOR: u16 = 7;
const LF: u16 = 9;

/// What the next byte is part of.
#[derive(Clone, Copy)]
enum Place {
    /// A method, but an empty line may come before everything (section 2.2).
    Start,
    /// The LF of the empty line.
    StartLf,
    /// A method, so many characters of which are those of `POST`; [`OTHER`] if not all are.
    Method(u16),
    TargetStart,
    /// A target in absolute form (section 3.2.2): so many slashes until the path.
    Absolute(u16),
    /// A path, so many bytes of which are those of the endpoint's; [`OTHER`] if not all are.
    Path(u16),
    /// Behind so many bytes of [`VERSION`].
    Version(u16),
    Fields,
}

const OTHER: u16 = u16::MAX;

/// How many bytes are the same as `expected` behind `same` that are, and `byte`.
fn compare(expected: &[u8], same: u16, byte: u8) -> u16 {
    match expected.get(usize::from(same)) {
        Some(expected) if *expected == byte => same + 1,
        _ => OTHER,
    }
}

/// A head being read, and what is known of it.
pub(super) struct Head {
    place: Place,
    /// Bytes of it.
    length: u16,
    lines: Lines,
    is_post: bool,
    is_ours: bool,
    pub(super) fields: Fields,
}

impl Head {
    pub(super) const fn new() -> Self {
        Self {
            place: Place::Start,
            length: 0,
            lines: Lines::new(),
            is_post: false,
            is_ours: false,
            fields: Fields::new(),
        }
    }

    /// Whether nothing has come that needs a response.
    pub(super) fn is_untouched(&self) -> bool {
        matches!(self.place, Place::Start)
    }

    /// Where the body ends, if the head is that of a notification.
    pub(super) fn check(&mut self, max_body: u32) -> Result<Framing, Rejection> {
        self.fields.check(self.is_ours, self.is_post, max_body)
    }

    /// Takes as much off `input` as there is of the head. Whether it has ended.
    pub(super) fn read(&mut self, input: &mut &[u8], path: &str) -> Result<bool, Rejection> {
        while let Some((&byte, rest)) = input.split_first() {
            if self.length == MAX_HEAD {
                return Err(match self.place {
                    Place::Fields => Rejection::HeadTooLarge,
                    _ => Rejection::TargetTooLong,
                });
            }
            if !matches!(self.place, Place::Fields) {
                self.place = self.request_line(byte, path.as_bytes())?;
                self.length += 1;
                *input = rest;
                continue;
            }
            let room = usize::from(MAX_HEAD - self.length);
            let before = input.get(..room).unwrap_or(input);
            let mut rest = before;
            let part = self.lines.next(&mut rest);
            let run = taken(before, rest);
            // There is room for it.
            self.length += run.len() as u16;
            *input = input.get(run.len()..).unwrap_or_default();
            match part {
                LinePart::More => {}
                LinePart::Name => self.fields.name(run),
                LinePart::NameEnd => self.fields.end_name(),
                LinePart::Value => self.fields.value(run),
                LinePart::LineEnd => self.fields.end_value(),
                LinePart::End => return Ok(true),
                LinePart::Malformed => return Err(Rejection::FieldLine),
            }
        }
        Ok(false)
    }

    /// What follows a byte of the request line.
    fn request_line(&mut self, byte: u8, path: &[u8]) -> Result<Place, Rejection> {
        Ok(match (self.place, byte) {
            (Place::Start, b'\r') => Place::StartLf,
            (Place::StartLf, b'\n') => Place::Method(0),
            (Place::Start, _) if is_tchar(byte) => Place::Method(compare(b"POST", 0, byte)),
            (Place::Method(same), _) if is_tchar(byte) => {
                Place::Method(compare(b"POST", same, byte))
            }
            (Place::Method(same @ 1..), b' ') => {
                self.is_post = same == 4;
                Place::TargetStart
            }
            (Place::TargetStart | Place::Absolute(1), b'/') => Place::Path(1),
            (Place::TargetStart, b'!'..=b'~') => Place::Absolute(3),
            (Place::Absolute(slashes), b'/') => Place::Absolute(slashes.saturating_sub(1)),
            (Place::Absolute(_), b'!'..=b'~') => self.place,
            (Place::Path(same), b'!'..=b'~') => Place::Path(compare(path, same, byte)),
            (Place::Absolute(_) | Place::Path(_), b' ') => {
                self.is_ours =
                    matches!(self.place, Place::Path(same) if usize::from(same) == path.len());
                Place::Version(0)
            }
            (Place::Version(MAJOR), b'0' | b'2'..=b'9') => return Err(Rejection::Version),
            (Place::Version(MINOR), b'0'..=b'9') => {
                self.fields.http_1_0 = byte == b'0';
                Place::Version(MINOR + 1)
            }
            (Place::Version(LF), b'\n') => Place::Fields,
            (Place::Version(at), _) if VERSION.get(usize::from(at)) == Some(&byte) => {
                Place::Version(at + 1)
            }
            _ => return Err(Rejection::RequestLine),
        })
    }
}
