//! The outcome of an operation that failed, and whether its request may be sent again.
//!
//! These rules are the same for every transport. A transport reports how an attempt failed
//! ([`AttemptError`]) and asks the exchange what follows
//! ([`Exchange::failure`](crate::Exchange::failure)).

use crate::request::{Method, Request};
use crate::{ConfigError, EnsureError, Ensured, Error, ProtocolError, Refusal};

/// Whether the API made the change that an operation asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum OperationOutcome {
    /// The API made the change.
    CarriedOut,
    /// The API changed nothing. Operations that only read never change anything.
    NotCarriedOut,
    /// It is unknown whether the API made the change: retrieve the webhook, or list all of them, to
    /// find out.
    Unknown,
}

impl OperationOutcome {
    /// Returns `carried-out`, `not-carried-out` or `unknown`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CarriedOut => "carried-out",
            Self::NotCarriedOut => "not-carried-out",
            Self::Unknown => "unknown",
        }
    }
}

/// How an attempt at an operation failed, reported by a transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum AttemptError {
    /// No byte of the request was sent: resolving the name, connecting or the TLS handshake failed.
    NotSent {
        /// Whether the next attempt may succeed.
        may_pass: bool,
    },
    /// The peer closed or reset the connection after a byte of the request was sent.
    Disconnected,
    /// The connection failed otherwise, or timed out, after a byte of the request was sent.
    Interrupted {
        /// Whether the next attempt may succeed.
        may_pass: bool,
    },
    /// The exchange returned this error.
    Exchange(Error),
}

impl From<Error> for AttemptError {
    fn from(error: Error) -> Self {
        Self::Exchange(error)
    }
}

impl AttemptError {
    /// Whether the next attempt may succeed. It need not be safe.
    const fn may_pass(self) -> bool {
        match self {
            Self::NotSent { may_pass } | Self::Interrupted { may_pass } => may_pass,
            Self::Disconnected => true,
            Self::Exchange(error) => error.is_retryable(),
        }
    }

    /// Whether the connection ended before the first byte of a response.
    pub(crate) const fn is_dead_connection(self) -> bool {
        matches!(
            self,
            Self::Disconnected
                | Self::Exchange(Error::Protocol(ProtocolError::ClosedBeforeResponse))
        )
    }

    /// Outcome of the one request, sent with `method`, that failed with this error.
    const fn outcome(self, method: Method) -> OperationOutcome {
        use OperationOutcome::{CarriedOut, NotCarriedOut, Unknown};
        match self {
            _ if matches!(method, Method::Get) => NotCarriedOut,
            Self::NotSent { .. } => NotCarriedOut,
            Self::Exchange(Error::Config(ConfigError::TooManyBytes)) => Unknown,
            Self::Exchange(Error::Config(_)) => NotCarriedOut,
            Self::Exchange(Error::Capacity(_)) => CarriedOut,
            Self::Exchange(Error::Api(refusal)) if refusal.changed_nothing() => NotCarriedOut,
            _ => Unknown,
        }
    }
}

impl Refusal {
    /// Whether the API certainly changed nothing: it redirected or rejected the request. A 302 or
    /// 303 may lead to the result of a request that was carried out (RFC 9110 section 15.4.4), and
    /// a 5xx may come from a proxy that forwarded the request.
    pub(crate) const fn changed_nothing(self) -> bool {
        matches!(self.status, 300 | 301 | 304..=499)
    }

    /// Whether the webhook does not exist.
    pub(crate) const fn is_absent(self) -> bool {
        self.status == 404
    }
}

/// Whether the status alone completes the operation. Only a deletion has no body to decode (B18).
pub(crate) const fn is_done_by_status(status: u16, wants_body: bool) -> bool {
    !wants_body && matches!(status, 200..=299)
}

/// Text with which transports report an [unknown outcome](Failure::is_outcome_unknown), before its
/// cause.
pub const UNKNOWN_OUTCOME: &str = "it is unknown whether the request was carried out, and it is \
    not safe to repeat (look first, or use an idempotency key or `ensure`)";

/// Consequences of a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Failure {
    /// Outcome of the operation, earlier attempts included.
    pub outcome: OperationOutcome,
    /// Whether sending the request twice has the same effect on the webhooks as sending it once.
    pub is_repeatable: bool,
    /// Whether the next attempt may succeed.
    pub may_pass: bool,
    /// The server's `Retry-After` in seconds ([B23](crate::behaviour#b23)).
    pub retry_after: Option<u32>,
}

impl Failure {
    /// Decides what follows from `error`. `may_be_done` says that an earlier attempt may have been
    /// carried out.
    pub(crate) fn new(request: &Request<'_>, may_be_done: bool, error: AttemptError) -> Self {
        let outcome = match error.outcome(request.method) {
            OperationOutcome::NotCarriedOut if may_be_done => OperationOutcome::Unknown,
            outcome => outcome,
        };
        Self {
            outcome,
            is_repeatable: request.is_repeatable() || outcome == OperationOutcome::NotCarriedOut,
            may_pass: error.may_pass(),
            retry_after: match error {
                AttemptError::Exchange(Error::Api(refusal)) => refusal.retry_after,
                _ => None,
            },
        }
    }

    /// Consequences of an error of [`Ensure`](crate::Ensure) or [`Reconcile`](crate::Reconcile),
    /// which send more than one request.
    pub const fn of_ensure(error: EnsureError) -> Self {
        Self {
            outcome: match error {
                EnsureError::SameId => OperationOutcome::NotCarriedOut,
                EnsureError::NotKept(_) | EnsureError::OtherWebhook => OperationOutcome::CarriedOut,
                EnsureError::NoProgress | EnsureError::ListChanged => OperationOutcome::Unknown,
            },
            may_pass: matches!(error, EnsureError::ListChanged),
            ..Self::of_config()
        }
    }

    /// Consequences of a configuration that cannot be sent.
    pub const fn of_config() -> Self {
        Self {
            outcome: OperationOutcome::NotCarriedOut,
            is_repeatable: true,
            may_pass: false,
            retry_after: None,
        }
    }

    /// Adapts the consequences for a request of [`Ensure`](crate::Ensure), which is safe to repeat
    /// as a whole because it retrieves the webhook first. `so_far` is [`Ensure::outcome`]: if an
    /// earlier request may have changed the webhook, the outcome is unknown even if this one
    /// changed nothing.
    ///
    /// [`Ensure::outcome`]: crate::Ensure::outcome
    #[must_use]
    pub const fn within_ensure(mut self, so_far: Ensured) -> Self {
        self.is_repeatable = true;
        if matches!(self.outcome, OperationOutcome::NotCarriedOut)
            && !matches!(so_far, Ensured::Unchanged)
        {
            self.outcome = OperationOutcome::Unknown;
        }
        self
    }

    /// Whether repeating the operation is safe and may succeed, now or later.
    pub const fn is_retryable(self) -> bool {
        self.may_pass && self.is_repeatable
    }

    /// Whether the server asked to wait before a retry. [`Ensure`](crate::Ensure) may continue
    /// after such a refusal; if attempts are left, wait first.
    pub const fn asks_to_wait(self) -> bool {
        self.is_retryable() && self.retry_after.is_some()
    }

    /// Whether it is unknown if the request was carried out, and it is not safe to repeat. Retrieve
    /// or list first; an [idempotency key](crate::NewWebhook::idempotency_key) or
    /// [`Ensure`](crate::Ensure) avoids this.
    pub const fn is_outcome_unknown(self) -> bool {
        matches!(self.outcome, OperationOutcome::Unknown) && !self.is_repeatable
    }
}
