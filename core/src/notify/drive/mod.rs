//! The loops that carry a receiver's bytes over a connection: those of
//! [`drive`](crate::drive), the other way round.

#[cfg(feature = "embedded-io-0-7")]
pub mod blocking;
#[cfg(feature = "embedded-io-async-0-7")]
pub mod nonblocking;

/// Where a loop hands control back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Pause {
    /// A piece of the body: [`Receiver::untrusted_piece`](super::Receiver::untrusted_piece).
    Piece,
    /// The body is complete: [`Receiver::decide`](super::Receiver::decide).
    Decide,
    /// The application has the notification: [`Receiver::reply`](super::Receiver::reply).
    Reply,
    /// It is over: [`Receiver::outcome`](super::Receiver::outcome).
    Done {
        /// Whether the connection may carry another request.
        reusable: bool,
    },
}
