//! JSON tokenizer (RFC 8259): a state machine that accepts input in any pieces.
//!
//! It validates everything, even values that are ignored. Each open container takes one bit, so the
//! depth is bounded and nothing recurses.

use super::character::{Character, Progress};
use super::plain::skip_plain;
use super::state::State;
use super::{
    Characters, Control, MAX_DEPTH, MAX_VALUE_DEPTH, Name, ReadError, Sink, Token, is_space,
};
use crate::keyword::{EXACTLY, taken};

/// State of the JSON text being read.
pub(crate) struct Tokenizer {
    state: State,
    in_name: bool,
    depth: u8,
    max_depth: u8,
    /// The next value must be captured as raw text.
    is_wanted: bool,
    /// Depth of the object whose member is being captured as raw text; 0 if none.
    capture: u8,
    /// Index in [`LITERALS`] of the byte that must follow.
    literal: u8,
    /// One bit for each open container, the innermost lowest; set for an object.
    objects: u32,
    character: Character,
    /// The name being read, or its beginning.
    name: Name,
}

/// The bytes after the first of `true`, `false` and `null`, with a NUL after each.
const LITERALS: &[u8] = b"rue\0alse\0ull\0";
const TRUE: u8 = 0;
const FALSE: u8 = 4;
const NULL: u8 = 9;

