//! Parses the numbers in a list's envelope: `count`, and `page` in the query of `next` (B19; RFC
//! 3986 section 3.4).

use crate::json::Characters;
use crate::keyword::Number;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the `?`.
    Address,
    /// Inside a parameter name, with the number of bytes that match `page=`.
    Name(u8),
    /// Inside the number.
    Digits,
    /// Inside another parameter.
    Other,
    /// After the number or the query.
    Done,
}

/// Parses a URL that arrives in pieces and keeps the number in its first `page` parameter. It can
/// also parse a number without a URL.
pub(crate) struct NextPage {
    state: State,
    page: Number,
}

impl NextPage {
    pub(super) const fn new() -> Self {
        Self {
            state: State::Address,
            page: Number::new(),
        }
    }

    /// Makes a parser for `count`, a number without a URL. Sharing the parser saves 60 bytes on
    /// thumbv7em (measured).
    pub(super) const fn count() -> Self {
        Self {
            state: State::Digits,
            page: Number::new(),
        }
    }

    /// Returns the number if there is one below 2^32.
    pub(crate) fn number(&self) -> Option<u32> {
        self.page.get()
    }

    pub(super) fn push(&mut self, characters: &Characters<'_>) {
        characters.bytes().iter().for_each(|byte| self.byte(*byte));
    }

    fn byte(&mut self, byte: u8) {
        const NAME: &[u8] = b"page=";
        self.state = match (self.state, byte) {
            (State::Done, _) | (_, b'#') | (State::Digits, b'&') => State::Done,
            (State::Address, b'?') | (State::Name(_) | State::Other, b'&') => State::Name(0),
            (State::Digits, _) => {
                self.page.push(byte);
                State::Digits
            }
            (State::Name(4), b'=') => State::Digits,
            (State::Name(matched), _) if NAME.get(usize::from(matched)) == Some(&byte) => {
                State::Name(matched + 1)
            }
            (State::Name(_), _) => State::Other,
            (state, _) => state,
        };
    }
}
