//! Why a step of the job failed.

use defmt::{Format, Str};
use gigapay_webhooks_embassy::gigapay_webhooks::ConfigError;
use gigapay_webhooks_embassy::{Error, WrongScheme};

use super::link_error::LinkError;
use crate::host::arguments::ArgumentError;

/// The error of an operation of this image's client.
pub(super) type OperationError = Error<LinkError>;

/// Why a step failed.
#[derive(Clone, Copy, Format)]
pub(super) enum JobError {
    Argument(ArgumentError),
    Config(ConfigError),
    Scheme(WrongScheme),
    #[cfg(feature = "tls")]
    File(crate::host::file::FileError),
    #[cfg(feature = "tls")]
    Tls(gigapay_webhooks_embassy::tls::TlsConfigError),
    Operation(OperationError),
    #[cfg(feature = "notify")]
    Setup(gigapay_webhooks_embassy::gigapay_webhooks::notify::SetupError),
    #[cfg(feature = "notify")]
    Port(gigapay_webhooks_embassy::listen::InvalidPort),
    /// The operation succeeded or failed, but not as it should have.
    Unexpected(Str),
}

impl From<ArgumentError> for JobError {
    fn from(error: ArgumentError) -> Self {
        Self::Argument(error)
    }
}

impl From<ConfigError> for JobError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<WrongScheme> for JobError {
    fn from(error: WrongScheme) -> Self {
        Self::Scheme(error)
    }
}

#[cfg(feature = "tls")]
impl From<crate::host::file::FileError> for JobError {
    fn from(error: crate::host::file::FileError) -> Self {
        Self::File(error)
    }
}

#[cfg(feature = "tls")]
impl From<gigapay_webhooks_embassy::tls::TlsConfigError> for JobError {
    fn from(error: gigapay_webhooks_embassy::tls::TlsConfigError) -> Self {
        Self::Tls(error)
    }
}

#[cfg(feature = "notify")]
impl From<gigapay_webhooks_embassy::gigapay_webhooks::notify::SetupError> for JobError {
    fn from(error: gigapay_webhooks_embassy::gigapay_webhooks::notify::SetupError) -> Self {
        Self::Setup(error)
    }
}

#[cfg(feature = "notify")]
impl From<gigapay_webhooks_embassy::listen::InvalidPort> for JobError {
    fn from(error: gigapay_webhooks_embassy::listen::InvalidPort) -> Self {
        Self::Port(error)
    }
}

impl From<OperationError> for JobError {
    fn from(error: OperationError) -> Self {
        Self::Operation(error)
    }
}

/// Fails the step unless the condition holds. The text says what was expected.
macro_rules! ensure {
    ($condition:expr, $text:literal) => {
        if !$condition {
            return Err($crate::job::failure::JobError::Unexpected(defmt::intern!(
                $text
            )));
        }
    };
}
pub(super) use ensure;

/// Returns the error of an operation that has to fail.
pub(super) fn refused<T>(outcome: Result<T, OperationError>) -> Result<OperationError, JobError> {
    match outcome {
        Ok(_) => Err(JobError::Unexpected(defmt::intern!("a failure"))),
        Err(error) => Ok(error),
    }
}
