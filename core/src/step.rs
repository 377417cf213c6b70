//! The next step of a state machine.

use core::fmt;

/// What an [`Exchange`](crate::Exchange) or `notify::Receiver` needs next.
///
/// `Debug` and defmt show the number of bytes, never the bytes: requests contain the token,
/// responses contain secret keys.
#[derive(PartialEq, Eq)]
#[must_use = "a state machine continues only when its steps are performed"]
pub enum Step<'x, E> {
    /// Write some or all of these bytes, then report their number with `transmitted`.
    Transmit(&'x [u8]),
    /// Flush what was written.
    Flush,
    /// Read into this buffer, then report the number of bytes with `received`; 0 is the end of the
    /// stream.
    Receive(&'x mut [u8]),
    /// An event for the caller: an [`ExchangeEvent`](crate::ExchangeEvent) or a
    /// `notify::ReceiverEvent`.
    Event(E),
}

impl<E: fmt::Debug> fmt::Debug for Step<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transmit(bytes) => write!(f, "Transmit({} bytes)", bytes.len()),
            Self::Receive(space) => write!(f, "Receive({} bytes)", space.len()),
            Self::Flush => f.write_str("Flush"),
            Self::Event(event) => event.fmt(f),
        }
    }
}

#[cfg(feature = "defmt")]
impl<E: defmt::Format> defmt::Format for Step<'_, E> {
    fn format(&self, f: defmt::Formatter<'_>) {
        match self {
            Self::Transmit(bytes) => defmt::write!(f, "Transmit({} bytes)", bytes.len()),
            Self::Receive(space) => defmt::write!(f, "Receive({} bytes)", space.len()),
            Self::Flush => defmt::write!(f, "Flush"),
            Self::Event(event) => defmt::write!(f, "{}", event),
        }
    }
}
