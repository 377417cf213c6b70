//! Decodes the messages of a refusal and their paths.

use heapless::String;
use heapless::string::StringView;

use super::problem::{END, Problem};
use crate::json::{Characters, Control, Sink, Token};

/// Number of levels whose names are part of a path; deeper names are left out.
const NAMED_DEPTH: usize = 8;

/// Least capacity for a message, in bytes: one character of UTF-8.
const CHARACTER: usize = 4;

/// Decoder of a problem: each string in the document is a message, and the names above it are its path.
pub(crate) struct ProblemReader {
    pub(crate) problem: Problem,
    /// The path of the current value: the names above it, separated by dots.
    path: String<{ Problem::FIELD_CAPACITY }>,
    /// Level of the container with a name that did not fit into the path; 0 if all names fit.
    cut_level: u8,
    /// Index in the path of the current name of each open container, by level.
    starts: [u8; NAMED_DEPTH + 1],
    in_name: bool,
    in_message: bool,
    /// The capacity is used up.
    is_full: bool,
}

const _: () = assert!(Problem::FIELD_CAPACITY <= u8::MAX as usize);

impl ProblemReader {
    // Inlined: saves 450 instructions (the six operations on thumbv7em, measured).
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self {
            problem: Problem::new(),
            path: String::new(),
            cut_level: 0,
            starts: [0; NAMED_DEPTH + 1],
            in_name: false,
            in_message: false,
            is_full: false,
        }
    }

    /// Clears the problem.
    pub(crate) fn clear(&mut self) {
        self.problem.text.clear();
        self.problem.is_cut = false;
        self.problem.has_more = false;
        self.path.clear();
        self.cut_level = 0;
        self.in_name = false;
        self.in_message = false;
        self.is_full = false;
    }

    /// Ends the body. A message that has not ended is truncated.
    pub(crate) fn finish(&mut self) {
        self.problem.is_cut |= self.in_message;
    }

    fn push_name(&mut self, level: u8, characters: &Characters<'_>) {
        if usize::from(level) <= NAMED_DEPTH
            && self.cut_level == 0
            && !push(&mut self.path, characters)
        {
            self.cut_level = level;
        }
    }

    /// Removes the name in the container of this level from the path, if it has one.
    fn drop_name(&mut self, level: u8) {
        if let Some(start) = self.starts.get(usize::from(level)) {
            let start = usize::from(*start);
            // `start` is always the beginning of a character; the test removes a panic of
            // `truncate`.
            let next = self.path.as_bytes().get(start);
            if next.is_some_and(|byte| *byte as i8 >= -0x40) {
                self.path.truncate(start);
            }
            if self.cut_level == level {
                self.cut_level = 0;
            }
        }
    }

    /// Begins a message: stores its path if both fit.
    fn begin_message(&mut self) {
        let text = &mut self.problem.text;
        let room = Problem::CAPACITY - text.len();
        self.is_full |= room < self.path.len() + CHARACTER + 2;
        if self.is_full {
            self.problem.has_more = true;
            return;
        }
        let _ = text.push_str(&self.path);
        let _ = text.push(char::from(END));
        self.problem.is_cut |= self.cut_level != 0;
        self.in_message = true;
    }
}

impl Sink for ProblemReader {
    fn name(&mut self, level: u8, characters: &Characters<'_>) {
        if !self.in_name {
            // Replaces the previous name of the same object.
            self.in_name = true;
            self.drop_name(level);
            if !self.path.is_empty() {
                self.push_name(level, &Characters::Ascii(b"."));
            }
        }
        self.push_name(level, characters);
    }

    fn text(&mut self, _: u8, characters: &Characters<'_>) -> Control {
        if !self.in_message {
            self.begin_message();
        }
        if self.in_message && !self.is_full && !push(&mut self.problem.text, characters) {
            self.is_full = true;
            self.problem.is_cut = true;
        }
        Control::Continue
    }

    fn token(&mut self, level: u8, token: Token<'_>) -> Control {
        match token {
            Token::BeginObject | Token::BeginArray => {
                if let Some(start) = self.starts.get_mut(usize::from(level)) {
                    *start = self.path.len() as u8;
                }
            }
            Token::End => self.drop_name(level),
            Token::NameEnd(_) => {
                // An empty name has no characters, so it begins here.
                self.name(level, &Characters::Ascii(b""));
                self.in_name = false;
            }
            // An empty string began no message and is ignored.
            Token::TextEnd => {
                if self.in_message {
                    // If the NUL does not fit, no message follows either.
                    let _ = self.problem.text.push(char::from(END));
                    self.in_message = false;
                }
            }
            Token::Null | Token::Scalar => {}
        }
        Control::Continue
    }
}

/// Appends characters if all of them fit.
fn push(text: &mut StringView, characters: &Characters<'_>) -> bool {
    let characters = match characters {
        Characters::Unpaired | Characters::Ascii([END]) => {
            &Characters::Char(char::REPLACEMENT_CHARACTER)
        }
        characters => characters,
    };
    characters.push_to(text)
}
