//! The attempts at one operation: the core's policy with this crate's clock.

use embassy_time::{Duration, Instant, Timer};
use embedded_io_async_0_7 as embedded_io_async;
use gigapay_webhooks::{Attempts, Failure, Retry};

use crate::Error;
use crate::progress::after;

/// The attempts under way. It stands in the client, so that no future holds it.
pub(crate) struct Trial {
    pub(crate) retry: Retry,
    pub(crate) jitter: fn() -> u32,
    attempts: Attempts,
    begun: Instant,
    /// When the present attempt must be over.
    pub(crate) until: Instant,
}

/// What there is without a source of randomness: the clock, with its lowest bits spread.
fn ticks() -> u32 {
    (Instant::now().as_ticks() as u32).wrapping_mul(0x9E37_79B1)
}

impl Trial {
    pub(crate) const OFF: Self = Self {
        retry: Retry::OFF,
        jitter: ticks,
        attempts: Attempts::new(Retry::OFF),
        begun: Instant::MIN,
        until: Instant::MAX,
    };

    /// The first attempt begins, of which each may take so long.
    pub(crate) fn begin(&mut self, operation: Duration) {
        self.begun = Instant::now();
        self.attempts = Attempts::new(self.retry);
        self.attempt(operation);
    }

    /// An attempt begins.
    pub(crate) fn attempt(&mut self, operation: Duration) {
        let left = self.retry.left(elapsed_since(self.begun));
        self.until = left.map_or(Instant::MAX, |left| after(of(left)));
        self.until = self.until.min(after(operation));
    }

    /// An attempt failed: what to wait for before the next, or `None` if that was the last.
    #[inline(never)]
    pub(crate) fn failed<E: embedded_io_async::Error>(
        &mut self,
        error: &Error<E>,
    ) -> Option<Timer> {
        if self.retry.is_off() {
            return None;
        }
        let failure = Failure {
            is_retryable: error.is_retryable(),
            retry_after: error.retry_after(),
        };
        let random = (self.jitter)();
        let wait = self
            .attempts
            .failed(failure, elapsed_since(self.begun), random)?;
        debug!("trying again in {} ms", of(wait).as_millis());
        Some(Timer::after(of(wait)))
    }
}

fn elapsed_since(begun: Instant) -> core::time::Duration {
    let elapsed = Instant::now().saturating_duration_since(begun);
    core::time::Duration::from_millis(elapsed.as_millis())
}

/// The policy's times are all below fifty days.
fn of(time: core::time::Duration) -> Duration {
    Duration::from_millis(time.as_secs() * 1000 + u64::from(time.subsec_millis()))
}
