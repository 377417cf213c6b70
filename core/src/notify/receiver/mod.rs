//! One request and its response, without I/O.

mod chunk_syntax;
mod fields;
mod head;
mod machine;
mod rejection;
mod response;

use core::fmt;

pub use head::MAX_HEAD;
pub use machine::Receiver;
pub use rejection::Rejection;

use super::SetupError;

/// Where notifications are received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Endpoint<'a> {
    path: &'a str,
    max_body: u32,
}

impl<'a> Endpoint<'a> {
    /// Bytes that a body may have unless [`max_body`](Self::max_body) says otherwise: 64 KiB.
    pub const MAX_BODY: u32 = 64 * 1024;

    /// Notifications for a webhook whose `url` has this path; with its query, if it has one. A
    /// request's must be the same, byte for byte; scheme and host do not matter.
    ///
    /// # Errors
    /// [`SetupError::InvalidPath`] unless it begins with `/` and is visible ASCII without `#`.
    pub fn new(path: &'a str) -> Result<Self, SetupError> {
        let fits = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
        if !path.starts_with('/') || !path.bytes().all(fits) {
            return Err(SetupError::InvalidPath);
        }
        let max_body = Self::MAX_BODY;
        Ok(Self { path, max_body })
    }

    /// The largest body, in bytes. A receiver that collects it takes none larger than its memory,
    /// either.
    #[must_use]
    pub const fn max_body(mut self, bytes: u32) -> Self {
        self.max_body = bytes;
        self
    }
}

/// What a receiver needs next.
///
/// Its `Debug` and defmt forms show how many bytes there are, never the bytes.
#[derive(PartialEq, Eq)]
#[must_use = "a receiver only goes on when it is given what it needs"]
pub enum Step<'x> {
    /// Write some of these bytes, then say how many with [`Receiver::transmitted`].
    Transmit(&'x [u8]),
    /// Flush what was written.
    Flush,
    /// Read into this, then say how many bytes with [`Receiver::received`]; 0 is the end of the
    /// stream.
    Receive(&'x mut [u8]),
    /// The next piece of the body is at [`Receiver::untrusted_piece`], unless the receiver
    /// collects it. Polling again drops it.
    Piece,
    /// The body is complete: [`Receiver::decide`].
    Decide,
    /// The application has the notification: [`Receiver::reply`].
    Reply,
    /// It is over.
    Done {
        /// Whether the connection may carry another request (RFC 9112 section 9.3). If not, close
        /// it: the sending direction first, and the other one a moment later. Where bytes still
        /// arrive after both are closed, the peer may lose the response (section 9.6).
        reusable: bool,
    },
}

impl fmt::Debug for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transmit(bytes) => write!(f, "Transmit({} bytes)", bytes.len()),
            Self::Receive(space) => write!(f, "Receive({} bytes)", space.len()),
            Self::Flush => f.write_str("Flush"),
            Self::Piece => f.write_str("Piece"),
            Self::Decide => f.write_str("Decide"),
            Self::Reply => f.write_str("Reply"),
            Self::Done { reusable } => write!(f, "Done {{ reusable: {reusable} }}"),
        }
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Step<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        match self {
            Self::Transmit(bytes) => defmt::write!(f, "Transmit({} bytes)", bytes.len()),
            Self::Receive(space) => defmt::write!(f, "Receive({} bytes)", space.len()),
            Self::Flush => defmt::write!(f, "Flush"),
            Self::Piece => defmt::write!(f, "Piece"),
            Self::Decide => defmt::write!(f, "Decide"),
            Self::Reply => defmt::write!(f, "Reply"),
            Self::Done { reusable } => defmt::write!(f, "Done {{ reusable: {} }}", reusable),
        }
    }
}

/// What is to become of a notification whose body is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "only a notification that is to be delivered may be acted upon"]
pub enum Decision {
    /// It is authentic and new: hand it to the application, and pass on its
    /// [`reply`](Receiver::reply).
    Deliver {
        /// The place in the keyring of the secret it is signed with.
        secret: usize,
        /// When it was signed, in seconds of Unix time.
        timestamp: u64,
    },
    /// The application has accepted it before. It gets another 200, however old it is, so that it
    /// does not come again.
    Replayed,
    /// It is turned away.
    Rejected(Rejection),
}

/// What the application says to a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Reply {
    /// It has it. 200.
    Accepted,
    /// It failed: let it come again (B25). 500.
    Failed,
    /// It cannot take it now: let it come again (B25). 503.
    Unavailable,
    /// What somebody said to whom it was forwarded: it is accepted by 200 to 299, and otherwise is to
    /// come again. What is no status of a final response is 500.
    Status(u16),
}

impl Reply {
    /// The status code it becomes.
    pub const fn status(self) -> u16 {
        match self {
            Self::Accepted => 200,
            Self::Failed => 500,
            Self::Unavailable => 503,
            Self::Status(status @ 200..=599) => status,
            Self::Status(_) => 500,
        }
    }

    /// Whether it says that the application has the notification.
    pub const fn is_acceptance(self) -> bool {
        matches!(self.status(), 200..=299)
    }
}

/// What became of a request, as far as it is known. That a response has arrived is never known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing is decided yet.
    Open,
    /// It is answered as the application says.
    Replied(Reply),
    /// It was accepted before, and is answered 200 again.
    Replayed,
    /// It is turned away.
    Rejected(Rejection),
    /// The peer closed the connection without a request.
    Unused,
    /// The peer closed the connection inside its request.
    Cut,
    /// The buffer is empty, or the transport says that it moved more bytes than it was given.
    Misused,
}