// `objects` has a bit for each level, and metadata of a listed webhook is inside three levels.
const _: () = assert!(MAX_DEPTH as u32 <= u32::BITS && MAX_DEPTH >= MAX_VALUE_DEPTH + 3);

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

    /// Whether only white space was read.
    pub(crate) fn is_untouched(&self) -> bool {
        self.state == State::Value && self.depth == 0
    }

    /// Whether the text, if it ends here, is one complete value.
    pub(crate) fn is_finished(&self) -> bool {
        self.depth == 0 && self.state.may_end()
    }

    /// Reads bytes of `input` and passes their tokens to `sink`, until the input ends, the sink
    /// stops or there is an error. `input` keeps the unread bytes.
    // Not inlined: saves 104 bytes for the six operations (measured on thumbv7em).
    #[inline(never)]
    pub(crate) fn read(&mut self, input: &mut &[u8], sink: &mut dyn Sink) -> Result<(), ReadError> {
        let whole = *input;
        let mut rest = whole;
        // Number of bytes from the beginning of the raw text not yet passed on to the end of
        // `whole`.
        let mut raw = whole.len();
        while let Some((&byte, after)) = rest.split_first() {
            let before = rest;
            rest = after;
            *input = rest;
            let ascii;
            let characters = match self.state {
                State::Value | State::FirstElement => {
                    if !is_space(byte) {
                        if self.is_wanted {
                            self.begin_capture();
                            raw = before.len();
                        }
                        self.value(byte, sink)?;
                    }
                    continue;
                }
                State::FirstName
                | State::Name
                | State::Colon
                | State::AfterMember
                | State::AfterElement
                | State::Done => {
                    if self.state == State::AfterMember && self.capture == self.depth {
                        self.raw(whole, raw, before, sink)?;
                        self.end_capture();
                    }
                    if !is_space(byte) {
                        self.between(byte, sink)?;
                    }
                    continue;
                }
                State::Literal => {
                    self.literal(byte)?;
                    continue;
                }
                State::Zero
                | State::Integer
                | State::Fraction
                | State::Power
                | State::Minus
                | State::Point
                | State::Exponent
                | State::Sign => {
                    match self.state.number(byte) {
                        Some(state) => self.state = state,
                        None if self.state.may_end() => {
                            rest = before;
                            self.end_value();
                        }
                        None => return Err(ReadError::Syntax),
                    }
                    continue;
                }
                State::String => match byte {
                    b'"' => {
                        self.end_string(sink)?;
                        continue;
                    }
                    b'\\' => {
                        self.character.begin_escape();
                        self.state = State::Character;
                        continue;
                    }
                    b' '..=0x7F => {
                        rest = skip_plain(before).unwrap_or(rest);
                        if self.capture != 0 {
                            continue;
                        }
                        Characters::Ascii(taken(before, rest))
                    }
                    0xC2..=0xF4 => {
                        self.character.begin_sequence(byte);
                        self.state = State::Character;
                        self.raw(whole, raw, before, sink)?;
                        raw = before.len();
                        continue;
                    }
                    _ => return Err(ReadError::Syntax),
                },
                State::Character => {
                    let progress = self.character.push(byte);
                    match progress {
                        Progress::More => continue,
                        Progress::Malformed => return Err(ReadError::Syntax),
                        Progress::Done => self.state = State::String,
                        Progress::DoneBefore => {
                            rest = before;
                            if !self.character.is_escape() {
                                self.state = State::String;
                            }
                        }
                    }
                    // In raw text, an escape is passed on as ASCII characters. After half of a
                    // surrogate pair, the byte belongs to the next character.
                    if self.capture != 0 && (byte < 0x80 || progress == Progress::DoneBefore) {
                        continue;
                    }
                    raw = rest.len();
                    match self.character.get() {
                        Some(c) if c.is_ascii() => {
                            ascii = [c as u8];
                            Characters::Ascii(&ascii)
                        }
                        Some(c) => Characters::Char(c),
                        None => Characters::Unpaired,
                    }
                }
            };
            self.text(&characters, sink)?;
        }
        *input = rest;
        self.raw(whole, raw, rest, sink)
    }

    /// Passes characters to the sink, as part of a name, a string or raw text.
    fn text(&mut self, characters: &Characters<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let level = match self.capture {
            0 if self.in_name => {
                self.name.push(characters.bytes(), EXACTLY);
                sink.name(self.depth, characters);
                return Ok(());
            }
            0 => self.depth,
            level => level,
        };
        let control = sink.text(level, characters);
        self.follow(control)
    }

    fn begin_capture(&mut self) {
        self.is_wanted = false;
        self.capture = self.depth;
        self.max_depth = self.depth.saturating_add(MAX_VALUE_DEPTH);
    }

    fn end_capture(&mut self) {
        self.capture = 0;
        self.max_depth = MAX_DEPTH;
    }

    /// Passes on ASCII of raw text unchanged: the bytes of `whole` from `begin` bytes before its
    /// end to `rest`.
    fn raw(
        &mut self,
        whole: &[u8],
        begin: usize,
        rest: &[u8],
        sink: &mut dyn Sink,
    ) -> Result<(), ReadError> {
        let begin = whole.len().saturating_sub(begin);
        let end = whole.len().saturating_sub(rest.len());
        match whole.get(begin..end) {
            Some(text @ [(..0x80), ..]) if self.capture != 0 => {
                let control = sink.text(self.capture, &Characters::Ascii(text));
                self.follow(control)
            }
            _ => Ok(()),
        }
    }

    /// Reads the first byte of a value.
    fn value(&mut self, byte: u8, sink: &mut dyn Sink) -> Result<(), ReadError> {
        match byte {
            b'"' => {
                self.state = State::String;
                Ok(())
            }
            b'{' | b'[' => {
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
                self.token(token, sink)
            }
            b']' if self.state == State::FirstElement => self.end(sink),
            _ => self.scalar(byte, sink),
        }
    }

    /// Reads a byte between values and names.
    fn between(&mut self, byte: u8, sink: &mut dyn Sink) -> Result<(), ReadError> {
        self.state = match self.state {
            State::FirstName | State::Name if byte == b'"' => {
                self.in_name = true;
                State::String
            }
            State::Colon if byte == b':' => State::Value,
            State::AfterElement if byte == b',' => State::Value,
            State::AfterMember if byte == b',' => State::Name,
            State::FirstName | State::AfterMember if byte == b'}' => return self.end(sink),
            State::AfterElement if byte == b']' => return self.end(sink),
            _ => return Err(ReadError::Syntax),
        };
        Ok(())
    }

    /// Ends an object or array.
    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let result = self.token(Token::End, sink);
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        self.end_value();
        result
    }

    /// Reads the first byte of a number, `true`, `false` or `null`.
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

    /// Reads a further byte of `true`, `false` or `null`.
    fn literal(&mut self, byte: u8) -> Result<(), ReadError> {
        match LITERALS.get(usize::from(self.literal)..) {
            Some([expected, next, ..]) if *expected == byte => {
                self.literal += 1;
                if *next == 0 {
                    self.end_value();
                }
                Ok(())
            }
            _ => Err(ReadError::Syntax),
        }
    }

    /// Ends a string or name at its closing quote.
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

    /// Ends a value.
    fn end_value(&mut self) {
        self.state = match (self.depth, self.objects & 1) {
            (0, _) => State::Done,
            (_, 0) => State::AfterElement,
            _ => State::AfterMember,
        };
    }

    /// Passes a token to the sink, except inside raw text.
    fn token(&mut self, token: Token<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
        match self.capture {
            0 => {
                let control = sink.token(self.depth, token);
                self.follow(control)
            }
            _ => Ok(()),
        }
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
