//! Why an operation failed: which stage, whose fault, what to do about it.

use std::fmt;
use std::io;

use gigapay_webhooks as protocol;
use gigapay_webhooks::{
    ConfigError, EnsureError, Ensured, Failure, Fault, OperationOutcome, Refusal, UNKNOWN_OUTCOME,
    Visible,
};

use crate::connection_error::{ConnectionError, Foreign};
use crate::deadline::TimeLimit;
use crate::explanation::Explanation;
use crate::proxy::ProxyError;
use crate::tls::in_words;

/// What the client was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Looking up the host's addresses.
    Resolve,
    /// Connecting by TCP, or by the caller's [connector](crate::ClientBuilder::connector).
    Connect,
    /// Connecting to the proxy, and opening a tunnel through it.
    Proxy,
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
            Self::Proxy => "opening a tunnel through the proxy",
            Self::Tls => "performing the TLS handshake",
            Self::Send => "sending the request",
            Self::Receive => "waiting for the response",
        })
    }
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// The request cannot be sent as it is.
    Config(ConfigError),
    /// The host's name has no address.
    #[non_exhaustive]
    Resolve {
        /// The host.
        host: Box<str>,
        /// What the system's resolver said.
        source: io::Error,
    },
    /// No address of the host takes connections.
    #[non_exhaustive]
    Connect {
        /// The host.
        host: Box<str>,
        /// What came of its first address.
        source: io::Error,
    },
    /// The proxy opened no tunnel to the API's server. Nothing was sent to the API.
    #[non_exhaustive]
    Proxy {
        /// The proxy's host and port.
        proxy: Box<str>,
        /// What is wrong.
        error: ProxyError,
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
    /// The server responded, but not with what was asked for: the API refused, or the response
    /// makes no sense, or it is larger than the webhook's capacity.
    #[non_exhaustive]
    Exchange {
        /// What is wrong with the response.
        error: protocol::Error,
        /// What the API said, if it refused and had any words.
        explanation: Option<Box<Explanation>>,
        /// The id of the webhook that exceeds its capacity, if that is known.
        oversize_id: Option<Box<str>>,
    },
    /// The API responded, and yet a webhook is not as desired.
    Ensure(EnsureError),
}

/// Why an operation failed, and what became of it.
///
/// `Display` is one line that says all there is to say, the API's own messages included; it never
/// holds the token or a secret key.
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
pub struct Error {
    cause: Cause,
    failure: Failure,
}

impl Error {
    /// An error with what the core says follows from it.
    pub(crate) const fn new(cause: Cause, failure: Failure) -> Self {
        Self { cause, failure }
    }

    /// The same, as a part of something that is safe to repeat as a whole.
    pub(crate) fn within_ensure(mut self, so_far: Ensured) -> Self {
        self.failure = self.failure.within_ensure(so_far);
        self
    }

    /// The same, without this secret in what the API said.
    pub(crate) fn concealing(mut self, secret: &str) -> Self {
        if let Cause::Exchange { explanation, .. } = &mut self.cause
            && let Some(explanation) = explanation
        {
            explanation.conceal(secret);
        }
        self
    }

    /// The same, about the webhook with this id, if it is one that exceeds its capacity.
    pub(crate) fn about(mut self, id: Option<&str>) -> Self {
        if let Cause::Exchange { oversize_id, .. } = &mut self.cause {
            *oversize_id = id.map(Into::into);
        }
        self
    }

    /// What went wrong.
    pub const fn cause(&self) -> &Cause {
        &self.cause
    }

    /// What went wrong, with the errors of other libraries taken out.
    pub fn into_cause(self) -> Cause {
        self.cause
    }

    /// What became of the operation, and whether it may be repeated.
    pub const fn failure(&self) -> Failure {
        self.failure
    }

    /// What became of the operation, all attempts at it taken together.
    pub const fn outcome(&self) -> OperationOutcome {
        self.failure.outcome
    }

    /// Whether the request may or may not have been carried out, and is not safe to repeat.
    ///
    /// Look first: retrieve the webhook or list them. Registering with an
    /// [idempotency key](protocol::NewWebhook::idempotency_key) or with
    /// [`ensure`](crate::Client::ensure) avoids this ([B21](gigapay_webhooks::behaviour#b21)).
    pub const fn is_outcome_unknown(&self) -> bool {
        self.failure.is_outcome_unknown()
    }

    /// Whether doing the same again is safe and may succeed, now or later.
    ///
    /// After a 429, wait as long as [`retry_after`](Self::retry_after) says.
    pub const fn is_retryable(&self) -> bool {
        self.failure.is_retryable()
    }

    /// The status of the API's refusal.
    pub fn status(&self) -> Option<u16> {
        self.exchange_error()?.status()
    }

    /// How many seconds the API asks to wait before the next try
    /// ([B23](gigapay_webhooks::behaviour#b23)).
    pub fn retry_after(&self) -> Option<u32> {
        self.refusal()?.retry_after
    }

