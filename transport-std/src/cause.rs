//! What can go wrong with an operation, and at which stage.

use std::fmt;
use std::io;

use gigapay_webhooks as protocol;
use gigapay_webhooks::{ConfigError, EnsureError, Refusal, Visible};

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
    /// Something took longer than the client may wait.
    #[non_exhaustive]
    Timeout {
        /// What was going on.
        stage: Stage,
        /// Which setting ran out.
        limit: TimeLimit,
    },
    /// The server responded, but not with a result: the API refused, the response is invalid, or it
    /// is larger than the webhook's capacity.
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

    /// The error behind it.
    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Ensure(error) => Some(error),
            Self::Resolve { source, .. } | Self::Connect { source, .. } => Some(source),
            Self::Proxy { error, .. } => Some(error),
            Self::Tls { source, .. } => Some(&**source),
            Self::Send(error) | Self::Receive(error) => Some(error),
            Self::Timeout { .. } => None,
            Self::Exchange { error, .. } => Some(error),
        }
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
