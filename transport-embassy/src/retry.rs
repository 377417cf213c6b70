//! The attempts at one operation: the core's policy with this crate's clock.

use embassy_time::{Duration, Instant, Timer};
use gigapay_webhooks::{Attempts, Retry};

use crate::Error;
use crate::progress::after;

/// The attempts under way. It stands in the client, so that no future holds it.
pub(crate) struct RetryState {
    pub(crate) policy: Retry,
    pub(crate) jitter: fn() -> u32,
    attempts: Attempts,
    begun: Instant,
    /// When all attempts must be over.
    end: Instant,
    /// When the present attempt must be over.
    pub(crate) until: Instant,
}

/// What there is without a source of randomness: the clock, with its lowest bits spread.
fn ticks() -> u32 {
    (Instant::now().as_ticks() as u32).wrapping_mul(0x9E37_79B1)
}

impl RetryState {
    pub(crate) const OFF: Self = Self {
        policy: Retry::OFF,
        jitter: ticks,
        attempts: Attempts::new(Retry::OFF),
        begun: Instant::MIN,
        end: Instant::MAX,
        until: Instant::MAX,
    };

    /// The first attempt begins, of which each may take so long.
    pub(crate) fn begin(&mut self, operation: Duration) {
        self.begun = Instant::now();
        self.attempts = Attempts::new(self.policy);
        self.end = match self.policy.within_ms() {
            Some(limit) => after(Duration::from_millis(limit.into())),
            None => Instant::MAX,
        };
        self.attempt(operation);
    }

    /// An attempt begins.
    pub(crate) fn attempt(&mut self, operation: Duration) {
        self.until = self.end.min(after(operation));
    }

    /// An attempt failed: what to wait for before the next, or `None` if that was the last.
    pub(crate) fn failed<E>(&mut self, error: &Error<E>) -> Option<Timer> {
        if self.policy.is_off() {
            return None;
        }
        let elapsed = Instant::now().saturating_duration_since(self.begun);
        let elapsed = u32::try_from(elapsed.as_millis()).unwrap_or(u32::MAX);
        let random = (self.jitter)();
        let wait = self.attempts.failed_ms(error.failure(), elapsed, random)?;
        debug!("trying again in {} ms", wait);
        Some(Timer::after(Duration::from_millis(wait.into())))
    }
}
