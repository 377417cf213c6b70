//! Why a run does not end with exit code 0.

use crate::flags::Unimplemented;

/// Why a run does not end with exit code 0.
#[derive(Debug)]
pub enum Failure {
    Failed(String),
    Unimplemented(Unimplemented),
}

impl From<Unimplemented> for Failure {
    fn from(unimplemented: Unimplemented) -> Self {
        Self::Unimplemented(unimplemented)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(format!("I/O error: {error}"))
    }
}

/// Returns the failure with this reason.
pub fn failed<T>(reason: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Failed(reason.into()))
}
