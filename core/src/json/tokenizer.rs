//! The grammar of RFC 8259, sections 2 to 5, as a machine fed with any pieces of a text.
//!
//! Everything is checked, also what the caller passes over. Containers are a bit each, so the
//! depth is bounded and nothing recurses.

use super::number::Number;
use super::string::{StringByte, StringReader};
use super::{MAX_DEPTH, MAX_VALUE_DEPTH, is_space};

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    Syntax,
    TooDeep,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    Object,
    Array,
}

/// A piece of a text: where one ends and the next begins has no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    /// ASCII characters.
    Ascii(&'t [u8]),
    Char(char),
    /// Half of a surrogate pair: whoever wants this text cannot have it.
    Unpaired,
}

/// What a [`Part`] is a piece of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A member's name; [`Token::NameEnd`] follows the last piece.
    Name,
    /// A string; [`Token::TextEnd`] follows the last piece.
    Text,
    /// The raw text asked for by [`Tokenizer::capture`]; [`Token::RawEnd`] follows the last piece.
    Raw,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'t> {
    /// The input is used up.
    More,
    Begin(Container),
    End(Container),
    Part(Role, Part<'t>),
    NameEnd,
    TextEnd,
    RawEnd,
    Null,
    /// `true`, `false` or a number.
    Scalar,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A value must follow.
    Value,
    /// A value or `]`.
    FirstElement,
    /// A name or `}`.
    FirstName,
    /// A name.
    Name,
    Colon,
    /// `,` or the container's end.
    AfterValue,
    String,
    Number,
    Literal,
    /// After the outermost value.
    Done,
}

/// What one byte does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Nothing,
    /// It completes this token.
    Gives(Simple),
    /// It ends a number, and is yet to be read itself.
    EndsNumber,
    /// It does to the string what this says.
    InString(StringByte),
    Refused(JsonError),
}

/// The tokens without a payload of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Simple {
    BeginObject,
    BeginArray,
    EndObject,
    EndArray,
    Null,
    Scalar,
}

/// A JSON text being read.
pub(crate) struct Tokenizer {
    state: State,
    string: StringReader,
    number: Number,
    /// What is missing of `true`, `false` or `null`.
    literal: &'static [u8],
    /// One bit a container, the innermost lowest: set for an object.
    objects: u32,
    depth: u8,
    max_depth: u8,
    /// The depth of the object one of whose values is captured raw; 0 if none.
    capture: u8,
    in_name: bool,
}

// A bit for each level, and room for metadata inside a list's webhook.
const _: () = assert!(MAX_DEPTH as u32 <= u32::BITS && MAX_DEPTH >= MAX_VALUE_DEPTH + 3);

impl Tokenizer {
    pub(crate) const fn new() -> Self {
        Self::with_max_depth(MAX_DEPTH)
    }

    pub(crate) const fn with_max_depth(max_depth: u8) -> Self {
        Self {
            state: State::Value,
            string: StringReader::new(),
            number: Number::Minus,
            literal: &[],
            objects: 0,
            depth: 0,
            max_depth,
            capture: 0,
            in_name: false,
        }
    }

    /// Level of the container that `token`, the last one given, is in or is; the outermost is 1.
    /// Raw text is all in the object of the member that it is the value of.
    pub(crate) const fn level(&self, token: Token<'_>) -> u8 {
        match token {
            Token::End(_) => self.depth + 1,
            Token::Part(Role::Raw, _) => self.capture,
            _ => self.depth,
        }
    }

    /// After [`Token::NameEnd`]: gives the member's value as raw text, up to [`Token::RawEnd`].
    pub(crate) const fn capture(&mut self) {
        self.capture = self.depth;
        self.max_depth = self.depth.saturating_add(MAX_VALUE_DEPTH);
    }

    /// Whether nothing but white space has come.
    pub(crate) const fn is_untouched(&self) -> bool {
        matches!(self.state, State::Value) && self.depth == 0
    }

    /// The text has ended. Was it one whole value?
    pub(crate) const fn finish(&self) -> Result<(), JsonError> {
        match self.state {
            State::Done => Ok(()),
            State::Number if self.depth == 0 && self.number.is_complete() => Ok(()),
            _ => Err(JsonError::Syntax),
        }
    }

