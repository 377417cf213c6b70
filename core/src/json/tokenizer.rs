//! A JSON text (RFC 8259) as a machine fed with any pieces of it.
//!
//! Everything is checked, also what nobody wants. Containers are a bit each, so the depth is
//! bounded and nothing recurses.

use super::character::{Character, Digit, escaped};
use super::grammar::{Effect, State};
use super::{Flow, MAX_DEPTH, MAX_VALUE_DEPTH, Part, Sink, Token, is_space};
use crate::keyword::{EXACTLY, Keyword, KeywordMatcher, take_while};

/// A JSON text being read.
#[repr(C)]
pub(crate) struct Tokenizer {
    state: State,
    in_name: bool,
    depth: u8,
    max_depth: u8,
    /// The next value is to be captured.
    is_wanted: bool,
    /// The depth of the object one of whose values is captured raw; 0 if none.
    capture: u8,
    /// The name being read.
    name: KeywordMatcher,
    /// One bit a container, the innermost lowest: set for an object.
    objects: u32,
    character: Character,
}

// A bit for each level, and room for metadata inside a list's webhook.
const _: () = assert!(MAX_DEPTH as u32 <= u32::BITS && MAX_DEPTH >= MAX_VALUE_DEPTH + 3);

/// What a byte makes complete.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    Nothing,
    /// Nothing: it may not stand there.
    Syntax,
    /// Nothing: one container more than there may be.
    TooDeep,
    /// The character, or half of a surrogate pair.
    Character,
    Token(Token),
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
            name: KeywordMatcher::new(),
            objects: 0,
            character: Character::new(),
        }
    }

    /// Whether nothing but white space has come.
    pub(crate) fn is_untouched(&self) -> bool {
        self.state == State::Value && self.depth == 0
    }

    /// The text has ended. Was it one whole value?
    pub(crate) fn is_finished(&self) -> bool {
        self.depth == 0 && (State::Done..=State::Power).contains(&self.state)
    }

    /// Takes bytes off `input` and hands on what they say, until there are none or there is
    /// something to do about them.
    #[inline(never)]
    pub(crate) fn read(&mut self, input: &mut &[u8], sink: &mut dyn Sink) -> Flow {
        loop {
            match self.next(input, sink) {
                Some(Flow::More) => {}
                Some(Flow::Capture) => self.is_wanted = true,
                Some(flow) => return flow,
                None => return Flow::More,
            }
        }
    }

    /// Takes the next byte, or a run of characters in a string; `None` if there are none.
    pub(super) fn next(&mut self, input: &mut &[u8], sink: &mut dyn Sink) -> Option<Flow> {
        if self.state == State::String {
            // The ASCII characters that stand for themselves.
            let run = take_while(input, |byte| {
                matches!(byte, 0x20..=0x7F) && byte != b'"' && byte != b'\\'
            });
            if !run.is_empty() {
                return Some(self.text(&Part::Ascii(run), sink));
            }
        }
        let (&byte, rest) = input.split_first()?;
        let effect = if self.state <= State::Done && is_space(byte) {
            Effect::Nothing
        } else if let Some((state, effect)) = self.state.rule(byte) {
            if self.is_wanted && self.state == State::Value {
                self.is_wanted = false;
                self.capture = self.depth;
                self.max_depth = self.depth.saturating_add(MAX_VALUE_DEPTH);
            }
            self.state = state;
            effect
        } else {
            return Some(self.end_before(sink));
        };
        *input = rest;
        let level = self.depth;
        let event = self.perform(effect, byte);
        let character = match event {
            Event::Syntax => return Some(Flow::Syntax),
            Event::TooDeep => return Some(Flow::TooDeep),
            // In raw text the bytes themselves are what counts.
            _ if self.capture != 0 && byte < 0x80 => Some(char::from(byte)),
            Event::Nothing => return Some(Flow::More),
            Event::Token(token) => return Some(sink.token(level.max(self.depth), token)),
            Event::Character => self.character.get(),
        };
        Some(self.character(character, sink))
    }

    /// After [`Part::Unpaired`]: the half of a surrogate pair, or two that do not match.
    pub(super) fn unpaired(&self) -> (Option<u16>, u16) {
        self.character.halves()
    }

    /// Hands a character on; `None` if it is half of a surrogate pair.
    #[inline(never)]
    fn character(&mut self, character: Option<char>, sink: &mut dyn Sink) -> Flow {
        match character {
            Some(c) if c.is_ascii() => self.text(&Part::Ascii(&[c as u8]), sink),
            Some(c) => self.text(&Part::Char(c), sink),
            None => self.text(&Part::Unpaired, sink),
        }
    }

    /// Hands characters on, to be what they are a part of.
    #[inline(never)]
    fn text(&mut self, part: &Part<'_>, sink: &mut dyn Sink) -> Flow {
        let level = match self.capture {
            0 if self.in_name => {
                self.name
                    .push(part.bytes(), EXACTLY, Keyword::KEYWORDS, Keyword::MEMBERS);
                sink.name(self.depth, part);
                return Flow::More;
            }
            0 => self.depth,
            capture => capture,
        };
        sink.text(level, part)
    }

    /// Ends what cannot go on with the next byte, which is left for what follows it.
    fn end_before(&mut self, sink: &mut dyn Sink) -> Flow {
        self.state = match self.state {
            State::FirstElement => State::Value,
            State::Ended | State::Zero | State::Integer | State::Fraction | State::Power => {
                if self.depth == self.capture {
                    self.capture = 0;
                    self.max_depth = MAX_DEPTH;
                }
                match (self.depth, self.objects & 1) {
                    (0, _) => State::Done,
                    (_, 0) => State::AfterElement,
                    _ => State::AfterMember,
                }
            }
            // Half of a surrogate pair, and the backslash of another escape.
            State::LowU => State::Escape,
            State::LowEscape => State::String,
            _ => return Flow::Syntax,
        };
        if self.capture == 0 && matches!(self.state, State::Escape | State::String) {
            return self.character(None, sink);
        }
        Flow::More
    }

    /// Does what a byte does besides leading to another state.
    fn perform(&mut self, effect: Effect, byte: u8) -> Event {
        let character = &mut self.character;
        match effect {
            Effect::Nothing => return Event::Nothing,
            Effect::BeginObject | Effect::BeginArray => {
                if self.depth >= self.max_depth {
                    return Event::TooDeep;
                }
                let is_object = effect == Effect::BeginObject;
                self.depth += 1;
                self.objects = (self.objects << 1) | u32::from(is_object);
                return Event::Token(if is_object {
                    Token::BeginObject
                } else {
                    Token::BeginArray
                });
            }
            Effect::End => {
                self.depth = self.depth.saturating_sub(1);
                self.objects >>= 1;
                return Event::Token(Token::End);
            }
            Effect::Null => return Event::Token(Token::Null),
            Effect::Scalar => return Event::Token(Token::Scalar),
            Effect::BeginName | Effect::BeginText => {
                self.in_name = effect == Effect::BeginName;
                return Event::Nothing;
            }
            Effect::EndString if self.in_name => {
                self.in_name = false;
                self.state = State::Colon;
                return Event::Token(Token::NameEnd(Keyword::take(&mut self.name)));
            }
            Effect::EndString => return Event::Token(Token::TextEnd),
            Effect::Char => character.set(byte),
            Effect::Escape => character.set(escaped(byte)),
            Effect::Digits => {
                character.begin_digits(self.state == State::LowDigits);
                return Event::Nothing;
            }
            Effect::Digit => match character.digit(byte) {
                Digit::More => return Event::Nothing,
                Digit::High => {
                    self.state = State::LowEscape;
                    return Event::Nothing;
                }
                Digit::Last => self.state = State::String,
            },
            Effect::Lead => {
                character.lead(byte);
                return Event::Nothing;
            }
            Effect::Tail => {
                character.tail(byte);
                return Event::Nothing;
            }
            Effect::LastTail => {
                character.tail(byte);
                if character.get().is_none() {
                    return Event::Syntax;
                }
            }
        }
        Event::Character
    }
}

