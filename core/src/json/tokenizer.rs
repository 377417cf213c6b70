//! A JSON text (RFC 8259) as a state machine fed with any pieces of it.
//!
//! Everything is checked, also what is not wanted. Containers are a bit each, so the depth is
//! bounded and nothing recurses.

use super::character::{Character, Progress};
use super::{
    Characters, Control, MAX_DEPTH, MAX_VALUE_DEPTH, Name, ReadError, Sink, Token, is_space,
};
use crate::keyword::{EXACTLY, take_while, taken};

/// A JSON text being read.
pub(crate) struct Tokenizer {
    state: State,
    in_name: bool,
    depth: u8,
    max_depth: u8,
    /// The next value is to be captured.
    is_wanted: bool,
    /// The depth of the object one of whose values is captured raw; 0 if none.
    capture: u8,
    /// The place in [`LITERALS`] of the byte that must follow.
    literal: u8,
    /// One bit a container, the innermost lowest: set for an object.
    objects: u32,
    character: Character,
    /// The beginning of the name being read.
    name: Name,
}

/// What has been read, or what must follow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum State {
    // Between values and names.
    /// A value must follow.
    Value,
    /// `]`, or else a value.
    FirstElement,
    /// A name or `}`.
    FirstName,
    Name,
    Colon,
    /// After a member's value.
    AfterMember,
    /// After an element of an array.
    AfterElement,
    /// After the outermost value.
    Done,

    // Numbers that may end here: what follows decides.
    /// A leading `0`, which no digit may follow.
    Zero,
    Integer,
    Fraction,
    /// Digits of the exponent.
    Power,

    // Numbers that must go on.
    Minus,
    Point,
    Exponent,
    Sign,

    /// Inside of `true`, `false` or `null`.
    Literal,
    /// Inside a string, between characters.
    String,
    /// Inside a character of several bytes.
    Character,
}

/// What follows the first byte of `true`, `false` and `null`.
const LITERALS: &[u8] = b"rue\0alse\0ull\0";
const TRUE: u8 = 0;
const FALSE: u8 = 4;
const NULL: u8 = 9;

// A bit for each level, and room for metadata inside a list's webhook.
const _: () = assert!(MAX_DEPTH as u32 <= u32::BITS && MAX_DEPTH >= MAX_VALUE_DEPTH + 3);

impl State {
    /// Whether a value may end here.
    fn may_end(self) -> bool {
        (Self::Done..=Self::Power).contains(&self)
    }

    /// What the next byte of a number makes of it (RFC 8259 section 6); `None` if it is no part of
    /// the number.
    const fn number(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Minus, b'0') => Self::Zero,
            (Self::Minus | Self::Integer, b'0'..=b'9') => Self::Integer,
            (Self::Zero | Self::Integer, b'.') => Self::Point,
            (Self::Point | Self::Fraction, b'0'..=b'9') => Self::Fraction,
            (Self::Zero | Self::Integer | Self::Fraction, b'e' | b'E') => Self::Exponent,
            (Self::Exponent, b'+' | b'-') => Self::Sign,
            (Self::Exponent | Self::Sign | Self::Power, b'0'..=b'9') => Self::Power,
            _ => return None,
        })
    }
}

impl Tokenizer {
    pub(crate) const fn new(max_depth: u8) -> Self {
        Self {
            state: State::Value,
            in_name: false,
            depth: 0,
            max_depth,
            is_wanted: false,
            capture: 0,
            literal: 0,
            objects: 0,
            character: Character::new(),
            name: Name::new(),
        }
    }

    /// Whether nothing but white space has come.
    pub(crate) fn is_untouched(&self) -> bool {
        self.state == State::Value && self.depth == 0
    }

    /// The text has ended. Was it one whole value?
    pub(crate) fn is_finished(&self) -> bool {
        self.depth == 0 && self.state.may_end()
    }

