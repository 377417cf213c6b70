//! A JSON text (RFC 8259) as a machine fed with any pieces of it.
//!
//! Everything is checked, also what the caller passes over. Containers are a bit each, so the
//! depth is bounded and nothing recurses.

use super::character::{Character, Digit, escaped};
use super::grammar::{Effect, State};
use super::{MAX_DEPTH, MAX_VALUE_DEPTH, Part, is_space};

/// What a [`Piece`] of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// None: the input is used up.
    More,
    /// None: the text is no JSON.
    Syntax,
    /// None: the text nests too deep.
    TooDeep,
    BeginObject,
    BeginArray,
    /// The end of an object or array.
    End,
    /// Characters of a member's name; [`Token::NameEnd`] follows the last ones.
    Name,
    NameEnd,
    /// Characters of a string, and [`Token::TextEnd`] follows the last ones; or of the raw text
    /// asked for by [`Tokenizer::capture`], which ends with the member.
    Text,
    TextEnd,
    Null,
    /// The beginning of `true`, `false` or a number.
    Scalar,
}

/// A token and what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    pub(crate) token: Token,
    /// Level of the container that the token is in or is; the outermost is 1. Raw text is all in
    /// the object of the member that it is the value of.
    pub(crate) level: u8,
    /// Of a name or text; where one part ends and the next begins has no meaning.
    pub(crate) part: Part<'t>,
}

/// A JSON text being read.
pub(crate) struct Tokenizer {
    state: State,
    character: Character,
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
            character: Character::new(),
            objects: 0,
            depth: 0,
            max_depth,
            capture: 0,
            in_name: false,
        }
    }

    /// After [`Token::NameEnd`]: gives the member's value as raw text.
    pub(crate) const fn capture(&mut self) {
        self.capture = self.depth;
        self.max_depth = self.depth.saturating_add(MAX_VALUE_DEPTH);
    }

    /// Whether nothing but white space has come.
    pub(crate) fn is_untouched(&self) -> bool {
        self.state == State::Value && self.depth == 0
    }

    /// The text has ended. Was it one whole value?
    pub(crate) fn is_finished(&self) -> bool {
        self.depth == 0 && (State::Done..=State::Power).contains(&self.state)
    }

    /// Takes the next piece off `input`.
    pub(crate) fn next<'t>(&mut self, input: &mut &'t [u8]) -> Piece<'t> {
        let mut part = Part::Ascii(&[]);
        let (level, token) = loop {
            let role = (
                self.depth,
                if self.in_name {
                    Token::Name
                } else {
                    Token::Text
                },
            );
            let role = if self.capture == 0 {
                role
            } else {
                (self.capture, Token::Text)
            };
            if self.state == State::String {
                let run = take_run(input);
                if !run.is_empty() {
                    part = Part::Ascii(run);
                    break role;
                }
            }
            let Some((&byte, rest)) = input.split_first() else {
                break (0, Token::More);
            };
            let raw = self.captures(byte);
            let effect = if self.state <= State::Done && is_space(byte) {
                Effect::Nothing
            } else if let Some((state, effect)) = self.state.rule(byte) {
                self.state = state;
                effect
            } else {
                match self.end_before() {
                    Token::Text if !raw => {
                        part = Part::Unpaired;
                        break role;
                    }
                    Token::Syntax => break (0, Token::Syntax),
                    _ => continue,
                }
            };
            *input = rest;
            let depth = self.depth;
            let token = self.perform(effect, byte);
            match token {
                Token::Syntax | Token::TooDeep => {}
                // In raw text the bytes themselves are what counts.
                _ if raw && byte < 0x80 => {
                    part = Part::Char(char::from(byte));
                    break role;
                }
                Token::More => continue,
                Token::Text => {
                    part = self.character.get().map_or(Part::Unpaired, Part::Char);
                    break role;
                }
                _ => {}
            }
            break (depth.max(self.depth), token);
        };
        Piece { token, level, part }
    }

    /// Ends what cannot go on with the next byte, which is left for what follows it: gives
    /// [`Token::Text`] if half of a surrogate pair ends there, [`Token::Syntax`] if nothing may.
    fn end_before(&mut self) -> Token {
        self.state = match self.state {
            State::FirstElement => State::Value,
            State::Ended | State::Zero | State::Integer | State::Fraction | State::Power => {
                if self.depth == self.capture && self.capture != 0 {
                    self.capture = 0;
                    self.max_depth = MAX_DEPTH;
                }
                match (self.depth, self.objects & 1) {
                    (0, _) => State::Done,
                    (_, 0) => State::AfterElement,
                    _ => State::AfterMember,
                }
            }
            half @ (State::LowEscape | State::LowU) => {
                self.state = if half == State::LowU {
                    State::Escape
                } else {
                    State::String
                };
                return Token::Text;
            }
            _ => return Token::Syntax,
        };
        Token::More
    }

    /// Gives [`Token::Text`] if a character is complete, whatever it is part of.
    #[inline(never)]
    fn perform(&mut self, effect: Effect, byte: u8) -> Token {
        let character = &mut self.character;
        match effect {
            Effect::Nothing => return Token::More,
            Effect::BeginObject | Effect::BeginArray => {
                if self.depth >= self.max_depth {
                    return Token::TooDeep;
                }
                let is_object = effect == Effect::BeginObject;
                self.depth += 1;
                self.objects = (self.objects << 1) | u32::from(is_object);
                return if is_object {
                    Token::BeginObject
                } else {
                    Token::BeginArray
                };
            }
            Effect::End => {
                self.depth = self.depth.saturating_sub(1);
                self.objects >>= 1;
                return Token::End;
            }
            Effect::Null => return Token::Null,
            Effect::Scalar => return Token::Scalar,
            Effect::BeginName | Effect::BeginText => {
                self.in_name = effect == Effect::BeginName;
                return Token::More;
            }
            Effect::EndString if self.in_name => {
                self.state = State::Colon;
                return Token::NameEnd;
            }
            Effect::EndString => return Token::TextEnd,
            Effect::Char => character.set(byte),
            Effect::Escape => character.set(escaped(byte)),
            Effect::Digits => {
                character.begin_digits(self.state == State::LowDigits);
                return Token::More;
            }
            Effect::Digit => match character.digit(byte) {
                Digit::More => return Token::More,
                Digit::High => {
                    self.state = State::LowEscape;
                    return Token::More;
                }
                Digit::Last => self.state = State::String,
            },
            Effect::Lead => {
                character.lead(byte);
                return Token::More;
            }
            Effect::Tail => {
                character.tail(byte);
                return Token::More;
            }
            Effect::LastTail => {
                character.tail(byte);
                if character.get().is_none() {
                    return Token::Syntax;
                }
            }
        }
        Token::Text
    }

    /// Whether `byte` belongs to the raw text being captured: all do but those before it.
    fn captures(&self, byte: u8) -> bool {
        let before = self.depth == self.capture
            && (self.state == State::Colon || self.state == State::Value && is_space(byte));
        self.capture != 0 && !before
    }
}

