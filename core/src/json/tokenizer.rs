//! The grammar of RFC 8259, sections 2 to 5, as a machine fed with any pieces of a text.
//!
//! Everything is checked, also what the caller passes over. Containers are a bit each, so the
//! depth is bounded and nothing recurses.

use super::number::Number;
use super::string::{StringByte, StringReader};
use super::{MAX_DEPTH, is_space};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    Null,
    Other,
}

/// A piece of a string: where one ends and the next begins has no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Run(&'t str),
    Char(char),
    /// Half of a surrogate pair: whoever wants this string cannot have it.
    Unpaired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'t> {
    /// The input is used up.
    More,
    Begin(Container),
    End(Container),
    /// A piece of a member's name; [`Token::KeyEnd`] follows the last.
    Key(Part<'t>),
    KeyEnd,
    /// A piece of a string; [`Token::TextEnd`] follows the last.
    Text(Part<'t>),
    TextEnd,
    Scalar(Scalar),
    /// A piece of the raw text asked for by [`Tokenizer::capture`].
    Raw(Part<'t>),
    RawEnd,
}

#[derive(Clone, Copy)]
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
    Number(Number),
    /// What is missing of `true`, `false` or `null`, and which it is.
    Literal(&'static [u8], Scalar),
    /// After the outermost value.
    Done,
}

/// A JSON text being read.
pub(crate) struct Tokenizer {
    state: State,
    string: StringReader,
    /// One bit a container, the innermost lowest: set for an object.
    objects: u32,
    depth: u8,
    max_depth: u8,
    /// The depth of the object one of whose values is captured raw; 0 if none.
    capture: u8,
    in_name: bool,
}

const _: () = assert!(MAX_DEPTH as u32 <= u32::BITS);

impl Tokenizer {
    pub(crate) const fn new() -> Self {
        Self::with_max_depth(MAX_DEPTH)
    }

    pub(crate) const fn with_max_depth(max_depth: u8) -> Self {
        Self {
            state: State::Value,
            string: StringReader::new(),
            objects: 0,
            depth: 0,
            max_depth,
            capture: 0,
            in_name: false,
        }
    }

    /// Level of the container that `token`, the last one given, is in or is; the outermost is 1.
    pub(crate) const fn level(&self, token: Token<'_>) -> u8 {
        match token {
            Token::End(_) => self.depth + 1,
            _ => self.depth,
        }
    }

    /// After [`Token::KeyEnd`]: gives the member's value as raw text, up to [`Token::RawEnd`].
    pub(crate) const fn capture(&mut self) {
        self.capture = self.depth;
    }

    /// Whether nothing but white space has come.
    pub(crate) const fn is_untouched(&self) -> bool {
        matches!(self.state, State::Value) && self.depth == 0
    }

    /// The text has ended. Was it one whole value?
    pub(crate) const fn finish(&self) -> Result<(), JsonError> {
        match self.state {
            State::Done => Ok(()),
            State::Number(number) if self.depth == 0 && number.is_complete() => Ok(()),
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
                return Ok(Token::RawEnd);
            }
            if matches!(self.state, State::String)
                && self.string.is_plain()
                && let Some(run) = take_run(input)
            {
                return Ok(self.part(Part::Run(run)));
            }
            let Some((&byte, rest)) = input.split_first() else {
                return Ok(Token::More);
            };
            let captured = self.captures(byte);
            let (token, used) = self.step(byte)?;
            if used {
                *input = rest;
            }
            match token {
                _ if captured && used && byte < 0x80 => {
                    return Ok(Token::Raw(Part::Char(char::from(byte))));
                }
                Some(Token::Key(part) | Token::Text(part)) if captured => {
                    if let Part::Char(_) = part {
                        return Ok(Token::Raw(part));
                    }
                }
                Some(token) if self.capture == 0 => return Ok(token),
                _ => {}
            }
        }
    }

    /// Whether `byte` belongs to the raw text being captured: all do but those before it.
    fn captures(&self, byte: u8) -> bool {
        let before = matches!(self.state, State::Colon | State::Value)
            && self.depth == self.capture
            && (byte == b':' || is_space(byte));
        self.capture != 0 && !before
    }

    const fn part<'t>(&self, part: Part<'t>) -> Token<'t> {
        if self.capture != 0 {
            Token::Raw(part)
        } else if self.in_name {
            Token::Key(part)
        } else {
            Token::Text(part)
        }
    }

    /// One byte's token, if it completes one, and whether the byte is used up.
    fn step(&mut self, byte: u8) -> Result<(Option<Token<'static>>, bool), JsonError> {
        match self.state {
            State::String => return self.string_byte(byte),
            State::Number(number) => {
                if let Some(number) = number.push(byte) {
                    self.state = State::Number(number);
                    return Ok((None, true));
                }
                if !number.is_complete() {
                    return Err(JsonError::Syntax);
                }
                self.after_value();
                return Ok((Some(Token::Scalar(Scalar::Other)), false));
            }
            State::Literal(missing, scalar) => {
                let Some((&expected, missing)) = missing.split_first() else {
                    return Err(JsonError::Syntax);
                };
                if byte != expected {
                    return Err(JsonError::Syntax);
                }
                if !missing.is_empty() {
                    self.state = State::Literal(missing, scalar);
                    return Ok((None, true));
                }
                self.after_value();
                return Ok((Some(Token::Scalar(scalar)), true));
            }
            _ if is_space(byte) => return Ok((None, true)),
            _ => {}
        }
        let token = self.structure(byte)?;
        Ok((token, true))
    }

    /// A byte between values that is no white space.
    fn structure(&mut self, byte: u8) -> Result<Option<Token<'static>>, JsonError> {
        match (self.state, byte) {
            (State::FirstElement, b']') => Ok(Some(self.close(Container::Array))),
            (State::Value | State::FirstElement, _) => self.value(byte),
            (State::FirstName, b'}') => Ok(Some(self.close(Container::Object))),
            (State::FirstName | State::Name, b'"') => {
                self.open_string(true);
                Ok(None)
            }
            (State::Colon, b':') => {
                self.state = State::Value;
                Ok(None)
            }
            (State::AfterValue, b',') => {
                self.state = if self.in_object() {
                    State::Name
                } else {
                    State::Value
                };
                Ok(None)
            }
            (State::AfterValue, b'}') if self.in_object() => {
                Ok(Some(self.close(Container::Object)))
            }
            (State::AfterValue, b']') if !self.in_object() => {
                Ok(Some(self.close(Container::Array)))
            }
            _ => Err(JsonError::Syntax),
        }
    }

    /// The first byte of a value.
    fn value(&mut self, byte: u8) -> Result<Option<Token<'static>>, JsonError> {
        self.state = match byte {
            b'{' => return self.open(Container::Object, State::FirstName).map(Some),
            b'[' => return self.open(Container::Array, State::FirstElement).map(Some),
            b'"' => {
                self.open_string(false);
                return Ok(None);
            }
            b't' => State::Literal(b"rue", Scalar::Other),
            b'f' => State::Literal(b"alse", Scalar::Other),
            b'n' => State::Literal(b"ull", Scalar::Null),
            _ => State::Number(Number::start(byte).ok_or(JsonError::Syntax)?),
        };
        Ok(None)
    }

    const fn open_string(&mut self, in_name: bool) {
        self.state = State::String;
        self.string = StringReader::new();
        self.in_name = in_name;
    }

    fn string_byte(&mut self, byte: u8) -> Result<(Option<Token<'static>>, bool), JsonError> {
        let token = match self.string.push(byte).ok_or(JsonError::Syntax)? {
            StringByte::Partial => None,
            StringByte::Char(c) => Some(self.string_part(Part::Char(c))),
            StringByte::Unpaired => Some(self.string_part(Part::Unpaired)),
            StringByte::UnpairedBefore => {
                return Ok((Some(self.string_part(Part::Unpaired)), false));
            }
            StringByte::End if self.in_name => {
                self.state = State::Colon;
                Some(Token::KeyEnd)
            }
            StringByte::End => {
                self.after_value();
                Some(Token::TextEnd)
            }
        };
        Ok((token, true))
    }

    const fn string_part(&self, part: Part<'static>) -> Token<'static> {
        if self.in_name {
            Token::Key(part)
        } else {
            Token::Text(part)
        }
    }

    const fn in_object(&self) -> bool {
        self.objects & 1 != 0
    }

    fn open(&mut self, container: Container, state: State) -> Result<Token<'static>, JsonError> {
        if self.depth >= self.max_depth {
            return Err(JsonError::TooDeep);
        }
        self.depth += 1;
        self.objects = (self.objects << 1) | u32::from(container == Container::Object);
        self.state = state;
        Ok(Token::Begin(container))
    }

    const fn close(&mut self, container: Container) -> Token<'static> {
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        self.after_value();
        Token::End(container)
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
fn take_run<'t>(input: &mut &'t [u8]) -> Option<&'t str> {
    let special = |&byte: &u8| !matches!(byte, 0x20..=0x7F) || byte == b'"' || byte == b'\\';
    let length = input.iter().position(special).unwrap_or(input.len());
    let (run, rest) = input.split_at_checked(length)?;
    if run.is_empty() {
        return None;
    }
    let run = core::str::from_utf8(run).ok()?;
    *input = rest;
    Some(run)
}
