//! Numbers, RFC 8259 section 6: only their grammar. No value is computed, so none is too wide.

/// How far into a number the bytes so far reach.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// `-`
    Minus,
    /// A leading `0`, which no digit may follow.
    Zero,
    /// Digits of the integer part.
    Integer,
    /// `.`
    Point,
    /// Digits of the fraction.
    Fraction,
    /// `e` or `E`
    Exponent,
    /// `e+` or `e-`
    Sign,
    /// Digits of the exponent.
    Power,
}

impl Number {
    /// The first byte of a number, if it is one.
    pub(super) const fn start(byte: u8) -> Option<Self> {
        match byte {
            b'-' => Some(Self::Minus),
            b'0' => Some(Self::Zero),
            b'1'..=b'9' => Some(Self::Integer),
            _ => None,
        }
    }

    /// The number with one more byte; `None` if that byte is not part of it.
    pub(super) const fn push(self, byte: u8) -> Option<Self> {
        let digit = byte.is_ascii_digit();
        match (self, byte) {
            (Self::Minus, b'0') => Some(Self::Zero),
            (Self::Minus | Self::Integer, _) if digit => Some(Self::Integer),
            (Self::Zero | Self::Integer, b'.') => Some(Self::Point),
            (Self::Point | Self::Fraction, _) if digit => Some(Self::Fraction),
            (Self::Zero | Self::Integer | Self::Fraction, b'e' | b'E') => Some(Self::Exponent),
            (Self::Exponent, b'+' | b'-') => Some(Self::Sign),
            (Self::Exponent | Self::Sign | Self::Power, _) if digit => Some(Self::Power),
            _ => None,
        }
    }

    /// Whether a number may end here.
    pub(super) const fn is_complete(self) -> bool {
        matches!(
            self,
            Self::Zero | Self::Integer | Self::Fraction | Self::Power
        )
    }
}
