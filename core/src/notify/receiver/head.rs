//! A request's head, a byte at a time: the request line (RFC 9112 section 3) and field lines
//! (section 5). Lines end in CR LF and nothing else, though section 2.2 would allow a lone LF:
//! where an intermediary sees the lines end elsewhere, requests can be smuggled past it.

use super::Rejection;
use super::fields::Fields;
use crate::grammar::grammar;
use crate::keyword::is_tchar;

/// The largest head, in bytes, from the request line to the empty line. (RFC 9112 section 3 asks
/// for 8000 bytes of a request line at least.) The framing of chunks may take as much again.
pub const MAX_HEAD: u16 = 8192;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Nothing,
    MethodEnd,
    /// A character of the target.
    Target,
    OtherVersion,
    /// The second digit of the version.
    Minor,
    NameEnd,
    /// A character of a value.
    Char,
    /// White space in a value.
    Gap,
    ValueEnd,
    HeadEnd,
}

grammar! {
    /// What must follow, or what the next byte is part of.
    struct State with Effect {
        // request-line = method SP request-target SP HTTP-version
        /// A method, but an empty line may come before everything (section 2.2).
        Start { b'\r' => StartLf, }
        StartLf { b'\n' => Begin, }
        /// A method, its characters, and those of names, are looked at before the rules.
        Begin {}
        Method { b' ' => TargetStart does MethodEnd, }
        TargetStart { b'!'..=b'~' => Target does Target, }
        Target {
            b'!'..=b'~' => Target does Target,
            b' ' => Http,
        }
        Http { b'H' => Ttp, }
        Ttp { b'T' => Tp, }
        Tp { b'T' => P, }
        P { b'P' => Slash, }
        Slash { b'/' => Major, }
        Major {
            b'1' => Dot,
            b'0'..=b'9' => Dot does OtherVersion,
        }
        Dot { b'.' => Minor, }
        Minor { b'0'..=b'9' => RequestCr does Minor, }
        RequestCr { b'\r' => RequestLf, }
        RequestLf { b'\n' => LineStart, }

        // field-line = field-name ":" OWS field-value OWS
        /// The end of the head, or else a name.
        LineStart { b'\r' => HeadLf, }
        /// Behind characters of a name.
        Name { b':' => Value does NameEnd, }
        /// No control character but the tab.
        Value {
            b'!'..=b'~' => Value does Char,
            b' ' => Value does Gap,
            b'\r' => ValueLf,
            b'\t' => Value does Gap,
            0x80..=0xFF => Value does Char,
        }
        ValueLf { b'\n' => LineStart does ValueEnd, }
        HeadLf { b'\n' => Start does HeadEnd, }
    }
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
        if is_tchar(byte) && self.take_token(byte) {
            return Ok(false);
        }
        let Some((state, effect)) = self.state.rule(byte) else {
            return Err(match self.state < State::LineStart {
                true => Rejection::RequestLine,
                false => Rejection::FieldLine,
            });
        };
        self.state = state;
        match effect {
            Effect::Nothing => {}
            Effect::MethodEnd => self.is_post &= self.method == 4,
            Effect::Target => self.compare(byte, path.as_bytes()),
            Effect::OtherVersion => return Err(Rejection::Version),
            Effect::Minor => self.fields.http_1_0 = byte == b'0',
            Effect::NameEnd => self.fields.end_name()?,
            Effect::Char => self.fields.push(byte),
            Effect::Gap => self.fields.gap(),
            Effect::ValueEnd => self.fields.end_value()?,
            Effect::HeadEnd => return Ok(true),
        }
        Ok(false)
    }

    /// A character of a method or a name, if that is what may stand here.
    fn take_token(&mut self, byte: u8) -> bool {
        match self.state {
            State::Start | State::Begin | State::Method => {
                let expected = b"POST".get(usize::from(self.method));
                self.is_post &= expected == Some(&byte);
                self.method = self.method.saturating_add(1);
                self.state = State::Method;
            }
            State::LineStart | State::Name => {
                self.fields.push(byte);
                self.state = State::Name;
            }
            _ => return false,
        }
        true
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
