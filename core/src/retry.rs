//! Retry policy: number of attempts, exponential backoff, `Retry-After`. The caller supplies the
//! clock, the sleep and the random numbers.

use core::time::Duration;

use crate::Failure;

/// Retry policy: how often to try, and how long to wait in between.
///
/// Only failures that are [temporary and safe to repeat](Failure::is_retryable) are retried. The
/// request stays the same, its idempotency key included. By default the first wait is 2 s, and each
/// wait is twice the one before, up to 30 s. Each wait is shortened by a random amount of up to
/// half, so that devices that lost their server at the same time do not return at the same time.
/// After a `Retry-After` ([B23](crate::behaviour#b23)), the wait is at least as long, and up to
/// half as long again. The defaults come from a simulation of a fleet after a power cut; see
/// `docs/exactly-once.md`, also for the time of the first request.
///
/// Times are kept in milliseconds and saturate at 49 days. A policy takes 24 bytes.
///
/// ```
/// use core::time::Duration;
/// use gigapay_webhooks::Retry;
///
/// let patient = Retry::new(6)
///     .waits(Duration::from_secs(1), Duration::from_secs(120))
///     .within(Duration::from_secs(600));
/// let once = Retry::OFF;
/// # let _ = (patient, once);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Retry {
    attempts: u32,
    first_ms: u32,
    longest_ms: u32,
    retry_after_ms: u32,
    within_ms: Option<u32>,
}

impl Retry {
    /// One attempt, no retry.
    pub const OFF: Self = Self::new(1);

    /// Allows `attempts` attempts, the first one included. 0 counts as 1.
    pub const fn new(attempts: u32) -> Self {
        Self {
            attempts,
            first_ms: 2_000,
            longest_ms: 30_000,
            retry_after_ms: 60_000,
            within_ms: None,
        }
    }

    /// Sets the first wait and the longest wait. Default: 2 s and 30 s.
    #[must_use]
    pub const fn waits(mut self, first: Duration, longest: Duration) -> Self {
        self.first_ms = milliseconds(first);
        self.longest_ms = milliseconds(longest);
        self
    }

    /// Sets the longest `Retry-After`; longer ones are cut to `time`. Default: 60 s.
    #[must_use]
    pub const fn longest_retry_after(mut self, time: Duration) -> Self {
        self.retry_after_ms = milliseconds(time);
        self
    }

    /// Limits the time for all attempts and waits together. No wait begins that would end later.
    /// Default: no limit.
    #[must_use]
    pub const fn within(mut self, time: Duration) -> Self {
        self.within_ms = Some(milliseconds(time));
        self
    }

    /// Whether nothing is ever retried.
    pub const fn is_off(&self) -> bool {
        self.attempts <= 1
    }

    /// Returns the time left for all attempts, `elapsed` after the first began; `None` if there is
    /// no limit.
    pub const fn left(&self, elapsed: Duration) -> Option<Duration> {
        match self.within_ms {
            None => None,
            Some(limit) => {
                let left = limit.saturating_sub(milliseconds(elapsed));
                Some(Duration::from_millis(left as u64))
            }
        }
    }

    /// Returns the time limit for all attempts, in milliseconds; `None` if there is no limit.
    pub const fn within_ms(&self) -> Option<u32> {
        self.within_ms
    }
}

/// Counts the attempts at one operation.
///
/// ```
/// use core::time::Duration;
/// use gigapay_webhooks::{Attempts, Failure, OperationOutcome, Retry};
///
/// let mut attempts = Attempts::new(Retry::new(3));
/// let throttled = Failure {
///     outcome: OperationOutcome::NotCarriedOut,
///     is_repeatable: true,
///     may_pass: true,
///     retry_after: Some(7),
/// };
/// let wait = attempts.failed(throttled, Duration::from_secs(1), 0).expect("another attempt");
/// assert_eq!(wait, Duration::from_secs(7));
/// let lost = Failure { retry_after: None, ..throttled };
/// assert!(attempts.failed(lost, Duration::from_secs(9), 0).is_some());
/// assert!(attempts.failed(lost, Duration::from_secs(10), 0).is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Attempts {
    retry: Retry,
    failed: u32,
}

impl Attempts {
    /// Makes a counter before the first attempt.
    pub const fn new(retry: Retry) -> Self {
        Self { retry, failed: 0 }
    }

    /// Counts a failed attempt. Returns the wait before the next one, or `None` if it was the last.
    ///
    /// `elapsed` is the time since the first attempt began. `random` is a number that other devices
    /// are unlikely to have; all 32 bits count.
    pub fn failed(&mut self, failure: Failure, elapsed: Duration, random: u32) -> Option<Duration> {
        let wait = self.failed_ms(failure, milliseconds(elapsed), random)?;
        Some(Duration::from_millis(wait.into()))
    }

    /// Same as [`failed`](Self::failed) in milliseconds, which saves the divisions of a
    /// [`Duration`].
    pub fn failed_ms(&mut self, failure: Failure, elapsed: u32, random: u32) -> Option<u32> {
        let doublings = self.failed;
        self.failed = self.failed.saturating_add(1);
        if !failure.is_retryable() || self.failed >= self.retry.attempts {
            return None;
        }
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        let whole = self.retry.first_ms.saturating_mul(factor);
        let whole = whole.min(self.retry.longest_ms);
        let jitter = |whole: u32| ((u64::from(whole / 2) * u64::from(random)) >> 32) as u32;
        let mut wait = whole - whole / 2 + jitter(whole);
        if let Some(seconds) = failure.retry_after {
            let asked = seconds.saturating_mul(1000).min(self.retry.retry_after_ms);
            // Adds jitter, because a rate limit sends the same `Retry-After` to every device.
            wait = wait.max(asked.saturating_add(jitter(asked.max(whole))));
        }
        match self.retry.within_ms {
            Some(limit) if limit.saturating_sub(elapsed) <= wait => None,
            _ => Some(wait),
        }
    }
}

/// Converts to milliseconds; saturates.
const fn milliseconds(time: Duration) -> u32 {
    let seconds = time.as_secs();
    if seconds >= (u32::MAX / 1000) as u64 {
        return u32::MAX;
    }
    seconds as u32 * 1000 + time.subsec_millis()
}
