//! The grammar of RFC 8259, sections 6 and 7, and of UTF-8 (RFC 3629 section 4), a byte at a time:
//! what is inside of numbers, literals and strings. The tokenizer itself has the structure around
//! them.

use crate::grammar::grammar;

/// What a byte does besides leading to another state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Nothing,
    Null,
    /// Begins `true`, `false` or a number.
    Scalar,
    /// Ends `true`, `false` or `null`.
    Ended,
    /// Stands for itself.
    Char,
    /// Stands for another character, the one after the backslash.
    Escape,
    /// Begins the four digits of a `\u` escape.
    Digits,
    /// One of them.
    Digit,
    /// Begins a UTF-8 sequence.
    Lead,
    /// Goes on with it.
    Tail,
    /// Ends it.
    LastTail,
}

grammar! {
    /// What has been read, or what must follow.
    pub(super) struct State with Effect {
        // Between values and names.
        /// A value must follow; here are those without quotes or brackets.
        Value {
            b'-' => Minus does Scalar,
            b'0' => Zero does Scalar,
            b'1'..=b'9' => Integer does Scalar,
            b't' => T does Scalar,
            b'f' => F does Scalar,
            b'n' => N does Null,
        }
        /// `]`, or else a value.
        FirstElement {}
        /// A name or `}`.
        FirstName {}
        Name {}
        Colon {}
        /// After a member's value.
        AfterMember {}
        /// After an element of an array.
        AfterElement {}
        /// After the outermost value.
        Done {}

        // Numbers that may end here: what follows decides.
        /// A leading `0`, which no digit may follow.
        Zero {
            b'.' => Point,
            b'e' => Exponent,
            b'E' => Exponent,
        }
        Integer {
            b'0'..=b'9' => Integer,
            b'.' => Point,
            b'e' => Exponent,
            b'E' => Exponent,
        }
        Fraction {
            b'0'..=b'9' => Fraction,
            b'e' => Exponent,
            b'E' => Exponent,
        }
        /// Digits of the exponent.
        Power {
            b'0'..=b'9' => Power,
        }

        // Numbers that must go on.
        Minus {
            b'0' => Zero,
            b'1'..=b'9' => Integer,
        }
        Point {
            b'0'..=b'9' => Fraction,
        }
        Exponent {
            b'0'..=b'9' => Power,
            b'+' => Sign,
            b'-' => Sign,
        }
        Sign {
            b'0'..=b'9' => Power,
        }

        // `true`, `false` and `null`, by what of them has been read.
        T { b'r' => Tr, }
        Tr { b'u' => TruOrFals, }
        F { b'a' => Fa, }
        Fa { b'l' => Fal, }
        Fal { b's' => TruOrFals, }
        TruOrFals { b'e' => Done does Ended, }
        N { b'u' => Nu, }
        Nu { b'l' => Nul, }
        Nul { b'l' => Done does Ended, }

        /// Inside a string, between characters: those that do not stand for themselves.
        String {
            b'\\' => Escape,
            0xC2..=0xDF => Tail1 does Lead,
            0xE0 => LongTail2 does Lead,
            0xE1..=0xEF => Tail2 does Lead,
            0xF0 => LongTail3 does Lead,
            0xF1..=0xF4 => Tail3 does Lead,
        }
        /// So many more bytes of a UTF-8 sequence.
        Tail1 { 0x80..=0xBF => String does LastTail, }
        Tail2 { 0x80..=0xBF => Tail1 does Tail, }
        Tail3 { 0x80..=0xBF => Tail2 does Tail, }
        /// The same, behind a byte after which small ones would waste one.
        LongTail2 { 0xA0..=0xBF => Tail1 does Tail, }
        LongTail3 { 0x90..=0xBF => Tail2 does Tail, }
        Escape {
            b'"' => String does Char,
            b'/' => String does Char,
            b'\\' => String does Char,
            b'b' => String does Escape,
            b'f' => String does Escape,
            b'n' => String does Escape,
            b'r' => String does Escape,
            b't' => String does Escape,
            b'u' => Digits does Digits,
        }
        /// Inside the digits of an escape.
        Digits {
            b'0'..=b'9' => Digits does Digit,
            b'A'..=b'F' => Digits does Digit,
            b'a'..=b'f' => Digits does Digit,
        }
        /// After a high surrogate: its other half must follow as `\`,
        LowEscape { b'\\' => LowU, }
        /// then `u`
        LowU { b'u' => LowDigits does Digits, }
        /// and digits.
        LowDigits {
            b'0'..=b'9' => LowDigits does Digit,
            b'A'..=b'F' => LowDigits does Digit,
            b'a'..=b'f' => LowDigits does Digit,
        }
    }
}
