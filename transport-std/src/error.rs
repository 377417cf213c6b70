//! Why an operation failed: which stage, whose fault, what to do about it.

use std::fmt;
use std::io;

use gigapay_webhooks as core;
use gigapay_webhooks::{ConfigError, EnsureError, Problem, ProtocolError};

use crate::deadline::TimeLimit;
use crate::fault::Fault;
use crate::tls::in_words;

/// What another library reported.
pub(crate) type Foreign = Box<dyn std::error::Error + Send + Sync>;

/// What the client was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Looking up the host's addresses.
    Resolve,
    /// Connecting by TCP.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Sending the request.
    Send,
    /// Waiting for the response, or reading it.
    Receive,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "looking up the server's name",
            Self::Connect => "connecting to the server",
            Self::Tls => "shaking hands by TLS",
            Self::Send => "sending the request",
            Self::Receive => "waiting for the response",
        })
    }
}

/// Why an operation failed.
///
/// `Display` is one line that says all there is to say, the API's own message included; it never
/// holds the token or a secret key. [`status`](Self::status), [`problem`](Self::problem) and
/// [`is_retryable`](Self::is_retryable) see through to the bottom of it.
///
/// ```
/// use gigapay_webhooks_std::{Client, Error};
///
/// fn exists(client: &mut Client, id: &str) -> Result<bool, Error> {
///     match client.retrieve(id) {
///         Ok(_) => Ok(true),
///         Err(error) if error.status() == Some(404) => Ok(false),
///         Err(error) => Err(error),
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request cannot be sent as it is. Nothing was sent.
    Config(ConfigError),
    /// The host's name has no address. Nothing was sent.
    #[non_exhaustive]
    Resolve {
        /// The host.
        host: Box<str>,
        /// What the system's resolver said.
        source: io::Error,
    },
    /// No address of the host takes connections. Nothing was sent.
    #[non_exhaustive]
    Connect {
        /// The host.
        host: Box<str>,
        /// What came of its first address.
        source: io::Error,
    },
    /// TLS failed: usually the server's certificate is not one to trust.
    #[non_exhaustive]
    Tls {
        /// The host.
        host: Box<str>,
        /// What the TLS library said, or an [`io::Error`].
        source: Foreign,
    },
    /// The connection failed while the request was sent.
    Send(io::Error),
    /// The connection failed before the end of the response.
    Receive(io::Error),
    /// Something took longer than the client was told to wait.
    #[non_exhaustive]
    Timeout {
        /// What was going on.
        stage: Stage,
        /// Which setting ran out.
        limit: TimeLimit,
    },
    /// The server answered, but not with what was asked for: the API refused, or the response makes
    /// no sense, or it is larger than the webhook's capacity.
    #[non_exhaustive]
    Exchange {
        /// What is wrong with the response.
        error: core::Error,
        /// The API's own words, if it refused and had any.
        problem: Option<Box<Problem>>,
        /// Whether sending the request again does no more than sending it once (B21).
        repeatable: bool,
        /// The id of the webhook that exceeds its capacity, if that is known.
        oversize_id: Option<Box<str>>,
    },
    /// The API answered, and yet a webhook is not as desired.
    Ensure(EnsureError),
    /// The connection was lost, or the response was, and the request is not safe to repeat: the
    /// server may or may not have carried it out.
    ///
    /// Look what became of it (a list shows). Registering with an
    /// [idempotency key](core::NewWebhook::idempotency_key) avoids this (B21).
    OutcomeUnknown(Box<Error>),
}

impl Error {
    pub(crate) fn from_fault(fault: Fault, stage: Stage, host: &str) -> Self {
        let host = host.into();
        match (fault, stage) {
            (Fault::Time(limit), stage) => Self::Timeout { stage, limit },
            (Fault::Tls(error), _) => Self::Tls {
                host,
                source: error.into(),
            },
            (Fault::Io(error), Stage::Tls) => Self::Tls {
                host,
                source: error.into(),
            },
            (Fault::Io(source), Stage::Resolve) => Self::Resolve { host, source },
            (Fault::Io(source), Stage::Connect) => Self::Connect { host, source },
            (Fault::Io(error), Stage::Send) => Self::Send(error),
            (Fault::Io(error), Stage::Receive) => Self::Receive(error),
        }
    }

    /// A success without the webhook that belongs to it.
    pub(crate) fn no_webhook() -> Self {
        Self::Exchange {
            error: ProtocolError::EmptyBody.into(),
            problem: None,
            repeatable: false,
            oversize_id: None,
        }
    }

    /// The same, once a request that must not be repeated may have reached the server.
    pub(crate) fn with_unknown_outcome(self) -> Self {
        match self {
            Self::Exchange { error, .. } if !matches!(error, core::Error::Protocol(_)) => self,
            _ => Self::OutcomeUnknown(Box::new(self)),
        }
    }

    /// The same, as a part of something that is safe to repeat as a whole.
    pub(crate) fn once_repeatable(self) -> Self {
        match self {
            Self::OutcomeUnknown(error) => error.once_repeatable(),
            Self::Exchange {
                error,
                problem,
                oversize_id,
                ..
            } => Self::Exchange {
                error,
                problem,
                repeatable: true,
                oversize_id,
            },
            error => error,
        }
    }

