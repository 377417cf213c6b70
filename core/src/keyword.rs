//! The words that mean something in a message, and how one is told from all others as it arrives,
//! without a copy of it.

/// Words in one text, since a reference to each would take more room than it.
pub(crate) struct Vocabulary {
    pub(crate) text: &'static [u8],
    /// Where in the text each word begins, and where the last one ends.
    pub(crate) bounds: &'static [u8],
}

impl Vocabulary {
    fn word(&self, number: u32) -> &'static [u8] {
        match self.bounds.get(number as usize..) {
            Some([start, end, ..]) => self.text.get(usize::from(*start)..usize::from(*end)),
            _ => None,
        }
        .unwrap_or_default()
    }
}

/// Some of a vocabulary's words, a bit each.
pub(crate) type Set = u32;

/// The set of the words from one number to another.
pub(crate) const fn from_to(first: usize, last: usize) -> Set {
    (Set::MAX << first) & (Set::MAX >> (Set::BITS as usize - 1 - last))
}

/// Declares a vocabulary.
macro_rules! keywords {
    (
        $(#[$meta:meta])*
        $vis:vis enum $known:ident {
            $($word:ident = $text:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $known {
            $($word),*
        }

        impl $known {
            const ALL: &'static [Self] = &[$(Self::$word),*];

            pub(crate) const KEYWORDS: &'static crate::keyword::Vocabulary = &crate::keyword::Vocabulary {
                text: concat!($($text),*).as_bytes(),
                #[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
                bounds: &{
                    let lengths = [$($text.len()),*];
                    let mut bounds = [0_u8; Self::ALL.len() + 1];
                    let mut word = 0;
                    while word < lengths.len() {
                        bounds[word + 1] = bounds[word] + lengths[word] as u8;
                        word += 1;
                    }
                    assert!(lengths.len() <= crate::keyword::Set::BITS as usize);
                    bounds
                },
            };

            /// The words from one to another.
            const fn to(self, last: Self) -> crate::keyword::Set {
                crate::keyword::from_to(self as usize, last as usize)
            }

            /// Which one a word has become, if any. It starts anew.
            pub(crate) fn take(word: &mut crate::keyword::KeywordMatcher) -> Option<Self> {
                let number = word.take(Self::KEYWORDS)?;
                Self::ALL.get(number as usize).copied()
            }
        }
    };
}
#[allow(
    unused_imports,
    reason = "another vocabulary comes with the feature `notify`"
)]
pub(crate) use keywords;

keywords! {
    /// A keyword of the head or the body of a response.
    pub enum Keyword {
        // Names of header fields, and what may stand in them; compared in lower case.
        Connection = "connection",
        ContentEncoding = "content-encoding",
        ContentLength = "content-length",
        RetryAfter = "retry-after",
        TransferEncoding = "transfer-encoding",
        Chunked = "chunked",
        Close = "close",
        Identity = "identity",
        KeepAlive = "keep-alive",
        // Names of members.
        Id = "id",
        Url = "url",
        Events = "events",
        SecretKey = "secret_key",
        Metadata = "metadata",
        Count = "count",
        Next = "next",
        Results = "results",
    }
}

impl Keyword {
    pub(crate) const FIELD_NAMES: Set = Self::Connection.to(Self::TransferEncoding);
    pub(crate) const FIELD_ITEMS: Set = Self::Chunked.to(Self::KeepAlive);
    pub(crate) const MEMBERS: Set = Self::Id.to(Self::Results);
}

/// A word on its way in: which ones it can still become.
pub(crate) struct KeywordMatcher {
    candidates: Set,
    /// Bytes so far; 255 for more.
    length: u8,
}

/// For [`KeywordMatcher::push`]: capital letters are as good as small ones. (Where it is used, the
/// words are small letters and characters without case that have this bit set, too.)
pub(crate) const ANY_CASE: u8 = 0x20;

/// For [`KeywordMatcher::push`]: every byte stands for itself.
pub(crate) const EXACTLY: u8 = 0;

impl KeywordMatcher {
    pub(crate) const fn new() -> Self {
        Self {
            candidates: 0,
            length: 0,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// More bytes of a word that can be one of `set`.
    #[inline(never)]
    pub(crate) fn push(&mut self, bytes: &[u8], case: u8, words: &'static Vocabulary, set: Set) {
        if self.length == 0 {
            self.candidates = set;
        }
        let at = usize::from(self.length);
        let end = at.saturating_add(bytes.len());
        let mut rest = self.candidates;
        while rest != 0 {
            let bit = rest & rest.wrapping_neg();
            rest ^= bit;
            let piece = words.word(bit.trailing_zeros()).get(at..end);
            let same = |piece: &[u8]| piece.iter().zip(bytes).all(|(a, b)| *a == b | case);
            if !piece.is_some_and(same) {
                self.candidates ^= bit;
            }
        }
        self.length = u8::try_from(end).unwrap_or(u8::MAX);
    }

    /// Makes it like no other.
    pub(crate) const fn spoil(&mut self) {
        self.candidates = 0;
    }

    /// The number of the word it is, if any; and starts anew.
    pub(crate) fn take(&mut self, words: &'static Vocabulary) -> Option<u32> {
        let length = usize::from(core::mem::take(&mut self.length));
        // They all begin with what has come, so that only one can be of its length.
        let mut rest = self.candidates;
        while rest != 0 && length != 0 {
            let number = rest.trailing_zeros();
            if words.word(number).len() == length {
                return Some(number);
            }
            rest &= rest - 1;
        }
        None
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

    /// Whether nothing has come.
    #[cfg(feature = "notify")]
    pub(crate) const fn is_empty(self) -> bool {
        matches!(self.kind, Kind::Empty)
    }

    /// Whether it is a number, be it too large for [`get`](Self::get).
    #[cfg(feature = "notify")]
    pub(crate) const fn is_number(self) -> bool {
        matches!(self.kind, Kind::Fits | Kind::Wide)
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
pub(crate) const fn is_tchar(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'^'..=b'z' | b'!' | b'#'..=b'\''
        | b'*' | b'+' | b'-' | b'.' | b'|' | b'~')
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
