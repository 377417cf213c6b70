//! Keywords and decimal numbers that arrive in pieces.

/// Buffers a token that arrives in pieces and compares it with keywords of up to `N` bytes.
#[derive(Clone, Debug)]
pub struct KeywordBuffer<const N: usize> {
    /// The first bytes of the token.
    bytes: [u8; N],
    /// Length of the token in bytes; saturates.
    length: u8,
}

/// Case mask for [`KeywordBuffer::push`] that ignores case. It requires keywords of lower-case
/// letters and characters without case that have this bit set.
pub(crate) const ANY_CASE: u8 = 0x20;

/// Case mask for [`KeywordBuffer::push`] that keeps case.
pub(crate) const EXACTLY: u8 = 0;

impl<const N: usize> KeywordBuffer<N> {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; N],
            length: 0,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(crate) const fn clear(&mut self) {
        self.length = 0;
    }

    /// Appends bytes to the token.
    #[inline(never)]
    pub(crate) fn push(&mut self, bytes: &[u8], case: u8) {
        let free = self.bytes.get_mut(usize::from(self.length)..);
        for (to, from) in free.unwrap_or_default().iter_mut().zip(bytes) {
            *to = from | case;
        }
        let more = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
        self.length = self.length.saturating_add(more);
    }

    /// Returns the keyword that equals the token, if any.
    pub(crate) fn find<K: Copy>(&self, keywords: &Keywords<K>) -> Option<K> {
        let number = position(keywords.texts, &self.bytes, self.length)?;
        keywords.all.get(number).copied()
    }

    /// Same as [`find`](Self::find), and clears the token.
    pub(crate) fn take<K: Copy>(&mut self, keywords: &Keywords<K>) -> Option<K> {
        let keyword = self.find(keywords);
        self.clear();
        keyword
    }
}

// Not inlined, so that all keywords share one copy; without `memcmp`, to save flash.
#[inline(never)]
fn position(texts: &[&str], token: &[u8], length: u8) -> Option<usize> {
    let token = token.get(..usize::from(length))?;
    texts
        .iter()
        .position(|text| text.len() == token.len() && text.bytes().eq(token.iter().copied()))
}

/// Keywords and their texts.
pub(crate) struct Keywords<K: 'static> {
    pub(crate) all: &'static [K],
    pub(crate) texts: &'static [&'static str],
}

/// Declares keywords, each with its text.
macro_rules! keywords {
    (
        $(#[$meta:meta])*
        $vis:vis enum $keyword:ident { $($name:ident = $text:literal,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $keyword { $($name),* }

        impl $keyword {
            $vis const ALL: crate::keyword::Keywords<Self> = crate::keyword::Keywords {
                all: &[$(Self::$name),*],
                texts: &[$($text),*],
            };
        }
    };
}
pub(crate) use keywords;

/// Parses a decimal number that arrives in pieces.
#[derive(Clone, Copy)]
// Saves 472 bytes of the stack below a `Receiver` at opt-level s (measured on thumbv7em).
#[repr(C)]
pub(crate) struct Number {
    kind: Kind,
    value: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    /// Digits of a number below 2^32.
    Fits,
    /// Digits of a larger number.
    Wide,
    /// Not a number.
    Other,
}

impl Number {
    pub(crate) const fn new() -> Self {
        Self {
            kind: Kind::Empty,
            value: 0,
        }
    }

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

    /// Marks the text as not a number.
    pub(crate) const fn spoil(&mut self) {
        self.kind = Kind::Other;
    }

    /// Returns the number if it is below 2^32.
    pub(crate) fn get(self) -> Option<u32> {
        (self.kind == Kind::Fits).then_some(self.value)
    }

    /// Returns the number, or [`u32::MAX`] if it is larger.
    pub(crate) fn get_or_max(self) -> Option<u32> {
        match self.kind {
            Kind::Wide => Some(u32::MAX),
            _ => self.get(),
        }
    }
}

/// Whether `byte` is a `tchar`, a character of a field name or method (RFC 9110 section 5.6.2).
pub(crate) fn is_tchar(byte: u8) -> bool {
    /// One bit for each ASCII character.
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

/// Returns the value of a hexadecimal digit.
pub(crate) const fn hex(digit: u8) -> u32 {
    (digit & 0x0F) as u32 + if digit > b'9' { 9 } else { 0 }
}

/// Splits off the bytes of `input` before the first that does not satisfy `belongs`.
pub(crate) fn take_while<'t>(input: &mut &'t [u8], belongs: impl Fn(u8) -> bool) -> &'t [u8] {
    let length = input.iter().position(|byte| !belongs(*byte));
    let (run, rest) = input
        .split_at_checked(length.unwrap_or(input.len()))
        .unwrap_or_default();
    *input = rest;
    run
}

/// Returns the part of `before` that precedes its suffix `rest`.
pub(crate) fn taken<'t>(before: &'t [u8], rest: &[u8]) -> &'t [u8] {
    let length = before.len().saturating_sub(rest.len());
    before.get(..length).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_told_from_all_other_words() {
        const KEYWORDS: Keywords<u8> = Keywords {
            all: &[0, 1, 2],
            texts: &["cr", "created", "transfer-encoding"],
        };
        for (text, case, expected) in [
            ("cr", EXACTLY, Some(0)),
            ("created", EXACTLY, Some(1)),
            ("Created", EXACTLY, None),
            ("Created", ANY_CASE, Some(1)),
            ("createdx", EXACTLY, None),
            ("creat", EXACTLY, None),
            ("", EXACTLY, None),
            ("cr\0", EXACTLY, None),
            ("Transfer-Encoding", ANY_CASE, Some(2)),
            ("transfer-encoding-of-another-field", EXACTLY, None),
        ] {
            for piece in 1..20 {
                let mut token = KeywordBuffer::<17>::new();
                for piece in text.as_bytes().chunks(piece) {
                    token.push(piece, case);
                }
                assert_eq!(token.is_empty(), text.is_empty());
                assert_eq!(token.take(&KEYWORDS), expected, "{text}");
                assert!(token.is_empty());
            }
        }
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
            // The first ten digits overflow; the next digit must not start a new number.
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
}
