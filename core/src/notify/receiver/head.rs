//! A request's head: the request line (RFC 9112 section 3) and field lines (section 5). Lines end
//! in CR LF and nothing else, though section 2.2 would allow a lone LF: where an intermediary sees
//! the lines end elsewhere, requests can be smuggled past it.

use super::Rejection;
use super::fields::Fields;
use crate::http::{LinePart, Lines};
use crate::keyword::{is_tchar, taken};

/// The largest head, in bytes, from the request line to the empty line. (RFC 9112 section 3 asks
/// for 8000 bytes of a request line at least.) The framing of chunks may take as much again.
pub const MAX_HEAD: u16 = 8192;

/// How the request line ends, but for the digit of the minor version.
const VERSION: &[u8] = b"HTTP/1.0\r\n";

const OTHER: u8 = u8::MAX;

/// The places of the version's digits.
const MAJOR: u8 = 5;
const MINOR: u8 = 7;

/// What the next byte is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A method, but an empty line may come before everything (section 2.2).
    Start,
    /// The LF of the empty line.
    StartLf,
    Method,
    Target,
    /// Behind so many bytes of [`VERSION`].
    Version(u8),
    Fields,
}

/// How a target compares with the endpoint's path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// Nothing has come.
    Empty,
    /// The absolute form (section 3.2.2): so many slashes until the path.
    Absolute(u8),
    /// So many bytes are the same.
    Same(u16),
    Other,
}

/// A head being read, and what is known of it.
pub(super) struct Head {
    place: Place,
    /// Bytes of it.
    length: u16,
    lines: Lines,
    target: Target,
    /// Characters of the method that are those of `POST`; [`OTHER`] if one is not.
    method: u8,
    pub(super) fields: Fields,
}

impl Head {
    pub(super) const fn new() -> Self {
        Self {
            place: Place::Start,
            length: 0,
            lines: Lines::new(),
            target: Target::Empty,
            method: 0,
            fields: Fields::new(),
        }
    }

    /// Whether nothing has come that needs a response.
    pub(super) fn is_untouched(&self) -> bool {
        self.place == Place::Start
    }

    pub(super) const fn is_post(&self) -> bool {
        self.method == 4
    }

    /// Whether the target is `path`, to its end.
    pub(super) fn is_for(&self, path: &str) -> bool {
        matches!(self.target, Target::Same(length) if usize::from(length) == path.len())
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
            if self.place != Place::Fields {
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
                LinePart::NameEnd => self.fields.end_name()?,
                LinePart::Value => self.fields.value(run),
                LinePart::LineEnd => self.fields.end_value()?,
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
            (Place::StartLf, b'\n') => Place::Method,
            (Place::Method, b' ') if self.method != 0 => Place::Target,
            (Place::Start | Place::Method, _) if is_tchar(byte) => {
                self.method = match b"POST".get(usize::from(self.method)) {
                    Some(expected) if *expected == byte => self.method + 1,
                    _ => OTHER,
                };
                Place::Method
            }
            (Place::Target, b'!'..=b'~') => {
                self.compare(byte, path);
                Place::Target
            }
            (Place::Target, b' ') if self.target != Target::Empty => Place::Version(0),
            (Place::Version(place), _) => {
                let expected = VERSION.get(usize::from(place));
                let is_digit = byte.is_ascii_digit();
                match place {
                    MAJOR if is_digit && byte != b'1' => return Err(Rejection::Version),
                    MINOR if is_digit => self.fields.http_1_0 = byte == b'0',
                    _ if expected == Some(&byte) => {}
                    _ => return Err(Rejection::RequestLine),
                }
                match usize::from(place) + 1 == VERSION.len() {
                    true => Place::Fields,
                    false => Place::Version(place + 1),
                }
            }
            _ => return Err(Rejection::RequestLine),
        })
    }

    /// A byte of the target.
    fn compare(&mut self, byte: u8, path: &[u8]) {
        let same = match self.target {
            Target::Empty if byte != b'/' => {
                self.target = Target::Absolute(3);
                return;
            }
            Target::Absolute(slashes) if slashes > 1 || byte != b'/' => {
                self.target = Target::Absolute(slashes - u8::from(byte == b'/'));
                return;
            }
            Target::Empty | Target::Absolute(_) => 0,
            Target::Same(length) => length,
            Target::Other => return,
        };
        self.target = match path.get(usize::from(same)) {
            Some(expected) if *expected == byte => Target::Same(same + 1),
            _ => Target::Other,
        };
    }
}
