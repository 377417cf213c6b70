//! Errors in words.

use core::error::Error as StdError;
use core::fmt;

use embedded_io_async_0_7 as embedded_io_async;
use gigapay_webhooks::{Scheme, UNKNOWN_OUTCOME};

use crate::{Cause, Error, WrongScheme};

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_outcome_unknown() {
            write!(f, "{UNKNOWN_OUTCOME}: ")?;
        }
        match self.cause() {
            Cause::Config(error) => error.fmt(f),
            Cause::Link { stage, error } => write!(f, "{stage} failed: {error}"),
            Cause::Timeout(stage) => write!(f, "timed out while {stage}"),
            Cause::Exchange(error) => {
                error.fmt(f)?;
                f.write_str(match self.status() {
                    Some(500..) if self.is_retryable() => "; try again later",
                    _ => "",
                })
            }
            Cause::Ensure(error) => error.fmt(f),
        }
    }
}

impl<E: embedded_io_async::Error> StdError for Error<E> {
    /// Not the link's error, which need not be `'static`: it is in [`Cause::Link`].
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.cause() {
            Cause::Config(error) => Some(error),
            Cause::Exchange(error) => Some(error),
            Cause::Ensure(error) => Some(error),
            Cause::Link { .. } | Cause::Timeout(_) => None,
        }
    }
}

impl fmt::Display for WrongScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.server {
            Scheme::Https => "the server is https, but the link does not encrypt: use TLS",
            Scheme::Http => {
                "the server is plain http, but the link encrypts: use https, or say that the token \
                may travel in clear"
            }
        })
    }
}

impl StdError for WrongScheme {}
