//! Why an operation failed: at which stage, by whose fault, and what became of the request.

use embedded_io_async_0_7 as embedded_io_async;
use gigapay_webhooks as protocol;
use gigapay_webhooks::{
    AttemptError, ConfigError, EnsureError, Ensured, Failure, OperationOutcome, Refusal, Scheme,
};

use crate::Stage;
use crate::link::{is_disconnection, may_pass};

/// What went wrong. `E` is the error of the [`Link`](crate::Link), kept whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Cause<E> {
    /// The request cannot be sent as it is. Nothing was sent.
    Config(ConfigError),
    /// The connection could not be made, or failed.
    Link {
        /// What was going on.
        stage: Stage,
        /// What the link said.
        error: E,
    },
    /// Something took longer than [`Times`](crate::Times) allow.
    Timeout(Stage),
    /// The server responded, but not with what was asked for: the API refused, or the response
    /// makes no sense, or it is larger than the webhook's capacity.
    Exchange(protocol::Error),
    /// The API responded, and yet a webhook is not as desired.
    Ensure(EnsureError),
}

/// Why an operation failed.
///
/// Small and `Copy`: the API's own words stay in the client
/// ([`Client::problem`](crate::Client::problem)). It never holds the token or a secret key.
///
/// ```
/// use gigapay_webhooks_embassy::{Capacity, Client, Error, Link, Webhook};
///
/// async fn exists<L: Link, C: Capacity>(
///     client: &mut Client<'_, L, C>,
///     id: &str,
///     webhook: &mut Webhook<C>,
/// ) -> Result<bool, Error<L::Error>> {
///     match client.retrieve_into(id, webhook).await {
///         Ok(()) => Ok(true),
///         Err(error) if error.status() == Some(404) => Ok(false),
///         Err(error) => Err(error),
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Error<E> {
    cause: Cause<E>,
    // What the core says follows from it, but for what the cause holds.
    outcome: OperationOutcome,
    is_repeatable: bool,
    may_pass: bool,
}

impl<E> Error<E> {
    /// An error with what the core says follows from it.
    pub(crate) const fn new(cause: Cause<E>, failure: Failure) -> Self {
        Self {
            cause,
            outcome: failure.outcome,
            is_repeatable: failure.is_repeatable,
            may_pass: failure.may_pass,
        }
    }

    pub(crate) const fn from_ensure(error: EnsureError) -> Self {
        Self::new(Cause::Ensure(error), Failure::of_ensure(error))
    }

    /// The same, as a part of something that is safe to repeat as a whole.
    pub(crate) fn within_ensure(mut self, so_far: Ensured) -> Self {
        let failure = self.failure().within_ensure(so_far);
        self.outcome = failure.outcome;
        self.is_repeatable = failure.is_repeatable;
        self
    }

    /// What went wrong.
    pub const fn cause(&self) -> &Cause<E> {
        &self.cause
    }

    /// What went wrong, with the link's error taken out.
    pub fn into_cause(self) -> Cause<E> {
        self.cause
    }

    /// What became of the operation, and whether it may be repeated.
    pub const fn failure(&self) -> Failure {
        Failure {
            outcome: self.outcome,
            is_repeatable: self.is_repeatable,
            may_pass: self.may_pass,
            retry_after: self.retry_after(),
        }
    }

    /// What became of the operation, all attempts at it taken together.
    pub const fn outcome(&self) -> OperationOutcome {
        self.outcome
    }

    /// Whether the request may or may not have been carried out, and is not safe to repeat.
    ///
    /// Look first: retrieve the webhook or list them. Registering with an
    /// [idempotency key](crate::NewWebhook::idempotency_key) or with
    /// [`ensure`](crate::Client::ensure) avoids this ([B21](gigapay_webhooks::behaviour#b21)).
    pub const fn is_outcome_unknown(&self) -> bool {
        self.failure().is_outcome_unknown()
    }

    /// Whether doing the same again is safe and may succeed, now or later.
    ///
    /// After a 429, wait as long as [`retry_after`](Self::retry_after) says.
    pub const fn is_retryable(&self) -> bool {
        self.failure().is_retryable()
    }

    /// The status of the API's refusal.
    pub const fn status(&self) -> Option<u16> {
        match self.cause {
            Cause::Exchange(error) => error.status(),
            _ => None,
        }
    }

    /// How many seconds the API asks to wait before the next try
    /// ([B23](gigapay_webhooks::behaviour#b23)).
    pub const fn retry_after(&self) -> Option<u32> {
        match self.refusal() {
            Some(refusal) => refusal.retry_after,
            None => None,
        }
    }

    /// The API's refusal, if that is what went wrong.
    pub const fn refusal(&self) -> Option<Refusal> {
        match self.cause {
            Cause::Exchange(protocol::Error::Api(refusal)) => Some(refusal),
            _ => None,
        }
    }

    /// What is wrong with the response, if there was any.
    pub const fn exchange_error(&self) -> Option<protocol::Error> {
        match self.cause {
            Cause::Exchange(error) => Some(error),
            _ => None,
        }
    }
}

impl<E> From<protocol::Error> for Cause<E> {
    fn from(error: protocol::Error) -> Self {
        match error {
            protocol::Error::Config(error) => Self::Config(error),
            error => Self::Exchange(error),
        }
    }
}

impl<E: embedded_io_async::Error> Cause<E> {
    /// What the core decides by.
    pub(crate) fn attempt_error(&self) -> AttemptError {
        let (stage, may_pass) = match self {
            Self::Config(error) => return protocol::Error::Config(*error).into(),
            Self::Exchange(error) => return (*error).into(),
            Self::Ensure(_) => return AttemptError::Interrupted { may_pass: false },
            Self::Timeout(stage) => (stage, true),
            Self::Link { stage, error } => (stage, may_pass(*stage, error.kind())),
        };
        match self {
            _ if !stage.has_sent() => AttemptError::NotSent { may_pass },
            Self::Link { error, .. } if is_disconnection(error.kind()) => {
                AttemptError::Disconnected
            }
            _ => AttemptError::Interrupted { may_pass },
        }
    }
}

/// A server of one scheme, and a link of the other: nothing is ever sent in clear that should be
/// encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct WrongScheme {
    /// What the server's base URL says.
    pub server: Scheme,
    /// What the link does.
    pub link: Scheme,
}