    /// Takes bytes off `input` and hands on what they say, until there are none or there is
    /// something to do about them.
    // Not inlined: saves 104 bytes for the six operations (measured on thumbv7em).
    #[inline(never)]
    pub(crate) fn read(&mut self, input: &mut &[u8], sink: &mut dyn Sink) -> Result<(), ReadError> {
        let mut rest = *input;
        // Where the raw text begins that has not been handed on.
        let mut raw = rest;
        let result = loop {
            let before = rest;
            let Some((&byte, behind)) = before.split_first() else {
                break self.raw(raw, rest, sink);
            };
            rest = behind;
            let result = match self.state {
                State::String => match byte {
                    b'"' => self.end_string(sink),
                    b'\\' => {
                        self.character.begin_escape();
                        self.state = State::Character;
                        Ok(())
                    }
                    b' '..=0x7F => {
                        rest = before;
                        let run = take_while(&mut rest, is_plain);
                        self.text(&Characters::Ascii(run), sink)
                    }
                    0xC2..=0xF4 => {
                        self.character.begin_sequence(byte);
                        self.state = State::Character;
                        let result = self.raw(raw, before, sink);
                        raw = before;
                        result
                    }
                    _ => Err(ReadError::Syntax),
                },
                State::Character => {
                    let progress = self.character.push(byte);
                    match progress {
                        Progress::More => continue,
                        Progress::Malformed => break Err(ReadError::Syntax),
                        Progress::Done => self.state = State::String,
                        Progress::DoneBefore => {
                            self.state = State::String;
                            rest = before;
                        }
                        Progress::DoneBeforeEscape => rest = before,
                    }
                    let result = self.character(sink);
                    if progress == Progress::DoneBeforeEscape {
                        self.character.begin_escape();
                    }
                    if byte >= 0x80 {
                        raw = rest;
                    }
                    result
                }
                State::Literal => self.literal(byte),
                _ if self.state > State::Done => match self.state.number(byte) {
                    Some(state) => {
                        self.state = state;
                        Ok(())
                    }
                    None if self.state.may_end() => {
                        rest = before;
                        self.end_value();
                        Ok(())
                    }
                    None => Err(ReadError::Syntax),
                },
                _ => {
                    if self.state == State::AfterMember && self.capture == self.depth {
                        // The end of raw text.
                        let result = self.raw(raw, before, sink);
                        self.capture = 0;
                        self.max_depth = MAX_DEPTH;
                        if result.is_err() {
                            break result;
                        }
                    }
                    if is_space(byte) {
                        continue;
                    }
                    if self.is_wanted && self.state == State::Value {
                        self.is_wanted = false;
                        self.capture = self.depth;
                        self.max_depth = self.depth.saturating_add(MAX_VALUE_DEPTH);
                        raw = before;
                    }
                    self.between(byte, sink)
                }
            };
            if result.is_err() {
                break result;
            }
        };
        *input = rest;
        result
    }

    /// Hands on ASCII in raw text as it came.
    fn raw(&self, raw: &[u8], rest: &[u8], sink: &mut dyn Sink) -> Result<(), ReadError> {
        if let (1.., text @ [..0x80, ..]) = (self.capture, taken(raw, rest))
            && sink.text(self.capture, &Characters::Ascii(text)) == Control::Stop
        {
            return Err(ReadError::Stopped);
        }
        Ok(())
    }

    /// A byte between values and names.
    fn between(&mut self, byte: u8, sink: &mut dyn Sink) -> Result<(), ReadError> {
        self.state = match (self.state, byte) {
            (State::Value | State::FirstElement, b'{' | b'[') => {
                if self.depth >= self.max_depth {
                    return Err(ReadError::TooDeep);
                }
                self.depth += 1;
                self.objects <<= 1;
                let token;
                (self.state, token) = match byte {
                    b'{' => (State::FirstName, Token::BeginObject),
                    _ => (State::FirstElement, Token::BeginArray),
                };
                self.objects |= u32::from(byte == b'{');
                return self.token(token, sink);
            }
            (State::FirstName | State::AfterMember, b'}')
            | (State::FirstElement | State::AfterElement, b']') => {
                let result = self.token(Token::End, sink);
                self.depth = self.depth.saturating_sub(1);
                self.objects >>= 1;
                self.end_value();
                return result;
            }
            (State::Value | State::FirstElement, b'"') => State::String,
            (State::FirstName | State::Name, b'"') => {
                self.in_name = true;
                State::String
            }
            (State::Colon, b':') | (State::AfterElement, b',') => State::Value,
            (State::AfterMember, b',') => State::Name,
            (State::Value | State::FirstElement, _) => return self.scalar(byte, sink),
            _ => return Err(ReadError::Syntax),
        };
        Ok(())
    }