    /// The API's refusal, if that is what went wrong.
    pub fn refusal(&self) -> Option<Refusal> {
        match self.exchange_error() {
            Some(protocol::Error::Api(refusal)) => Some(refusal),
            _ => None,
        }
    }

    /// Every message of the API's refusal, with the field that it blames, in the API's order
    /// ([B22](gigapay_webhooks::behaviour#b22)). Empty if it gave none that could be read; the last
    /// one ends in `…` if the response was cut off.
    pub fn faults(&self) -> impl Iterator<Item = Fault<'_>> {
        let explanation = match &self.cause {
            Cause::Exchange { explanation, .. } => explanation.as_deref(),
            _ => None,
        };
        explanation.into_iter().flat_map(Explanation::faults)
    }

    /// What to do about a refusal that is the server's fault, to be put behind its text.
    pub fn advice(&self) -> &'static str {
        match self.status() {
            Some(500..) if self.is_retryable() => "; try again later",
            _ => "",
        }
    }

    /// The id of the webhook that exceeds its [`Capacity`](protocol::Capacity), where that is what
    /// is wrong: `None` if it is the id that has no room, or if it had not come yet.
    pub fn oversize_id(&self) -> Option<&str> {
        match &self.cause {
            Cause::Exchange { oversize_id, .. } => oversize_id.as_deref(),
            _ => None,
        }
    }

    /// What is wrong with the response, if there was any.
    pub const fn exchange_error(&self) -> Option<protocol::Error> {
        match &self.cause {
            Cause::Exchange { error, .. } => Some(*error),
            _ => None,
        }
    }
}

impl Cause {
    pub(crate) fn from_connection(error: ConnectionError, stage: Stage, host: &str) -> Self {
        let host = host.into();
        match (error, stage) {
            (ConnectionError::Time(limit), stage) => Self::Timeout { stage, limit },
            (ConnectionError::Tls(error), _) => Self::Tls {
                host,
                source: error.into(),
            },
            (ConnectionError::Io(error), Stage::Tls) => Self::Tls {
                host,
                source: error.into(),
            },
            (ConnectionError::Io(source), Stage::Resolve) => Self::Resolve { host, source },
            (ConnectionError::Io(source), Stage::Connect) => Self::Connect { host, source },
            (ConnectionError::Io(source), Stage::Proxy) => Self::Proxy {
                proxy: host,
                error: ProxyError::Interrupted(source),
            },
            (ConnectionError::Io(error), Stage::Send) => Self::Send(error),
            (ConnectionError::Io(error), Stage::Receive) => Self::Receive(error),
        }
    }

    /// Whether the same may succeed later although nothing changes.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Config(_) | Self::Ensure(_) => false,
            Self::Exchange { error, .. } => error.is_retryable(),
            Self::Tls { source, .. } => source.is::<io::Error>(),
            Self::Proxy { error, .. } => error.may_pass(),
            Self::Resolve { .. } | Self::Connect { .. } => true,
            Self::Send(_) | Self::Receive(_) | Self::Timeout { .. } => true,
        }
    }
}

impl From<EnsureError> for Error {
    fn from(error: EnsureError) -> Self {
        Self::new(Cause::Ensure(error), Failure::of_ensure(error))
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::new(Cause::Config(error), Failure::of_config())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Ensure(error) => error.fmt(f),
            Self::Resolve { host, source } => write!(f, "no address found for {host}: {source}"),
            Self::Connect { host, source } => write!(f, "cannot connect to {host}: {source}"),
            Self::Proxy { proxy, error } => {
                write!(f, "no tunnel through the proxy {proxy}: {error}")
            }
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
            Self::Exchange {
                error,
                explanation,
                oversize_id,
            } => {
                error.fmt(f)?;
                if let Some(id) = oversize_id {
                    write!(f, "; its id is {}", Visible(id))?;
                }
                if let protocol::Error::Api(Refusal {
                    retry_after: Some(seconds),
                    ..
                }) = error
                {
                    write!(f, "; it asks to wait {seconds} s")?;
                }
                match explanation {
                    Some(explanation) => write!(f, "; it says: {explanation}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_outcome_unknown() {
            write!(f, "{UNKNOWN_OUTCOME}: ")?;
        }
        self.cause.fmt(f)?;
        f.write_str(self.advice())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Config(error) => Some(error),
            Cause::Ensure(error) => Some(error),
            Cause::Resolve { source, .. } | Cause::Connect { source, .. } => Some(source),
            Cause::Proxy { error, .. } => Some(error),
            Cause::Tls { source, .. } => Some(&**source),
            Cause::Send(error) | Cause::Receive(error) => Some(error),
            Cause::Timeout { .. } => None,
            Cause::Exchange { error, .. } => Some(error),
        }
    }
}