/// Takes the ASCII characters off `input` that stand for themselves in a string.
fn take_run<'t>(input: &mut &'t [u8]) -> &'t [u8] {
    let special = |&byte: &u8| !matches!(byte, 0x20..=0x7F) || byte == b'"' || byte == b'\\';
    let length = input.iter().position(special).unwrap_or(input.len());
    let (run, rest) = input.split_at_checked(length).unwrap_or_default();
    *input = rest;
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_text_leaves_no_character_behind() {
        let mut text: &[u8] = br#"{"a":"\ud83e\udd80\n","\u0062":1}"#;
        let mut tokenizer = Tokenizer::new();
        let mut names = std::string::String::new();
        while !text.is_empty() {
            let piece = tokenizer.next(&mut text);
            match piece.token {
                Token::Name => names.extend(piece.part),
                Token::NameEnd => tokenizer.capture(),
                _ => {}
            }
        }
        assert_eq!(names, "ab");
    }

    #[test]
    fn surrogate_pairs_are_one_character() {
        let mut text: &[u8] = br#""\ud83e\udd80\ud83e-\ud83e\u0041\udd80""#;
        let mut tokenizer = Tokenizer::new();
        let mut read = std::string::String::new();
        loop {
            let piece = tokenizer.next(&mut text);
            match piece.token {
                Token::Text => read.extend(piece.part),
                Token::TextEnd => break,
                token => assert_eq!(token, Token::Text),
            }
        }
        assert_eq!(read, "\u{1F980}\u{FFFD}-\u{FFFD}\u{FFFD}");
    }
}