    /// The first byte of a value without quotes or brackets.
    fn scalar(&mut self, byte: u8, sink: &mut dyn Sink) -> Result<(), ReadError> {
        self.state = match byte {
            b'-' => State::Minus,
            b'0' => State::Zero,
            b'1'..=b'9' => State::Integer,
            _ => {
                self.literal = match byte {
                    b't' => TRUE,
                    b'f' => FALSE,
                    b'n' => NULL,
                    _ => return Err(ReadError::Syntax),
                };
                State::Literal
            }
        };
        let token = match byte {
            b'n' => Token::Null,
            _ => Token::Scalar,
        };
        self.token(token, sink)
    }

    /// A byte of `true`, `false` or `null`.
    fn literal(&mut self, byte: u8) -> Result<(), ReadError> {
        if LITERALS.get(usize::from(self.literal)) != Some(&byte) {
            return Err(ReadError::Syntax);
        }
        self.literal += 1;
        if LITERALS.get(usize::from(self.literal)) == Some(&0) {
            self.end_value();
        }
        Ok(())
    }

    /// The quote behind a string.
    fn end_string(&mut self, sink: &mut dyn Sink) -> Result<(), ReadError> {
        if !core::mem::take(&mut self.in_name) {
            let result = self.token(Token::TextEnd, sink);
            self.end_value();
            return result;
        }
        self.state = State::Colon;
        if self.capture != 0 {
            return Ok(());
        }
        let control = sink.token(self.depth, Token::NameEnd(&self.name));
        self.name.clear();
        self.follow(control)
    }

    /// A character of several bytes.
    fn character(&mut self, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let characters = match self.character.get() {
            // In raw text, an escape is so many characters of ASCII.
            _ if self.capture != 0 && !self.character.is_sequence() => return Ok(()),
            Some(c) if c.is_ascii() => return self.text(&Characters::Ascii(&[c as u8]), sink),
            Some(c) => Characters::Char(c),
            None => Characters::Unpaired,
        };
        self.text(&characters, sink)
    }

    /// The end of a value.
    fn end_value(&mut self) {
        self.state = match (self.depth, self.objects & 1) {
            (0, _) => State::Done,
            (_, 0) => State::AfterElement,
            _ => State::AfterMember,
        };
    }

    /// Hands a token on, unless it is in raw text.
    fn token(&mut self, token: Token<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
        match self.capture {
            0 => {
                let control = sink.token(self.depth, token);
                self.follow(control)
            }
            _ => Ok(()),
        }
    }

    /// Hands characters on, to be what they are a part of.
    fn text(&mut self, characters: &Characters<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let control = match (self.capture, characters) {
            (0, _) if self.in_name => {
                self.name.push(characters.bytes(), EXACTLY);
                sink.name(self.depth, characters);
                return Ok(());
            }
            (0, _) => sink.text(self.depth, characters),
            // ASCII in raw text is left to `read`.
            (level, Characters::Char(_)) => sink.text(level, characters),
            _ => return Ok(()),
        };
        self.follow(control)
    }

    fn follow(&mut self, control: Control) -> Result<(), ReadError> {
        match control {
            Control::Continue => {}
            Control::Capture => self.is_wanted = true,
            Control::Stop => return Err(ReadError::Stopped),
        }
        Ok(())
    }
}

/// Whether a byte of a string is a character that stands for itself.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=0x7F) && byte != b'"' && byte != b'\\'
}
