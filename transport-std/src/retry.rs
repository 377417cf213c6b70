//! The attempts at one operation: the core's policy with this crate's clock, sleep and randomness.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::thread;
use std::time::{Duration, Instant};

use gigapay_webhooks::{Attempts, Exchange, Operation, Retry};

use crate::Error;
use crate::deadline::{Limit, TimeLimit};

/// A source of random numbers, as the caller gave it.
pub(crate) type Jitter = Box<dyn FnMut() -> u32 + Send>;

/// Differs from one call to the next and from one process to the next, which is enough.
pub(crate) fn default_jitter() -> u32 {
    let random = RandomState::new().build_hasher().finish();
    (random >> 32) as u32
}

/// Attempts under way.
pub(crate) struct RetryState {
    retry: Retry,
    attempts: Attempts,
    begun: Instant,
    /// When the present attempt began.
    attempt: Instant,
}

impl RetryState {
    /// The first attempt begins now.
    pub(crate) fn begin(retry: Retry) -> Self {
        let begun = Instant::now();
        Self {
            retry,
            attempts: Attempts::new(retry),
            begun,
            attempt: begun,
        }
    }

    /// The limit of the present attempt, of which each may take so long.
    pub(crate) fn limit(&self, deadline: Duration) -> Limit {
        let since = |time, by| Limit::since(self.attempt, time, by);
        let limit = since(deadline, TimeLimit::Deadline);
        match self.retry.left(self.attempt - self.begun) {
            Some(left) => limit.or_earlier(since(left, TimeLimit::Retry)),
            None => limit,
        }
    }

    /// An attempt failed: waits and returns `true` if the exchange has begun again, for another. A
    /// list cannot once a webhook of its present page was returned.
    pub(crate) fn may_restart<Op: Operation>(
        &mut self,
        error: &Error,
        exchange: &mut Exchange<'_, Op>,
        jitter: &mut Jitter,
    ) -> bool {
        !self.retry.is_off()
            && error.is_retryable()
            && exchange.restart(error.outcome())
            && self.wait(error, jitter)
    }

    /// An attempt failed: waits and returns `true` if another one should be made.
    pub(crate) fn wait(&mut self, error: &Error, jitter: &mut Jitter) -> bool {
        if self.retry.is_off() {
            return false;
        }
        let elapsed = self.begun.elapsed();
        let wait = self.attempts.failed(error.failure(), elapsed, jitter());
        if let Some(wait) = wait {
            thread::sleep(wait);
            self.attempt = Instant::now();
        }
        wait.is_some()
    }
}
