//! The loops that carry an exchange's bytes over a connection.
//!
//! Both have the same shape; each speaks one version of the `embedded-io` traits. They own no
//! connection, no time-out and no retry: that is what a transport is for.

use core::fmt;

#[cfg(feature = "embedded-io-0-7")]
pub mod blocking;
#[cfg(feature = "embedded-io-async-0-7")]
pub mod nonblocking;

/// Where a loop hands control back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "a list may have handed out a webhook, or need a new connection"]
pub enum Pause {
    /// A webhook of a list is ready: [`Exchange::webhook`](crate::Exchange::webhook).
    Item,
    /// This field of a listed webhook exceeds its [`Capacity`](crate::Capacity), so the webhook
    /// cannot be given; [`Exchange::oversize_id`](crate::Exchange::oversize_id) may name it. The
    /// list goes on behind it.
    Oversize(crate::Field),
    /// The list goes on over a new connection: make one, then go on.
    Reconnect,
    /// The exchange is over.
    Done {
        /// Whether the connection may carry another exchange.
        reusable: bool,
    },
}

/// Why a loop ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DriveError<E> {
    /// The exchange failed; the transport did what it was told.
    Exchange(crate::Error),
    /// Reading failed.
    Read(E),
    /// Writing or flushing failed.
    Write(E),
    /// The transport takes no more bytes: it wrote none of those it was given.
    WriteZero,
}

impl<E> From<crate::Error> for DriveError<E> {
    fn from(error: crate::Error) -> Self {
        Self::Exchange(error)
    }
}

impl<E: fmt::Display> fmt::Display for DriveError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exchange(error) => error.fmt(f),
            Self::Read(error) => write!(f, "reading from the connection failed: {error}"),
            Self::Write(error) => write!(f, "writing to the connection failed: {error}"),
            Self::WriteZero => f.write_str("the connection takes no more bytes"),
        }
    }
}

impl<E: core::error::Error + 'static> core::error::Error for DriveError<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Exchange(error) => Some(error),
            Self::Read(error) | Self::Write(error) => Some(error),
            Self::WriteZero => None,
        }
    }
}
