//! When a device sends its first request and the requests after a failure.

use core::time::Duration;

use gigapay_webhooks::{Attempts, Failure, Retry};

use crate::random::Random;

/// How the wait before the next attempt follows from the attempts before.
#[derive(Clone, Copy, Debug)]
pub enum Waits {
    /// As core's [`Retry`] says.
    Core(Retry),
    /// As core's [`Retry`] says, with the same number instead of a random one: no jitter.
    Fixed(Retry),
    /// Anything from 0 to a limit that doubles ("full jitter"), after what the server asks for.
    Full {
        /// The first limit, in milliseconds.
        first: u64,
        /// The largest limit, in milliseconds.
        longest: u64,
    },
    /// Anything from the first wait to three times the wait before ("decorrelated jitter").
    Decorrelated {
        /// The first wait, in milliseconds.
        first: u64,
        /// The longest wait, in milliseconds.
        longest: u64,
    },
}

/// What a device does after power returns.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// The name in the table and the chart.
    pub name: &'static str,
    /// The first request leaves at a random time of so many milliseconds after the start.
    pub spread: u64,
    /// The waits after failures.
    pub waits: Waits,
}

/// The policy under way on one device.
#[derive(Debug)]
pub struct Trial {
    waits: Waits,
    attempts: Attempts,
    /// Of the policies that are not core's: failures so far, and the wait before.
    failed: u32,
    last: u64,
}

impl Trial {
    /// Before the first attempt.
    pub fn new(waits: Waits) -> Self {
        let retry = match waits {
            Waits::Core(retry) | Waits::Fixed(retry) => retry,
            Waits::Full { .. } | Waits::Decorrelated { .. } => Retry::OFF,
        };
        Self {
            waits,
            attempts: Attempts::new(retry),
            failed: 0,
            last: 0,
        }
    }

    /// The wait after a failure in milliseconds, `elapsed` ms after the first attempt; `None` if
    /// there is no further attempt.
    pub fn failed(&mut self, failure: Failure, elapsed: u64, random: &mut Random) -> Option<u64> {
        let asked = u64::from(failure.retry_after.unwrap_or(0)) * 1000;
        let elapsed = Duration::from_millis(elapsed);
        match self.waits {
            Waits::Core(_) => {
                let wait = self.attempts.failed(failure, elapsed, random.next())?;
                Some(wait.as_millis() as u64)
            }
            Waits::Fixed(_) => {
                let wait = self.attempts.failed(failure, elapsed, 0)?;
                Some(wait.as_millis() as u64)
            }
            Waits::Full { first, longest } if failure.is_retryable() => {
                let whole = (first << self.failed.min(32)).min(longest);
                self.failed += 1;
                Some(asked + random.below(whole))
            }
            Waits::Decorrelated { first, longest } if failure.is_retryable() => {
                let last = self.last.max(first);
                self.last = (first + random.below(3 * last - first)).min(longest);
                Some(asked + self.last)
            }
            Waits::Full { .. } | Waits::Decorrelated { .. } => None,
        }
    }
}

/// A time in seconds.
const fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

/// The waits of core's defaults, for as many attempts as it takes.
pub const DEFAULT: Retry = Retry::new(u32::MAX);

/// The policies that are compared. The default's first wait once was half a second.
pub const POLICIES: [Policy; 10] = [
    of("no jitter, 0.5 s to 30 s", Waits::Fixed(HALF)),
    of("0.5 s to 30 s", Waits::Core(HALF)),
    of(
        "full jitter, 0.5 s to 30 s",
        Waits::Full {
            first: 500,
            longest: 30_000,
        },
    ),
    of(
        "decorrelated, 0.5 s to 30 s",
        Waits::Decorrelated {
            first: 500,
            longest: 30_000,
        },
    ),
    of("default: 2 s to 30 s", Waits::Core(DEFAULT)),
    of(
        "5 s to 60 s",
        Waits::Core(DEFAULT.waits(seconds(5), seconds(60))),
    ),
    of(
        "5 s to 300 s",
        Waits::Core(DEFAULT.waits(seconds(5), seconds(300))),
    ),
    of("default, first request within 60 s", Waits::Core(DEFAULT)).within(60_000),
    of("default, first request within 300 s", Waits::Core(DEFAULT)).within(300_000),
    of("no jitter, first request within 300 s", Waits::Fixed(HALF)).within(300_000),
];

const HALF: Retry = DEFAULT.waits(Duration::from_millis(500), seconds(30));

const fn of(name: &'static str, waits: Waits) -> Policy {
    Policy {
        name,
        spread: 0,
        waits,
    }
}

impl Policy {
    /// Spreads the first requests over this time, in milliseconds.
    #[must_use]
    pub const fn within(mut self, spread: u64) -> Self {
        self.spread = spread;
        self
    }
}
