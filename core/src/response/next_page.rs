//! The numbers in a list's envelope: `count`, and the page in `next` (B19), whose query RFC 3986
//! section 3.4 delimits.

use crate::json::Characters;
use crate::keyword::Number;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the `?`.
    Address,
    /// So many characters into a parameter that may be `page=`.
    Name(u8),
    /// Inside the number.
    Digits,
    /// Inside another parameter.
    Other,
    /// Behind the number or the query.
    Done,
}

/// Reads an address as it arrives and remembers the number in its first `page` parameter. Or reads
/// that number alone.
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

    /// For `count`, which has no address around it. One reader for both: saves 60 bytes on
    /// thumbv7em (measured).
    pub(super) const fn count() -> Self {
        Self {
            state: State::Digits,
            page: Number::new(),
        }
    }

    /// The number, if there is one below 2^32.
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