#[cfg(test)]
mod tests {
    use std::string::String;

    use super::*;

    /// Collects names and texts; captures what follows a name.
    struct Collector {
        names: String,
        texts: String,
    }

    fn push(to: &mut String, part: &Part<'_>) {
        match part {
            Part::Ascii(bytes) => to.extend(bytes.iter().map(|byte| char::from(*byte))),
            Part::Char(c) => to.push(*c),
            Part::Unpaired => to.push(char::REPLACEMENT_CHARACTER),
        }
    }

    impl Sink for Collector {
        fn name(&mut self, _: u8, part: &Part<'_>) {
            push(&mut self.names, part);
        }

        fn text(&mut self, _: u8, part: &Part<'_>) -> Flow {
            push(&mut self.texts, part);
            Flow::More
        }

        fn token(&mut self, _: u8, token: Token) -> Flow {
            match token {
                Token::NameEnd(_) => Flow::Capture,
                _ => Flow::More,
            }
        }
    }

    fn collect(mut text: &[u8]) -> Collector {
        let mut collector = Collector {
            names: String::new(),
            texts: String::new(),
        };
        let flow = Tokenizer::new(MAX_DEPTH).read(&mut text, &mut collector);
        assert_eq!(flow, Flow::More);
        collector
    }

    #[test]
    fn raw_text_leaves_no_character_behind() {
        let read = collect(br#"{"a":"\ud83e\udd80\n","\u0062":1}"#);
        assert_eq!(read.names, "ab");
        assert_eq!(read.texts, r#""\ud83e\udd80\n"1"#);
    }

    #[test]
    fn surrogate_pairs_are_one_character() {
        let read = collect(br#""\ud83e\udd80\ud83e-\ud83e\u0041\udd80""#);
        assert_eq!(read.texts, "\u{1F980}\u{FFFD}-\u{FFFD}\u{FFFD}");
    }
}
