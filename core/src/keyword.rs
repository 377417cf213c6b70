//! The words that mean something in a message, and how one is told from all others as it arrives,
//! without a copy of it.

/// A place in one of a vocabulary's words.
#[derive(Clone, Copy)]
pub(crate) struct Node {
    /// The byte of the word there; behind its last one, the word's number and [`END`].
    byte: u8,
    /// Where to go on if another byte comes: in a word of the same set that is the same up to here.
    /// [`NONE`] if there is no such word.
    other: u8,
}

/// Words one behind the other, each byte a node.
pub(crate) type Vocabulary = [Node];

/// Some of a vocabulary's words, which stand together: where the first one begins.
pub(crate) type Set = u8;

/// No byte of a word has this bit set.
const END: u8 = 0x80;

/// The number of no node.
const NONE: u8 = u8::MAX;

/// Where each set of words begins, and how many nodes all of them take.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
pub(crate) const fn start(sets: &[&[&str]], set: usize) -> usize {
    let (mut start, mut at) = (0, 0);
    while at < set {
        let mut word = 0;
        while word < sets[at].len() {
            start += sets[at][word].len() + 1;
            word += 1;
        }
        at += 1;
    }
    start
}

/// The vocabulary of these sets. Within a set, a word stands before longer ones that begin with it.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
pub(crate) const fn nodes<const N: usize>(sets: &[&[&str]]) -> [Node; N] {
    assert!(N < NONE as usize);
    let mut nodes = [Node {
        byte: 0,
        other: NONE,
    }; N];
    let (mut number, mut start, mut set) = (0, 0, 0);
    while set < sets.len() {
        let mut word = 0;
        while word < sets[set].len() {
            let text = sets[set][word].as_bytes();
            let mut at = 0;
            while at <= text.len() {
                nodes[start + at] = Node {
                    byte: if at < text.len() {
                        text[at]
                    } else {
                        END | number
                    },
                    other: other(sets[set], word, start, at),
                };
                at += 1;
            }
            start += text.len() + 1;
            number += 1;
            word += 1;
        }
        set += 1;
    }
    nodes
}

/// [`Node::other`] for a place in a word that begins at the node `start`: the same place in the
/// next word that differs there first.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn other(set: &[&str], word: usize, start: usize, at: usize) -> u8 {
    let text = set[word].as_bytes();
    let (mut word, mut start) = (word, start);
    while word + 1 < set.len() {
        start += set[word].len() + 1;
        word += 1;
        let other = set[word].as_bytes();
        let mut shared = 0;
        while shared < text.len() && shared < other.len() && text[shared] == other[shared] {
            shared += 1;
        }
        assert!(shared < other.len());
        if shared == at {
            return (start + at) as u8;
        }
    }
    NONE
}

