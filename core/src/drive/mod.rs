//! Loops that transfer bytes between a connection and an [`Exchange`](crate::Exchange) or
//! `notify::Receiver`.
//!
//! Each loop uses one version of the `embedded-io` traits. Connections, timeouts and retries are
//! left to the transport.

use core::fmt;

#[cfg(feature = "embedded-io-0-7")]
pub mod blocking;
#[cfg(feature = "embedded-io-async-0-7")]
pub mod nonblocking;

/// A state machine that the loops drive: an [`Exchange`](crate::Exchange) or `notify::Receiver`.
/// Sealed.
pub trait Drive: sealed::Driven {}

impl<T: sealed::Driven + ?Sized> Drive for T {}

/// Traits that other crates cannot implement or call.
pub(crate) mod sealed {
    use crate::{Error, Refusal, Step};

    pub trait Driven {
        /// The events for the caller.
        type Event;
        type Machine<'m>: Machine<Event = Self::Event> + ?Sized
        where
            Self: 'm;

        /// The state machine without the type of its operation, so that each connection type has
        /// one copy of the loop.
        fn machine(&mut self) -> &mut Self::Machine<'_>;
    }

    impl<M: Machine + ?Sized> Driven for M {
        type Event = M::Event;
        type Machine<'m>
            = Self
        where
            Self: 'm;

        fn machine(&mut self) -> &mut Self {
            self
        }
    }

    pub trait Machine {
        type Event;

        fn poll(&mut self) -> Result<Step<'_, Self::Event>, Error>;

        fn transmitted(&mut self, bytes: usize);

        /// Reports that writing or flushing failed. Returns `true` if the loop should continue, to
        /// read a response that the peer may have sent before.
        fn transmission_failed(&mut self) -> bool {
            false
        }

        fn received(&mut self, bytes: usize);

        fn known_refusal(&self) -> Option<Refusal> {
            None
        }
    }
}

/// Why a loop ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DriveError<E> {
    /// The exchange failed; the connection did not.
    Exchange(crate::Error),
    /// Reading failed.
    Read(E),
    /// Writing or flushing failed.
    Write(E),
    /// The connection accepts no more bytes: a write returned 0.
    WriteZero,
}

/// The loop for blocking connections and, with `await`, for async ones.
#[cfg(any(feature = "embedded-io-0-7", feature = "embedded-io-async-0-7"))]
macro_rules! run {
    ($driven:ident, $connection:ident $(, $await:tt)?) => {{
        // The error that ended transmission, if any.
        let mut unsent = None;
        'steps: loop {
            let error = match $driven.poll() {
                Ok(Step::Transmit(bytes)) => match $connection.write(bytes)$(.$await)? {
                    Ok(0) => DriveError::WriteZero,
                    Ok(written) => {
                        $driven.transmitted(written);
                        continue;
                    }
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    Err(error) => DriveError::Write(error),
                },
                Ok(Step::Flush) => loop {
                    match $connection.flush()$(.$await)? {
                        Ok(()) => continue 'steps,
                        Err(error) if error.kind() == ErrorKind::Interrupted => {}
                        Err(error) => break DriveError::Write(error),
                    }
                },
                Ok(Step::Receive(space)) => {
                    match $connection.read(space)$(.$await)? {
                        Ok(read) => $driven.received(read),
                        Err(error) if error.kind() == ErrorKind::Interrupted => {}
                        Err(error) if $driven.known_refusal().is_none() => {
                            return Err(unsent.unwrap_or(DriveError::Read(error)));
                        }
                        // The API's refusal takes precedence over the error of the connection.
                        Err(_) => $driven.received(0),
                    }
                    continue;
                }
                Ok(Step::Event(event)) => return Ok(event),
                Err(error) => {
                    return Err(match (error, unsent) {
                        (Error::Api(_), _) | (_, None) => DriveError::Exchange(error),
                        (_, Some(unsent)) => unsent,
                    });
                }
            };
            // A peer that refuses early may stop reading (RFC 9112 section 9.5). Read its response,
            // except after a timeout.
            let is_late =
                matches!(&error, DriveError::Write(it) if it.kind() == ErrorKind::TimedOut);
            if !$driven.transmission_failed() || is_late {
                return Err(error);
            }
            unsent = Some(error);
        }
    }};
}
#[cfg(any(feature = "embedded-io-0-7", feature = "embedded-io-async-0-7"))]
pub(crate) use run;

impl<E> DriveError<E> {
    /// HTTP status of the API's refusal; `None` for all other errors.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Exchange(error) => error.status(),
            _ => None,
        }
    }
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
            Self::WriteZero => f.write_str("the connection accepts no more bytes"),
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
