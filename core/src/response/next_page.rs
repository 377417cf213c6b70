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
pub(super) struct NextPage {
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
    pub(super) fn number(&self) -> Option<u32> {
        self.page.get()
    }

    /// The page; 0 if the address names none that is a number below 2^32.
    pub(super) fn page(&self) -> u32 {
        self.number().unwrap_or(0)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(address: &str) -> u32 {
        let mut next = NextPage::new();
        next.push(&Characters::Ascii(address.as_bytes()));
        next.page()
    }

    #[test]
    fn only_the_page_parameter_counts() {
        assert_eq!(page("http://x/v2/webhooks/?page=2"), 2);
        assert_eq!(page("https://x/v2/webhooks/?page_size=25&page=31"), 31);
        assert_eq!(page("https://x/?page=7&page_size=9"), 7);
        assert_eq!(page("https://x/page=3/?apage=4&pag=5&page=6#page=8"), 6);
        assert_eq!(page("?page=4294967295"), u32::MAX);
    }

    #[test]
    fn count_is_a_number_and_nothing_else() {
        let count = |text: &str| {
            let mut count = NextPage::count();
            count.push(&Characters::Ascii(text.as_bytes()));
            count.number()
        };
        assert_eq!(count("0"), Some(0));
        assert_eq!(count("4294967295"), Some(u32::MAX));
        for text in ["", "4294967296", "-1", "1.0", "1e3", "null", "\"7\"", "[7]"] {
            assert_eq!(count(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_page_is_none() {
        for address in [
            "",
            "https://x/",
            "?page=",
            "?page=4294967296",
            "?page=2x",
            "?page=-1",
            "?cursor=2",
        ] {
            assert_eq!(page(address), 0, "{address}");
        }
    }
}