/// Declares a vocabulary in sets.
macro_rules! keywords {
    (
        $(#[$meta:meta])*
        $vis:vis enum $known:ident {
            $($(#[$doc:meta])* $set:ident { $($word:ident = $text:literal,)* })*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $known {
            $($($word),*),*
        }

        impl $known {
            const ALL: &'static [Self] = &[$($(Self::$word),*),*];

            const SETS: &'static [&'static [&'static str]] = &[$(&[$($text),*]),*];

            pub(crate) const KEYWORDS: &'static crate::keyword::Vocabulary = &{
                const NODES: usize = crate::keyword::start($known::SETS, $known::SETS.len());
                crate::keyword::nodes::<NODES>(Self::SETS)
            };

            crate::keyword::keywords!(@sets 0, $($(#[$doc])* $set)*);

            /// Which one a word has become, if any. It starts anew.
            pub(crate) fn take(word: &mut crate::keyword::KeywordMatcher) -> Option<Self> {
                let number = word.take(Self::KEYWORDS)?;
                Self::ALL.get(usize::from(number)).copied()
            }
        }
    };
    (@sets $number:expr, $(#[$doc:meta])* $set:ident $($rest:tt)*) => {
        $(#[$doc])*
        pub(crate) const $set: crate::keyword::Set =
            crate::keyword::start(Self::SETS, $number) as crate::keyword::Set;
        crate::keyword::keywords!(@sets $number + 1, $($rest)*);
    };
    (@sets $number:expr,) => {};
}
pub(crate) use keywords;

keywords! {
    /// A keyword of the head or the body of a response.
    pub enum Keyword {
        /// Names of header fields, in lower case.
        FIELD_NAMES {
            Connection = "connection",
            ContentEncoding = "content-encoding",
            ContentLength = "content-length",
            RetryAfter = "retry-after",
            TransferEncoding = "transfer-encoding",
        }
        /// What may stand in those fields, in lower case.
        FIELD_ITEMS {
            Chunked = "chunked",
            Close = "close",
            Identity = "identity",
            KeepAlive = "keep-alive",
        }
        /// Names of members.
        MEMBERS {
            Id = "id",
            Url = "url",
            Events = "events",
            SecretKey = "secret_key",
            Metadata = "metadata",
            Count = "count",
            Next = "next",
            Results = "results",
            Detail = "detail",
        }
    }
}

/// A word on its way in.
pub(crate) struct KeywordMatcher {
    /// The node of the next byte; [`NONE`] if it is no word. Where no byte has come, [`EMPTY`].
    at: u8,
}

/// No node behind a byte of a word has this number.
const EMPTY: u8 = 0;

/// For [`KeywordMatcher::push`]: capital letters are as good as small ones. (Where it is used, the
/// words are small letters and characters without case that have this bit set, too.)
pub(crate) const ANY_CASE: u8 = 0x20;

/// For [`KeywordMatcher::push`]: every byte stands for itself.
pub(crate) const EXACTLY: u8 = 0;

impl KeywordMatcher {
    pub(crate) const fn new() -> Self {
        Self { at: EMPTY }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.at == EMPTY
    }

    /// More bytes of a word that can be one of `set`.
    #[inline(never)]
    pub(crate) fn push(&mut self, bytes: &[u8], case: u8, words: &'static Vocabulary, set: Set) {
        if bytes.is_empty() {
            return;
        }
        let mut at = usize::from(if self.is_empty() { set } else { self.at });
        for byte in bytes {
            let byte = byte | case;
            while let Some(node) = words.get(at)
                && (node.byte != byte || byte >= END)
            {
                at = usize::from(node.other);
            }
            at += 1;
        }
        self.at = u8::try_from(at).unwrap_or(NONE);
    }

    /// Makes it like no other.
    pub(crate) const fn spoil(&mut self) {
        self.at = NONE;
    }

    /// The number of the word it is, if any; and starts anew.
    pub(crate) fn take(&mut self, words: &'static Vocabulary) -> Option<u8> {
        let at = core::mem::replace(&mut self.at, EMPTY);
        let node = words.get(usize::from(at))?;
        (node.byte >= END).then_some(node.byte & !END)
    }
}

/// A decimal number on its way in.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Number {
    kind: Kind,
    value: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    /// Digits, of a number below 2^32.
    Fits,
    /// Digits.
    Wide,
    /// Something else.
    Other,
}

impl Number {
    pub(crate) const fn new() -> Self {
        Self {
            kind: Kind::Empty,
            value: 0,
        }
    }

    #[inline(never)]
    pub(crate) fn push(&mut self, byte: u8) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 || self.kind == Kind::Other {
            self.kind = Kind::Other;
            return;
        }
        let tens = self.value.checked_mul(10);
        match tens.and_then(|tens| tens.checked_add(u32::from(digit))) {
            Some(value) if self.kind != Kind::Wide => {
                self.kind = Kind::Fits;
                self.value = value;
            }
            _ => self.kind = Kind::Wide,
        }
    }

    /// Makes it no number.
    pub(crate) const fn spoil(&mut self) {
        self.kind = Kind::Other;
    }

    /// The number, if it is one and below 2^32.
    pub(crate) fn get(self) -> Option<u32> {
        (self.kind == Kind::Fits).then_some(self.value)
    }

    /// The number, if it is one, or the largest there can be.
    pub(crate) fn get_or_max(self) -> Option<u32> {
        match self.kind {
            Kind::Wide => Some(u32::MAX),
            _ => self.get(),
        }
    }
}

/// `tchar`, a character of a field's name or of a method (RFC 9110 section 5.6.2).
pub(crate) fn is_tchar(byte: u8) -> bool {
    /// A bit for each character of ASCII.
    #[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
    const TCHARS: [u32; 4] = {
        let mut sets = [0; 4];
        let mut byte = 0;
        while byte < 0x80 {
            let is_tchar = matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'^'..=b'z' | b'!'
                | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'|' | b'~');
            sets[(byte >> 5) as usize] |= (is_tchar as u32) << (byte & 31);
            byte += 1;
        }
        sets
    };
    let set = TCHARS.get(usize::from(byte >> 5));
    set.is_some_and(|set| set >> (byte & 31) & 1 != 0)
}

/// The value of a hexadecimal digit.
pub(crate) const fn hex(digit: u8) -> u32 {
    (digit & 0x0F) as u32 + if digit > b'9' { 9 } else { 0 }
}

/// Takes the bytes off `input` that come before the first one which `belongs` does not hold for.
pub(crate) fn take_while<'t>(input: &mut &'t [u8], belongs: impl Fn(u8) -> bool) -> &'t [u8] {
    let length = input.iter().position(|byte| !belongs(*byte));
    let (run, rest) = input
        .split_at_checked(length.unwrap_or(input.len()))
        .unwrap_or_default();
    *input = rest;
    run
}

/// What was taken off the beginning of `before`, of which `rest` is left.
pub(crate) fn taken<'t>(before: &'t [u8], rest: &[u8]) -> &'t [u8] {
    let length = before.len().saturating_sub(rest.len());
    before.get(..length).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    keywords! {
        /// Words that begin alike without standing one behind the other, and others of another set.
        enum Keyword {
            OTHERS {
                Cr = "cr",
                Created = "created",
                Paid = "paid",
                Claimed = "claimed",
                Cream = "cream",
            }
            SAME {
                Crea = "crea",
            }
        }
    }

    fn read(text: &[u8], piece: usize, set: Set) -> Option<Keyword> {
        let mut word = KeywordMatcher::new();
        for piece in text.chunks(piece) {
            word.push(piece, EXACTLY, Keyword::KEYWORDS, set);
        }
        Keyword::take(&mut word)
    }

    #[test]
    fn every_word_of_the_set_is_told_from_all_others() {
        for piece in 1..9 {
            for (set, words) in [(Keyword::OTHERS, 0..5), (Keyword::SAME, 5..6)] {
                for (number, text) in Keyword::SETS.iter().copied().flatten().enumerate() {
                    let expected = words.contains(&number).then(|| Keyword::ALL[number]);
                    assert_eq!(read(text.as_bytes(), piece, set), expected, "{text}");
                }
                for text in [
                    "", "c", "cre", "creat", "createdx", "crx", "x", "\u{85}", "pai\0",
                ] {
                    assert_eq!(read(text.as_bytes(), piece, set), None, "{text}");
                }
            }
        }
    }
    #[test]
    fn case_counts_unless_it_is_said_not_to() {
        for (text, case, expected) in [
            ("paid", ANY_CASE, Some(Keyword::Paid)),
            ("PaID", ANY_CASE, Some(Keyword::Paid)),
            ("PaID", EXACTLY, None),
        ] {
            let mut word = KeywordMatcher::new();
            word.push(text.as_bytes(), case, Keyword::KEYWORDS, Keyword::OTHERS);
            assert_eq!(Keyword::take(&mut word), expected, "{text}");
        }
    }

    #[test]
    fn spoilt_word_is_none_until_it_starts_anew() {
        let mut word = KeywordMatcher::new();
        word.push(b"paid", EXACTLY, Keyword::KEYWORDS, Keyword::OTHERS);
        word.spoil();
        assert!(!word.is_empty());
        assert_eq!(Keyword::take(&mut word), None);
        assert!(word.is_empty());
    }

    #[test]
    fn numbers_are_digits_and_saturate() {
        const MAX: u32 = u32::MAX;
        for (text, value, or_max) in [
            ("", None, None),
            ("0", Some(0), Some(0)),
            ("19", Some(19), Some(19)),
            ("4294967295", Some(MAX), Some(MAX)),
            ("4294967296", None, Some(MAX)),
            ("42949672950", None, Some(MAX)),
            // Its beginning fits; the last digit would fit again to what was kept.
            ("42949672960", None, Some(MAX)),
            ("1/", None, None),
            ("1:", None, None),
            ("x1", None, None),
        ] {
            let mut number = Number::new();
            text.bytes().for_each(|byte| number.push(byte));
            assert_eq!(
                (number.get(), number.get_or_max()),
                (value, or_max),
                "{text}"
            );
            number.spoil();
            assert_eq!(number.get_or_max(), None);
        }
    }

    /// RFC 9110 section 5.6.2.
    #[test]
    fn tchars_are_those_of_the_rfc() {
        for byte in 0..=u8::MAX {
            let expected = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            assert_eq!(is_tchar(byte), expected, "{byte}");
        }
    }

    #[test]
    fn hexadecimal_digits_have_values() {
        for (value, digits) in (0..).zip(b"0123456789abcdef".chunks(1)) {
            assert_eq!(hex(digits[0]), value);
            assert_eq!(hex(digits[0].to_ascii_uppercase()), value);
        }
    }

    #[test]
    fn bytes_are_taken_up_to_the_first_that_does_not_belong() {
        for (text, taken) in [("", ""), ("a", ""), ("1", "1"), ("12a3", "12")] {
            let mut rest = text.as_bytes();
            assert_eq!(
                take_while(&mut rest, |byte| byte.is_ascii_digit()),
                taken.as_bytes()
            );
            assert_eq!(rest, &text.as_bytes()[taken.len()..]);
        }
    }
}
