//! What became of an operation that failed, and whether it may be sent again.
//!
//! Every rule about this stands here, for every transport. A transport only says how an attempt
//! ended ([`AttemptError`]) and asks the exchange what follows
//! ([`Exchange::failure`](crate::Exchange::failure)).

use crate::request::{Method, Request};
use crate::{ConfigError, EnsureError, Ensured, Error, ProtocolError, Refusal};

/// What is known of the change that an operation was to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum OperationOutcome {
    /// The API made the change.
    CarriedOut,
    /// The API changed nothing. Operations that only read never change anything.
    NotCarriedOut,
    /// The API may or may not have made the change: retrieve or list to see.
    Unknown,
}

impl OperationOutcome {
    /// `carried-out`, `not-carried-out` or `unknown`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CarriedOut => "carried-out",
            Self::NotCarriedOut => "not-carried-out",
            Self::Unknown => "unknown",
        }
    }
}

/// How an attempt at an operation failed, as a transport sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum AttemptError {
    /// No byte of the request has left: there was no address, no connection, or no TLS.
    NotSent {
        /// Whether the next attempt may fare better.
        may_pass: bool,
    },
    /// The peer closed or reset the connection after the request began to leave.
    Disconnected,
    /// The connection failed otherwise, or time was up, after the request began to leave.
    Interrupted {
        /// Whether the next attempt may fare better.
        may_pass: bool,
    },
    /// The exchange failed.
    Exchange(Error),
}

impl From<Error> for AttemptError {
    fn from(error: Error) -> Self {
        Self::Exchange(error)
    }
}

impl AttemptError {
    /// Whether the next attempt may fare better, should it be safe.
    const fn may_pass(self) -> bool {
        match self {
            Self::NotSent { may_pass } | Self::Interrupted { may_pass } => may_pass,
            Self::Disconnected => true,
            Self::Exchange(error) => error.is_retryable(),
        }
    }

    /// Whether the connection ended without a byte of a response.
    pub(crate) const fn is_dead_connection(self) -> bool {
        matches!(
            self,
            Self::Disconnected
                | Self::Exchange(Error::Protocol(ProtocolError::ClosedBeforeResponse))
        )
    }

    /// What became of the one request that ended like this, sent with `method`.
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
    /// Whether the API certainly did not do what it was asked: it redirected, or found fault with
    /// the request. A 302 or 303 may lead to what came of it (RFC 9110 section 15.4.4), and a 5xx
    /// may come from a proxy that had passed the request on.
    pub(crate) const fn changed_nothing(self) -> bool {
        matches!(self.status, 300 | 301 | 304..=499)
    }

    /// Whether there is no such webhook.
    pub(crate) const fn is_absent(self) -> bool {
        self.status == 404
    }
}

/// Whether the status alone says that an operation is done, whatever follows it: a deletion, whose
/// response has no body to decode (B18).
pub(crate) const fn is_done_by_status(status: u16, wants_body: bool) -> bool {
    !wants_body && matches!(status, 200..=299)
}

/// What all transports say of an [unknown outcome](Failure::is_outcome_unknown), before its cause.
pub const UNKNOWN_OUTCOME: &str = "it is unknown whether the request was carried out, and it is \
    not safe to repeat (look first, or use an idempotency key or `ensure`)";

/// What follows from a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Failure {
    /// What became of the operation, earlier attempts at it included.
    pub outcome: OperationOutcome,
    /// Whether sending the request again leaves the webhooks as sending it once does.
    pub is_repeatable: bool,
    /// Whether the next attempt may fare better.
    pub may_pass: bool,
    /// The server's `Retry-After`, in seconds ([B23](crate::behaviour#b23)).
    pub retry_after: Option<u32>,
}

impl Failure {
    /// Decides what follows from `error`. `may_be_done`: an earlier attempt may have been carried
    /// out.
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

    /// What follows from the failure of something whose parts the core puts together: it was never
    /// sent as one request.
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

    /// What follows from a configuration that no request can be made of.
    pub const fn of_config() -> Self {
        Self {
            outcome: OperationOutcome::NotCarriedOut,
            is_repeatable: true,
            may_pass: false,
            retry_after: None,
        }
    }

    /// The same for a request that is a part of [`Ensure`](crate::Ensure): that is safe to repeat
    /// as a whole, since it begins with a look. `so_far` is [`Ensure::outcome`]: what an earlier
    /// part has written, or may have, is not undone because a later part changed nothing.
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

    /// Whether doing the same again is safe and may succeed, now or later.
    pub const fn is_retryable(self) -> bool {
        self.may_pass && self.is_repeatable
    }

    /// Whether the server asked to wait before the same is sent again. [`Ensure`](crate::Ensure)
    /// may go on after such a refusal; with attempts to spare, wait first.
    pub const fn asks_to_wait(self) -> bool {
        self.is_retryable() && self.retry_after.is_some()
    }

    /// Whether the request may or may not have been carried out, and is not safe to repeat.
    /// Retrieve or list first; an [idempotency key](crate::NewWebhook::idempotency_key) or
    /// [`Ensure`](crate::Ensure) avoids this.
    pub const fn is_outcome_unknown(self) -> bool {
        matches!(self.outcome, OperationOutcome::Unknown) && !self.is_repeatable
    }
}
