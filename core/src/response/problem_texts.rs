//! Reads a problem from the tokens of a refusal: each text in it, and the names above it.

use heapless::String;
use heapless::string::StringView;

use super::problem::{END, Problem};
use crate::json::{Characters, Control, Sink, Token};

/// How deep names are followed; those of deeper containers are left out of the path.
const NAMED_DEPTH: usize = 8;

/// The least room that a message needs: one character.
const CHARACTER: usize = 4;

/// Reads a problem from its tokens: each text in the document, and the names above it.
pub(crate) struct ProblemReader {
    pub(crate) problem: Problem,
    /// The names above what is being read, with dots between them.
    path: String<{ Problem::FIELD_CAPACITY }>,
    /// Level of the container whose name did not fit into the path; 0 if all did.
    cut_level: u8,
    /// Where in the path the present name of each open container begins, by their level.
    starts: [u8; NAMED_DEPTH + 1],
    in_name: bool,
    in_message: bool,
    /// No further message fits.
    is_full: bool,
}

const _: () = assert!(Problem::FIELD_CAPACITY <= u8::MAX as usize);

impl ProblemReader {
    // Inlined into its place: saves 450 instructions (the six operations on thumbv7em, measured).
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

    /// Forgets what was read.
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

    /// Nothing more comes. A message that has not ended by now is only the beginning of one.
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

    /// Takes the name in the container of this level off the path, if it has one.
    fn drop_name(&mut self, level: u8) {
        if let Some(start) = self.starts.get(usize::from(level)) {
            let start = usize::from(*start);
            // Always the beginning of a character; without the question, `truncate` could panic.
            let next = self.path.as_bytes().get(start);
            if next.is_some_and(|byte| *byte as i8 >= -0x40) {
                self.path.truncate(start);
            }
            if self.cut_level == level {
                self.cut_level = 0;
            }
        }
    }

    /// The first characters of a message have come: notes whom it blames, if there is room for
    /// both.
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
            // In the place of the one before it in the same object.
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
                // An empty name is a name, too.
                self.name(level, &Characters::Ascii(b""));
                self.in_name = false;
            }
            // An empty text says nothing, and began no message.
            Token::TextEnd => {
                if self.in_message {
                    // Where there is no room for it, nothing follows.
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