    /// The same, about the webhook with this id, if it is one that exceeds its capacity.
    pub(crate) fn about(mut self, id: Option<&str>) -> Self {
        if let Self::Exchange { oversize_id, .. } = &mut self {
            *oversize_id = id.map(Into::into);
        }
        self
    }

    /// Whether doing the same again is safe and may succeed, now or later.
    ///
    /// After a 429, wait as long as [`retry_after`](Self::retry_after) says.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Config(_) | Self::OutcomeUnknown(_) | Self::Ensure(_) => false,
            Self::Resolve { .. } | Self::Connect { .. } => true,
            Self::Send(_) | Self::Receive(_) | Self::Timeout { .. } => true,
            Self::Tls { source, .. } => source.is::<io::Error>(),
            Self::Exchange {
                error, repeatable, ..
            } => error.is_retryable() && (*repeatable || was_not_carried_out(*error)),
        }
    }

    /// Whether nothing was done, for certain.
    pub(crate) fn was_not_carried_out(&self) -> bool {
        match self {
            Self::Config(_) | Self::Resolve { .. } | Self::Connect { .. } => true,
            Self::Exchange { error, .. } => was_not_carried_out(*error),
            _ => false,
        }
    }

    /// The status of the API's refusal.
    pub fn status(&self) -> Option<u16> {
        match self.exchange_error() {
            Some(core::Error::Api(refusal)) => Some(refusal.status),
            _ => None,
        }
    }

    /// How many seconds the API asks to wait before the next try (B23).
    pub fn retry_after(&self) -> Option<u32> {
        match self.exchange_error() {
            Some(core::Error::Api(refusal)) => refusal.retry_after,
            _ => None,
        }
    }

    /// The API's own words on its refusal, and the field it blames (B22).
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Exchange { problem, .. } => problem.as_deref(),
            Self::OutcomeUnknown(error) => error.problem(),
            _ => None,
        }
    }

    /// The id of the webhook that exceeds its [`Capacity`](core::Capacity), where that is what is wrong: `None` if
    /// it is the id that has no room, or if it had not come yet.
    pub fn oversize_id(&self) -> Option<&str> {
        match self {
            Self::Exchange { oversize_id, .. } => oversize_id.as_deref(),
            _ => None,
        }
    }

    /// What is wrong with the response, if there was any.
    pub fn exchange_error(&self) -> Option<core::Error> {
        match self {
            Self::Exchange { error, .. } => Some(*error),
            Self::OutcomeUnknown(error) => error.exchange_error(),
            _ => None,
        }
    }
}

/// Whether a refusal says that nothing was done, so that even a request which must not be
/// repeated can be: of the passing ones, those are the server's wish to be left alone.
fn was_not_carried_out(error: core::Error) -> bool {
    matches!(error, core::Error::Api(refusal) if matches!(refusal.status, 408 | 425 | 429 | 503))
}

impl From<EnsureError> for Error {
    fn from(error: EnsureError) -> Self {
        Self::Ensure(error)
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Ensure(error) => error.fmt(f),
            Self::Resolve { host, source } => write!(f, "no address found for {host}: {source}"),
            Self::Connect { host, source } => write!(f, "cannot connect to {host}: {source}"),
            Self::Tls { host, source } => {
                write!(f, "no secure connection to {host}: ")?;
                match source.downcast_ref().and_then(in_words) {
                    Some(words) => f.write_str(words),
                    None => source.fmt(f),
                }
            }
            Self::Send(error) => write!(f, "{} failed: {error}", Stage::Send),
            Self::Receive(error) => write!(f, "{} failed: {error}", Stage::Receive),
            Self::Timeout { stage, limit } => write!(f, "the {limit} passed while {stage}"),
            Self::Exchange { error, problem, .. } => {
                error.fmt(f)?;
                if let Some(id) = self.oversize_id() {
                    f.write_str("; its id is ")?;
                    write_visible(f, id)?;
                }
                if let Some(seconds) = self.retry_after() {
                    write!(f, "; it asks to wait {seconds} s")?;
                }
                match problem {
                    Some(problem) => write!(f, "; it says: {problem}"),
                    None => Ok(()),
                }
            }
            Self::OutcomeUnknown(error) => write!(
                f,
                "it is unknown whether the request was carried out, and it is not safe to repeat: \
                 {error}"
            ),
        }
    }
}

/// Writes text from the network so that it cannot be taken for a line of its own, or steer a terminal.
fn write_visible(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    text.chars().try_for_each(|c| match c.is_control() {
        true => write!(f, "{}", c.escape_default()),
        false => write!(f, "{c}"),
    })
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Ensure(error) => Some(error),
            Self::Resolve { source, .. } | Self::Connect { source, .. } => Some(source),
            Self::Tls { source, .. } => Some(&**source),
            Self::Send(error) | Self::Receive(error) => Some(error),
            Self::Timeout { .. } => None,
            Self::Exchange { error, .. } => Some(error),
            Self::OutcomeUnknown(error) => Some(error),
        }
    }
}
