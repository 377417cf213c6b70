//! When a fault happens.

use serde::{Deserialize, Serialize};

use super::Fault;

/// A fault, and when it happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Armed {
    /// What happens.
    #[serde(flatten)]
    pub fault: Fault,
    /// How many more times it happens; `None` means until it is cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// How many requests pass before it happens first.
    #[serde(default)]
    pub skip: u32,
}

impl Fault {
    /// Arms the fault for the next `times` requests.
    ///
    /// ```
    /// # let sandbox = gigapay_sandbox::Sandbox::builder().start()?;
    /// use gigapay_sandbox::Fault;
    /// sandbox.faults().arm(Fault::Throttled { retry_after: 1 }.times(2));
    /// # Ok::<(), gigapay_sandbox::StartError>(())
    /// ```
    #[must_use]
    pub fn times(self, times: u32) -> Armed {
        Armed {
            times: Some(times),
            ..self.into()
        }
    }

    /// Arms the fault after the next `requests` requests, until it is cleared.
    #[must_use]
    pub fn skip(self, requests: u32) -> Armed {
        Armed {
            skip: requests,
            ..self.into()
        }
    }
}

impl Armed {
    /// Limits the fault to `times` requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }

    /// Lets the next `requests` requests pass first.
    #[must_use]
    pub fn skip(self, requests: u32) -> Self {
        Self {
            skip: requests,
            ..self
        }
    }
}

impl Armed {
    /// Counts that it happened once.
    pub(super) fn count(&mut self) {
        self.times = self.times.map(|times| times.saturating_sub(1));
    }
}

impl From<Fault> for Armed {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            times: None,
            skip: 0,
        }
    }
}
