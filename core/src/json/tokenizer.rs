//! A JSON text (RFC 8259) as a machine fed with any pieces of it.
//!
//! Everything is checked, also what is not wanted. Containers are a bit each, so the depth is
//! bounded and nothing recurses.

use super::character::{Character, Digit, escaped};
use super::grammar::{Effect, State};
use super::{Flow, MAX_DEPTH, MAX_VALUE_DEPTH, Part, Sink, Token, is_space};
use crate::keyword::{EXACTLY, Keyword, KeywordMatcher, take_while, taken};

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
    /// The name being read.
    name: KeywordMatcher,
    /// One bit a container, the innermost lowest: set for an object.
    objects: u32,
    character: Character,
}

// A bit for each level, and room for metadata inside a list's webhook.
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
    // Not inlined: saves 104 bytes for the six operations (measured on thumbv7em).
    #[inline(never)]
    pub(crate) fn read(&mut self, input: &mut &[u8], sink: &mut dyn Sink) -> Flow {
        // ASCII in raw text is handed on as it came, as far as there is any: where it began, and
        // the depth of its object; 0 outside of it.
        let (mut raw, mut level) = (*input, 0);
        loop {
            if level == 0 && self.is_raw(input) {
                (raw, level) = (*input, self.capture);
            }
            let flow = self.next(input, sink);
            if level != 0 && !(flow == Some(Flow::More) && self.is_raw(input)) {
                if sink.text(level, &Part::Ascii(taken(raw, input))) == Flow::Stop {
                    return Flow::Stop;
                }
                level = 0;
            }
            match flow {
                Some(Flow::More) => {}
                Some(Flow::Capture) => self.is_wanted = true,
                Some(flow) => return flow,
                None => return Flow::More,
            }
        }
    }

    /// Whether the next byte is ASCII in raw text.
    const fn is_raw(&self, input: &[u8]) -> bool {
        self.capture != 0 && matches!(input, [..0x80, ..])
    }

    /// Takes the next byte, or a run of characters in a string; `None` if there are none.
    fn next(&mut self, input: &mut &[u8], sink: &mut dyn Sink) -> Option<Flow> {
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
        if self.is_wanted && self.state == State::Value && !is_space(byte) {
            self.is_wanted = false;
            self.capture = self.depth;
            self.max_depth = self.depth.saturating_add(MAX_VALUE_DEPTH);
            return Some(Flow::More);
        }
        let flow = match self.state {
            State::String if byte == b'"' => Some(self.end_string(sink)),
            state if state <= State::Done => self.between(byte, sink),
            _ => None,
        };
        if flow.is_some() {
            *input = rest;
            return flow;
        }
        let Some((state, effect)) = self.state.rule(byte) else {
            return Some(self.end_before(sink));
        };
        *input = rest;
        self.state = state;
        Some(self.perform(effect, byte, sink))
    }

    /// A byte between values and names; `None` if it can only begin a value without quotes or
    /// brackets.
    fn between(&mut self, byte: u8, sink: &mut dyn Sink) -> Option<Flow> {
        match (self.state, byte) {
            _ if is_space(byte) => {}
            (State::Value | State::FirstElement, b'{' | b'[') => {
                if self.depth >= self.max_depth {
                    return Some(Flow::TooDeep);
                }
                let is_object = byte == b'{';
                self.depth += 1;
                self.objects = (self.objects << 1) | u32::from(is_object);
                let token;
                (self.state, token) = match is_object {
                    true => (State::FirstName, Token::BeginObject),
                    false => (State::FirstElement, Token::BeginArray),
                };
                return Some(self.token(token, sink));
            }
            (State::FirstName | State::AfterMember, b'}')
            | (State::FirstElement | State::AfterElement, b']') => {
                let flow = self.token(Token::End, sink);
                self.depth = self.depth.saturating_sub(1);
                self.objects >>= 1;
                self.end_value();
                return Some(flow);
            }
            (State::Value | State::FirstElement | State::FirstName | State::Name, b'"') => {
                self.in_name = matches!(self.state, State::FirstName | State::Name);
                self.state = State::String;
            }
            (State::Colon, b':') | (State::AfterElement, b',') => self.state = State::Value,
            (State::AfterMember, b',') => self.state = State::Name,
            (State::FirstElement, _) => {
                self.state = State::Value;
                return None;
            }
            _ => return None,
        }
        Some(Flow::More)
    }

    /// The quote behind a string.
    fn end_string(&mut self, sink: &mut dyn Sink) -> Flow {
        if core::mem::take(&mut self.in_name) {
            self.state = State::Colon;
            let name = Keyword::take(&mut self.name);
            return self.token(Token::NameEnd(name), sink);
        }
        let flow = self.token(Token::TextEnd, sink);
        self.end_value();
        flow
    }

    /// The end of a value.
    fn end_value(&mut self) {
        if self.depth == self.capture {
            self.capture = 0;
            self.max_depth = MAX_DEPTH;
        }
        self.state = match (self.depth, self.objects & 1) {
            (0, _) => State::Done,
            (_, 0) => State::AfterElement,
            _ => State::AfterMember,
        };
    }

    /// Hands a token on, unless it is in raw text.
    fn token(&mut self, token: Token, sink: &mut dyn Sink) -> Flow {
        match self.capture {
            0 => sink.token(self.depth, token),
            _ => Flow::More,
        }
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
        match (self.capture, part) {
            (0, _) if self.in_name => {
                self.name
                    .push(part.bytes(), EXACTLY, Keyword::KEYWORDS, Keyword::MEMBERS);
                sink.name(self.depth, part);
                Flow::More
            }
            (0, _) => sink.text(self.depth, part),
            // ASCII in raw text is left to `read`.
            (level, Part::Char(_)) => sink.text(level, part),
            _ => Flow::More,
        }
    }

    /// Ends what cannot go on with the next byte, which is left for what follows it.
    fn end_before(&mut self, sink: &mut dyn Sink) -> Flow {
        self.state = match self.state {
            State::Zero | State::Integer | State::Fraction | State::Power => {
                self.end_value();
                return Flow::More;
            }
            // Half of a surrogate pair, and the backslash of another escape.
            State::LowU => State::Escape,
            State::LowEscape => State::String,
            _ => return Flow::Syntax,
        };
        match self.capture {
            0 => self.character(None, sink),
            _ => Flow::More,
        }
    }

    /// Does what a byte does besides leading to another state.
    fn perform(&mut self, effect: Effect, byte: u8, sink: &mut dyn Sink) -> Flow {
        let character = &mut self.character;
        match effect {
            Effect::Nothing => return Flow::More,
            Effect::Null => return self.token(Token::Null, sink),
            Effect::Scalar => return self.token(Token::Scalar, sink),
            Effect::Ended => {
                self.end_value();
                return Flow::More;
            }
            Effect::Char => character.set(byte),
            Effect::Escape => character.set(escaped(byte)),
            Effect::Digits => {
                character.begin_digits(self.state == State::LowDigits);
                return Flow::More;
            }
            Effect::Digit => match character.digit(byte) {
                Digit::More => return Flow::More,
                Digit::High => {
                    self.state = State::LowEscape;
                    return Flow::More;
                }
                Digit::Last => self.state = State::String,
            },
            Effect::Lead => {
                character.lead(byte);
                return Flow::More;
            }
            Effect::Tail => {
                character.tail(byte);
                return Flow::More;
            }
            Effect::LastTail => {
                character.tail(byte);
                if character.get().is_none() {
                    return Flow::Syntax;
                }
            }
        }
        // In raw text the bytes themselves are what counts.
        if self.capture != 0 && byte < 0x80 {
            return Flow::More;
        }
        let character = self.character.get();
        self.character(character, sink)
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
