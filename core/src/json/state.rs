//! States of the tokenizer.

/// What was read last, or what must follow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum State {
    // Between values and names.
    /// A value must follow.
    Value,
    /// `]` or a value must follow.
    FirstElement,
    /// A name or `}` must follow.
    FirstName,
    Name,
    Colon,
    /// After a member's value.
    AfterMember,
    /// After an element of an array.
    AfterElement,
    /// After the outermost value.
    Done,

    // Numbers that may end here; the next byte decides.
    /// A leading `0`, which no digit may follow.
    Zero,
    Integer,
    Fraction,
    /// Digits of the exponent.
    Power,

    // Numbers that may not end here.
    Minus,
    Point,
    Exponent,
    Sign,

    /// Inside `true`, `false` or `null`.
    Literal,
    /// Inside a string, between characters.
    String,
    /// Inside a character of several bytes.
    Character,
}

impl State {
    /// Whether a value may end here.
    pub(super) fn may_end(self) -> bool {
        (Self::Done..=Self::Power).contains(&self)
    }

    /// Returns the state after the next byte of a number (RFC 8259 section 6); `None` if it does
    /// not belong to the number.
    pub(super) const fn number(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Minus, b'0') => Self::Zero,
            (Self::Minus | Self::Integer, b'0'..=b'9') => Self::Integer,
            (Self::Zero | Self::Integer, b'.') => Self::Point,
            (Self::Point | Self::Fraction, b'0'..=b'9') => Self::Fraction,
            (Self::Zero | Self::Integer | Self::Fraction, b'e' | b'E') => Self::Exponent,
            (Self::Exponent, b'+' | b'-') => Self::Sign,
            (Self::Exponent | Self::Sign | Self::Power, b'0'..=b'9') => Self::Power,
            _ => return None,
        })
    }
}
