//! Why an operation failed: at which stage, by whose fault, and what became of the request.

use embedded_io_async_0_7 as embedded_io_async;
use gigapay_webhooks as protocol;
use gigapay_webhooks::{ConfigError, EnsureError, Scheme};

use crate::Stage;
use crate::link::may_pass;

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
    /// The server answered, but not with what was asked for: the API refused, or the response makes no sense, or it
    /// is larger than the webhook's capacity.
    Exchange(protocol::Error),
    /// The API answered, and yet a webhook is not as desired.
    Ensure(EnsureError),
}

/// Why an operation failed.
///
/// Small and `Copy`: the API's own words stay in the client ([`Client::problem`](crate::Client::problem)). It never holds
/// the token or a secret key.
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
    is_outcome_unknown: bool,
    is_repeatable: bool,
}

impl<E> Error<E> {
    /// An error of an exchange that had come to `stage`.
    pub(crate) fn new(cause: Cause<E>, stage: Stage, is_repeatable: bool) -> Self {
        let responded = matches!(
            cause,
            Cause::Exchange(protocol::Error::Api(_) | protocol::Error::Capacity(_))
        );
        Self {
            cause,
            is_outcome_unknown: stage.has_sent() && !responded && !is_repeatable,
            is_repeatable,
        }
    }

    pub(crate) const fn from_ensure(error: EnsureError) -> Self {
        Self {
            cause: Cause::Ensure(error),
            is_outcome_unknown: false,
            is_repeatable: true,
        }
    }

    /// The same, as a part of something that is safe to repeat as a whole.
    pub(crate) fn once_repeatable(self) -> Self {
        Self {
            is_outcome_unknown: false,
            is_repeatable: true,
            ..self
        }
    }

    /// What went wrong.
    pub const fn cause(&self) -> &Cause<E> {
        &self.cause
    }

    /// What went wrong, with the link's error taken out.
    pub fn into_cause(self) -> Cause<E> {
        self.cause
    }

    /// Whether the request may or may not have been carried out, and is not safe to repeat.
    ///
    /// Look what became of it: a list shows. Registering with an
    /// [idempotency key](crate::NewWebhook::idempotency_key) avoids this (B21).
    pub const fn is_outcome_unknown(&self) -> bool {
        self.is_outcome_unknown
    }

    /// The status of the API's refusal.
    pub const fn status(&self) -> Option<u16> {
        match self.cause {
            Cause::Exchange(protocol::Error::Api(refusal)) => Some(refusal.status),
            _ => None,
        }
    }

    /// How many seconds the API asks to wait before the next try (B23).
    pub const fn retry_after(&self) -> Option<u32> {
        match self.cause {
            Cause::Exchange(protocol::Error::Api(refusal)) => refusal.retry_after,
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

impl<E: embedded_io_async::Error> Error<E> {
    /// Whether nothing was done, for certain.
    pub(crate) fn was_not_carried_out(&self) -> bool {
        match &self.cause {
            Cause::Config(_) => true,
            Cause::Link { stage, .. } | Cause::Timeout(stage) => !stage.has_sent(),
            Cause::Exchange(error) => was_not_carried_out(*error),
            Cause::Ensure(_) => false,
        }
    }

    /// Whether doing the same again is safe and may succeed, now or later.
    ///
    /// After a 429, wait as long as [`retry_after`](Self::retry_after) says.
    pub fn is_retryable(&self) -> bool {
        !self.is_outcome_unknown
            && match &self.cause {
                Cause::Config(_) | Cause::Ensure(_) => false,
                Cause::Link { stage, error } => may_pass(*stage, error.kind()),
                Cause::Timeout(_) => true,
                Cause::Exchange(error) => {
                    error.is_retryable() && (self.is_repeatable || was_not_carried_out(*error))
                }
            }
    }
}

/// Whether a refusal says that nothing was done, so that even a request which must not be repeated can be.
const fn was_not_carried_out(error: protocol::Error) -> bool {
    matches!(error, protocol::Error::Api(refusal) if matches!(refusal.status, 408 | 425 | 429 | 503))
}

/// A server of one scheme, and a link of the other: nothing is ever sent in clear that should be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct WrongScheme {
    /// What the server's base URL says.
    pub server: Scheme,
    /// What the link does.
    pub link: Scheme,
}
