//! Why an operation failed, what became of it, and what to do about it.

use std::fmt;

use gigapay_webhooks as protocol;
use gigapay_webhooks::{
    ConfigError, EnsureError, Ensured, Failure, Fault, OperationOutcome, Refusal, UNKNOWN_OUTCOME,
};

use crate::cause::Cause;
use crate::explanation::Explanation;

/// Why an operation failed, and what became of it.
///
/// `Display` is one line with everything that is known, the API's own messages included; it never
/// contains the token or a secret key.
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
        self.cause.source()
    }
}
