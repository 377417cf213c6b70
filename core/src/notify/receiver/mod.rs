//! Receiver of notifications: an HTTP server for one request, without I/O.

mod chunk_extension;
mod fields;
mod head;
mod machine;
mod rejection;
mod response;

pub use head::MAX_HEAD;
pub use machine::Receiver;
pub use rejection::Rejection;

use super::SetupError;

/// The path that receives notifications, and the largest body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Endpoint<'a> {
    path: &'a str,
    max_body: u32,
}

impl<'a> Endpoint<'a> {
    /// Default of [`max_body`](Self::max_body): 64 KiB.
    pub const MAX_BODY: u32 = 64 * 1024;

    /// Receives notifications for a webhook whose `url` has this path, including its query. The
    /// path of a request must be identical; scheme and host are ignored.
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

    /// Sets the largest body, in bytes. A receiver that collects the body also rejects bodies
    /// larger than its memory.
    #[must_use]
    pub const fn max_body(mut self, bytes: u32) -> Self {
        self.max_body = bytes;
        self
    }
}

/// An event of a receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "a receiver continues only when its events are handled"]
pub enum ReceiverEvent {
    /// A piece of the body is available from [`Receiver::untrusted_piece`]. Polling again drops it.
    /// Only for streaming receivers.
    Piece,
    /// The body is complete: call [`Receiver::decide`].
    Decide,
    /// The application has the notification: call [`Receiver::reply`].
    Reply,
    /// The request is finished: see [`Receiver::outcome`].
    Done {
        /// Whether the connection may carry another request (RFC 9112 section 9.3). If not, close
        /// the sending direction first, and the receiving one only after the peer closes or a short
        /// time: bytes that arrive later may make the peer lose the response (section 9.6).
        reusable: bool,
    },
}

/// Decision about a notification whose body is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "act upon a notification only if it is to be delivered"]
pub enum Decision {
    /// The notification is authentic and new: hand it to the application, then call
    /// [`reply`](Receiver::reply).
    Deliver {
        /// Index in the keyring of the secret that signed it.
        secret: usize,
        /// Time of signing in seconds of Unix time.
        timestamp: u64,
    },
    /// The application accepted the notification before. The response is 200 again, even if it is
    /// stale, so that the API stops sending it.
    Replayed,
    /// The notification is rejected.
    Rejected(Rejection),
}

/// Status code of a final response: 200 to 599.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FinalStatus(u16);

impl FinalStatus {
    /// Checks a status code.
    ///
    /// # Errors
    /// [`SetupError::InvalidStatus`] unless it is 200 to 599.
    pub const fn new(code: u16) -> Result<Self, SetupError> {
        match code {
            200..=599 => Ok(Self(code)),
            _ => Err(SetupError::InvalidStatus),
        }
    }

    /// The status code.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// Same as [`FinalStatus::new`].
impl TryFrom<u16> for FinalStatus {
    type Error = SetupError;

    fn try_from(code: u16) -> Result<Self, SetupError> {
        Self::new(code)
    }
}

/// The application's response to a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Reply {
    /// Accepts the notification. Status 200.
    Accepted,
    /// The application failed; the API should send the notification again
    /// ([B25](crate::behaviour#b25)). Status 500.
    Failed,
    /// The application is busy; the API should send the notification again
    /// ([B25](crate::behaviour#b25)). Status 503.
    Unavailable,
    /// The status of another server that the notification was forwarded to. 200 to 299 accept it;
    /// after any other status the API should send it again.
    Status(FinalStatus),
}

impl Reply {
    /// Status code of the response.
    pub const fn status(self) -> u16 {
        match self {
            Self::Accepted => 200,
            Self::Failed => 500,
            Self::Unavailable => 503,
            Self::Status(status) => status.get(),
        }
    }

    /// Whether the notification is accepted.
    #[must_use]
    pub const fn is_acceptance(self) -> bool {
        matches!(self.status(), 200..=299)
    }
}

/// Outcome of a request. It does not say whether the peer received the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing is decided yet.
    Open,
    /// The application replied.
    Replied(Reply),
    /// The notification was accepted before; the response is 200 again.
    Replayed,
    /// The request was rejected.
    Rejected(Rejection),
    /// The peer closed the connection without a request.
    Unused,
    /// The peer closed the connection inside its request.
    Cut,
    /// The buffer is empty, or the transport reported more bytes than the step offered.
    Misused,
}

impl Outcome {
    /// Status of the response, if there is one.
    const fn status(self) -> u16 {
        match self {
            Self::Replied(reply) => reply.status(),
            Self::Rejected(rejection) => rejection.status(),
            _ => 200,
        }
    }
}
