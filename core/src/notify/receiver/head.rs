//! A request's head, a byte at a time: the request line (RFC 9112 section 3) and field lines
//! (section 5). Lines end in CR LF and nothing else, though section 2.2 would allow a lone LF: where
//! somebody in between sees the lines end elsewhere, requests can be smuggled past him.

use super::Rejection;
use super::fields::Fields;

/// The largest head, in bytes, from the request line to the empty line. (RFC 9112 section 3 asks
/// for 8000 bytes of a request line at least.) The framing of chunks may take as much again.
pub const MAX_HEAD: u16 = 8192;

/// What must follow, or what the next byte is part of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum State {
    /// An empty line may come before everything (section 2.2).
    Start,
    StartLf,
    Method,
    Target,
    /// So much of `HTTP/` has come.
    Protocol(u8),
    Major,
    Dot,
    Minor,
    RequestCr,
    RequestLf,
    LineStart,
    Name,
    Value,
    ValueLf,
    HeadLf,
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
    state: State,
    /// Bytes of it.
    length: u16,
    target: Target,
    is_post: bool,
    /// Characters of the method.
    method: u8,
    pub(super) fields: Fields,
}

impl Head {
    pub(super) const fn new() -> Self {
        Self {
            state: State::Start,
            length: 0,
            target: Target::Empty,
            is_post: true,
            method: 0,
            fields: Fields::new(),
        }
    }

    /// Whether nothing has come that would have to be answered.
    pub(super) fn is_untouched(&self) -> bool {
        self.state == State::Start
    }

    pub(super) const fn is_post(&self) -> bool {
        self.is_post
    }

    /// Whether the target is `path`, to its end.
    pub(super) fn is_for(&self, path: &str) -> bool {
        matches!(self.target, Target::Same(length) if usize::from(length) == path.len())
    }

    /// One more byte. Whether it ends the head.
    pub(super) fn push(&mut self, byte: u8, path: &str) -> Result<bool, Rejection> {
        if self.length == MAX_HEAD {
            return Err(match self.state < State::LineStart {
                true => Rejection::TargetTooLong,
                false => Rejection::HeadTooLarge,
            });
        }
        self.length += 1;
        self.state = match (self.state, byte) {
            (State::Start, b'\r') => State::StartLf,
            (State::StartLf, b'\n') => State::Method,
            (State::Start | State::Method, b' ') if self.method > 0 => {
                self.is_post &= self.method == 4;
                State::Target
            }
            (State::Start | State::Method, _) if is_token(byte) => {
                let expected = b"POST".get(usize::from(self.method));
                self.is_post &= expected == Some(&byte);
                self.method = self.method.saturating_add(1);
                State::Method
            }
            (State::Target, b' ') if self.target != Target::Empty => State::Protocol(0),
            (State::Target, b'!'..=b'~') => {
                self.compare(byte, path.as_bytes());
                State::Target
            }
            (State::Protocol(4), b'/') => State::Major,
            (State::Protocol(at), _) if b"HTTP".get(usize::from(at)) == Some(&byte) => {
                State::Protocol(at + 1)
            }
            (State::Major, b'1') => State::Dot,
            (State::Major, b'0'..=b'9') => return Err(Rejection::Version),
            (State::Dot, b'.') => State::Minor,
            (State::Minor, b'0'..=b'9') => {
                self.fields.http_1_0 = byte == b'0';
                State::RequestCr
            }
            (State::RequestCr, b'\r') => State::RequestLf,
            (State::RequestLf, b'\n') => State::LineStart,
            (State::LineStart, b'\r') => State::HeadLf,
            (State::HeadLf, b'\n') => {
                return Ok(true);
            }
            (State::LineStart | State::Name, _) if is_token(byte) => {
                self.fields.push(byte);
                State::Name
            }
            (State::Name, b':') => {
                self.fields.end_name()?;
                State::Value
            }
            (State::Value, b'\r') => State::ValueLf,
            (State::Value, b'\t' | b' ') => {
                self.fields.gap();
                State::Value
            }
            (State::Value, b'!'..=b'~' | 0x80..) => {
                self.fields.push(byte);
                State::Value
            }
            (State::ValueLf, b'\n') => {
                self.fields.end_value()?;
                State::LineStart
            }
            (state, _) => {
                return Err(match state < State::LineStart {
                    true => Rejection::RequestLine,
                    false => Rejection::FieldLine,
                });
            }
        };
        Ok(false)
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

/// `tchar`, RFC 9110 section 5.6.2.
const fn is_token(byte: u8) -> bool {
    matches!(byte,
        b'0'..=b'9' | b'A'..=b'Z' | b'^'..=b'z' | b'|' | b'~'
        | b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.')
}
