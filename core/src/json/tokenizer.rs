//! A JSON text (RFC 8259) as a state machine fed with any pieces of it.
//!
//! Everything is checked, also what is not wanted. Containers are a bit each, so the depth is
//! bounded and nothing recurses.

use super::character::{Character, Progress};
use super::{
    Characters, Control, MAX_DEPTH, MAX_VALUE_DEPTH, Name, ReadError, Sink, Token, is_space,
};
use crate::keyword::{EXACTLY, taken};

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
        let whole = *input;
        let mut rest = whole;
        // How many bytes were left where the raw text begins that has not been handed on.
        let mut raw = whole.len();
        while let Some((&byte, behind)) = rest.split_first() {
            let before = rest;
            rest = behind;
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
                        rest = behind_plain(before).unwrap_or(rest);
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
                    match self.character.push(byte) {
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
                    // In raw text, an escape is so many characters of ASCII.
                    if self.capture != 0 && byte < 0x80 {
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

    /// Hands characters on, to be what they are a part of.
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
        match sink.text(level, characters) {
            Control::Stop => Err(ReadError::Stopped),
            _ => Ok(()),
        }
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

    /// Hands on ASCII in raw text as it came: what has been read of `whole` since `begin` bytes of it
    /// were left.
    fn raw(
        &self,
        whole: &[u8],
        begin: usize,
        rest: &[u8],
        sink: &mut dyn Sink,
    ) -> Result<(), ReadError> {
        let begin = whole.len().saturating_sub(begin);
        let end = whole.len().saturating_sub(rest.len());
        match whole.get(begin..end) {
            Some(text @ [..0x80, ..]) if self.capture != 0 => {
                match sink.text(self.capture, &Characters::Ascii(text)) {
                    Control::Stop => Err(ReadError::Stopped),
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// The first byte of a value.
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

    /// A byte between values and names.
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

    /// The end of an object or array.
    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let result = self.token(Token::End, sink);
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        self.end_value();
        result
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

    fn follow(&mut self, control: Control) -> Result<(), ReadError> {
        match control {
            Control::Continue => {}
            Control::Capture => self.is_wanted = true,
            Control::Stop => return Err(ReadError::Stopped),
        }
        Ok(())
    }
}

/// What is left behind the characters at the beginning of `text` that stand for themselves: ASCII,
/// but no quotes, backslashes and control characters. Looks at whole words; `None` if there are
/// none.
// Not inlined: saves 60 bytes for the six operations (measured on thumbv7em).
#[inline(never)]
fn behind_plain(text: &[u8]) -> Option<&[u8]> {
    /// Each byte's lowest bit, and its highest.
    const LOW: usize = usize::MAX / 0xFF;
    const HIGH: usize = LOW << 7;
    let mut rest = text;
    while let Some((word, behind)) = rest.split_first_chunk() {
        let word = usize::from_le_bytes(*word);
        // A highest bit is set for each other byte. (Behind the first of them, also for those that
        // a subtraction borrows from.)
        let quotes = (word ^ (LOW * b'"' as usize)).wrapping_sub(LOW);
        let backslashes = (word ^ (LOW * b'\\' as usize)).wrapping_sub(LOW);
        let controls = word.wrapping_sub(LOW * b' ' as usize);
        let others = (word | quotes | backslashes | controls) & HIGH;
        if others != 0 {
            return rest.get((others.trailing_zeros() / 8) as usize..);
        }
        rest = behind;
    }
    (rest.len() < text.len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use std::string::String;
    use std::vec::Vec;

    use super::*;

    /// Collects names and texts; captures what follows a name.
    #[derive(Default)]
    struct Collector {
        names: String,
        texts: String,
    }

    fn push(to: &mut String, characters: &Characters<'_>) {
        match characters {
            Characters::Ascii(bytes) => to.extend(bytes.iter().map(|byte| char::from(*byte))),
            Characters::Char(c) => to.push(*c),
            Characters::Unpaired => to.push(char::REPLACEMENT_CHARACTER),
        }
    }

    impl Sink for Collector {
        fn name(&mut self, _: u8, characters: &Characters<'_>) {
            push(&mut self.names, characters);
        }

        fn text(&mut self, _: u8, characters: &Characters<'_>) -> Control {
            push(&mut self.texts, characters);
            Control::Continue
        }

        fn token(&mut self, _: u8, token: Token<'_>) -> Control {
            match token {
                Token::NameEnd(_) => Control::Capture,
                _ => Control::Continue,
            }
        }
    }

    #[test]
    fn names_and_texts_are_decoded_and_raw_text_is_not() {
        for (text, names, texts) in [
            // Raw text leaves no character behind.
            (
                r#"{"a":"\ud83e\udd80\n","\u0062":1}"#,
                "ab",
                r#""\ud83e\udd80\n"1"#,
            ),
            (
                r#"{"å\n":{"å":["å",-0.5e+7 ]} }"#,
                "å\n",
                r#"{"å":["å",-0.5e+7 ]}"#,
            ),
            // Surrogate pairs are one character; others are none.
            (
                r#""\ud83e\udd80\ud83e-\ud83e\u0041\udd80""#,
                "",
                "🦀\u{FFFD}-\u{FFFD}\u{FFFD}",
            ),
            (
                r#"["\ud83e\n","\ud83e","\ud83e🦀"]"#,
                "",
                "\u{FFFD}\n\u{FFFD}\u{FFFD}🦀",
            ),
            // Quotes and backslashes at each place of a word.
            (
                r#"["","a","\"","abcdefg","abcdefg\\h","~ abcdefgh"]"#,
                "",
                "a\"abcdefgabcdefg\\h~ abcdefgh",
            ),
        ] {
            for piece in 1..=text.len() {
                let mut collector = Collector::default();
                let mut tokenizer = Tokenizer::new(MAX_DEPTH);
                for mut piece in text.as_bytes().chunks(piece) {
                    assert_eq!(tokenizer.read(&mut piece, &mut collector), Ok(()), "{text}");
                }
                assert!(tokenizer.is_finished());
                assert_eq!(collector.names, names);
                assert_eq!(collector.texts, texts);
            }
        }
    }

    /// Every byte at every place.
    #[test]
    fn plain_bytes_are_found_by_words() {
        for byte in 0..=u8::MAX {
            for place in 0..40 {
                let mut text: Vec<u8> = std::iter::repeat_n(b'a', 48).collect();
                text[place] = byte;
                text[place + 3] = b'"';
                let is_plain = matches!(byte, b' '..=0x7F) && byte != b'"' && byte != b'\\';
                let end = if is_plain { place + 3 } else { place };
                assert_eq!(behind_plain(&text), Some(&text[end..]));
            }
        }
        assert_eq!(behind_plain(b"a"), None);
    }
}
