//! Where in a JSON text the tokenizer is.

/// What has been read, or what must follow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum State {
    // Between values and names.
    /// A value must follow.
    Value,
    /// `]`, or else a value.
    FirstElement,
    /// A name or `}`.
    FirstName,
    Name,
    Colon,
    /// After a member's value.
    AfterMember,
    /// After an element of an array.
    AfterElement,
    /// After the outermost value.
    Done,

    // Numbers that may end here: what follows decides.
    /// A leading `0`, which no digit may follow.
    Zero,
    Integer,
    Fraction,
    /// Digits of the exponent.
    Power,

    // Numbers that must go on.
    Minus,
    Point,
    Exponent,
    Sign,

    /// Inside of `true`, `false` or `null`.
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

    /// What the next byte of a number makes of it (RFC 8259 section 6); `None` if it is no part of
    /// the number.
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