    /// Takes the next token off `input`.
    pub(crate) fn next<'t>(&mut self, input: &mut &'t [u8]) -> Result<Token<'t>, JsonError> {
        loop {
            if self.capture != 0
                && self.depth == self.capture
                && matches!(self.state, State::AfterValue)
            {
                self.capture = 0;
                self.max_depth = MAX_DEPTH;
                return Ok(Token::RawEnd);
            }
            let in_string = matches!(self.state, State::String);
            if in_string
                && self.string.is_plain()
                && let Some(run) = take_run(input)
            {
                return Ok(Token::Part(self.role(), Part::Ascii(run)));
            }
            let before = *input;
            let Some((&byte, rest)) = input.split_first() else {
                return Ok(Token::More);
            };
            *input = rest;
            let captured = self.captures(byte);
            let effect = if in_string {
                self.string_byte(byte)
            } else {
                self.structure(byte)
            };
            let token = match effect {
                Effect::Refused(error) => return Err(error),
                Effect::EndsNumber => {
                    *input = before;
                    if captured {
                        continue;
                    }
                    Token::Scalar
                }
                Effect::InString(StringByte::UnpairedBefore) => {
                    *input = before;
                    if captured {
                        continue;
                    }
                    Token::Part(self.role(), Part::Unpaired)
                }
                // In raw text the bytes themselves are what counts.
                _ if captured && byte < 0x80 => {
                    Token::Part(Role::Raw, Part::Char(char::from(byte)))
                }
                Effect::Nothing | Effect::InString(StringByte::Partial) => continue,
                Effect::InString(StringByte::Char(c)) => Token::Part(self.role(), Part::Char(c)),
                Effect::InString(StringByte::Unpaired) => Token::Part(self.role(), Part::Unpaired),
                Effect::InString(StringByte::End) if self.in_name => Token::NameEnd,
                Effect::InString(StringByte::End) => Token::TextEnd,
                Effect::Gives(Simple::BeginObject) => Token::Begin(Container::Object),
                Effect::Gives(Simple::BeginArray) => Token::Begin(Container::Array),
                Effect::Gives(Simple::EndObject) => Token::End(Container::Object),
                Effect::Gives(Simple::EndArray) => Token::End(Container::Array),
                Effect::Gives(Simple::Null) => Token::Null,
                Effect::Gives(Simple::Scalar) => Token::Scalar,
            };
            return Ok(token);
        }
    }

    /// Whether `byte` belongs to the raw text being captured: all do but those before it.
    fn captures(&self, byte: u8) -> bool {
        let before = matches!(self.state, State::Colon | State::Value)
            && self.depth == self.capture
            && (byte == b':' || is_space(byte));
        self.capture != 0 && !before
    }

    /// What a piece of the present string is a piece of.
    const fn role(&self) -> Role {
        if self.capture != 0 {
            Role::Raw
        } else if self.in_name {
            Role::Name
        } else {
            Role::Text
        }
    }

    /// A byte outside strings.
    fn structure(&mut self, byte: u8) -> Effect {
        match self.state {
            State::Number => return self.number_byte(byte),
            State::Literal => return self.literal_byte(byte),
            _ if is_space(byte) => return Effect::Nothing,
            _ => {}
        }
        self.state = match (self.state, byte) {
            (State::FirstElement, b']') => return self.close(Simple::EndArray),
            (State::FirstName, b'}') => return self.close(Simple::EndObject),
            (State::AfterValue, b']') if !self.in_object() => return self.close(Simple::EndArray),
            (State::AfterValue, b'}') if self.in_object() => return self.close(Simple::EndObject),
            (State::AfterValue, b',') if self.in_object() => State::Name,
            (State::AfterValue, b',') | (State::Colon, b':') => State::Value,
            (State::FirstName | State::Name, b'"') => return self.open_string(true),
            (State::Value | State::FirstElement, _) => return self.value(byte),
            _ => return Effect::Refused(JsonError::Syntax),
        };
        Effect::Nothing
    }

    /// The first byte of a value.
    fn value(&mut self, byte: u8) -> Effect {
        self.state = State::Literal;
        self.literal = match byte {
            b'{' => return self.open(Simple::BeginObject),
            b'[' => return self.open(Simple::BeginArray),
            b'"' => return self.open_string(false),
            b't' => b"rue",
            b'f' => b"alse",
            b'n' => b"ull",
            _ => {
                let Some(number) = Number::start(byte) else {
                    return Effect::Refused(JsonError::Syntax);
                };
                self.number = number;
                self.state = State::Number;
                return Effect::Nothing;
            }
        };
        Effect::Nothing
    }

    fn number_byte(&mut self, byte: u8) -> Effect {
        if let Some(number) = self.number.push(byte) {
            self.number = number;
            return Effect::Nothing;
        }
        if !self.number.is_complete() {
            return Effect::Refused(JsonError::Syntax);
        }
        self.after_value();
        Effect::EndsNumber
    }

    fn literal_byte(&mut self, byte: u8) -> Effect {
        match self.literal.split_first() {
            Some((expected, rest)) if *expected == byte => {
                self.literal = rest;
                if !rest.is_empty() {
                    return Effect::Nothing;
                }
                self.after_value();
                // `true` and `false` end with another letter.
                Effect::Gives(if byte == b'l' {
                    Simple::Null
                } else {
                    Simple::Scalar
                })
            }
            _ => Effect::Refused(JsonError::Syntax),
        }
    }

    const fn open_string(&mut self, in_name: bool) -> Effect {
        self.string = StringReader::new();
        self.in_name = in_name;
        self.state = State::String;
        Effect::Nothing
    }

    fn string_byte(&mut self, byte: u8) -> Effect {
        let Some(effect) = self.string.push(byte) else {
            return Effect::Refused(JsonError::Syntax);
        };
        if effect == StringByte::End {
            if self.in_name {
                self.state = State::Colon;
            } else {
                self.after_value();
            }
        }
        Effect::InString(effect)
    }

    const fn in_object(&self) -> bool {
        self.objects & 1 != 0
    }

    fn open(&mut self, begin: Simple) -> Effect {
        if self.depth >= self.max_depth {
            return Effect::Refused(JsonError::TooDeep);
        }
        let is_object = begin == Simple::BeginObject;
        self.depth += 1;
        self.objects = (self.objects << 1) | u32::from(is_object);
        self.state = if is_object {
            State::FirstName
        } else {
            State::FirstElement
        };
        Effect::Gives(begin)
    }

    const fn close(&mut self, end: Simple) -> Effect {
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        self.after_value();
        Effect::Gives(end)
    }

    const fn after_value(&mut self) {
        self.state = if self.depth == 0 {
            State::Done
        } else {
            State::AfterValue
        };
    }
}

/// Takes the ASCII characters off `input` that stand for themselves in a string.
fn take_run<'t>(input: &mut &'t [u8]) -> Option<&'t [u8]> {
    let special = |&byte: &u8| !matches!(byte, 0x20..=0x7F) || byte == b'"' || byte == b'\\';
    let length = input.iter().position(special).unwrap_or(input.len());
    let (run, rest) = input.split_at_checked(length)?;
    if run.is_empty() {
        return None;
    }
    *input = rest;
    Some(run)
}
