//! What an exchange or a receiver needs next.

use core::fmt;

/// What an [`Exchange`](crate::Exchange), or a receiver of notifications, needs next.
///
/// Its `Debug` and defmt forms show how many bytes there are, never the bytes: a request holds the
/// token, a response secret keys.
#[derive(PartialEq, Eq)]
#[must_use = "a state machine only goes on when it is given what it needs"]
pub enum Step<'x, E> {
    /// Write some of these bytes, then say how many with `transmitted`.
    Transmit(&'x [u8]),
    /// Flush what was written.
    Flush,
    /// Read into this, then say how many bytes with `received`; 0 is the end of the stream.
    Receive(&'x mut [u8]),
    /// There is something for the caller: an [`ExchangeEvent`](crate::ExchangeEvent) or a
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
