//! Which time certificates are checked against (RFC 5280 section 4.1.2.5), and a clock for devices that have none.

use core::cell::Cell;

use super::{ConfigError, parse_imf_fixdate};

/// Knows the present.
pub trait Clock {
    /// Seconds since 1 January 1970 UTC, or `None` while the time is not known.
    ///
    /// `None` makes a connection fail with [`ConfigError::ClockNotSet`]; it never skips a check.
    fn now(&self) -> Option<u64>;
}

/// What the dates in certificates are compared with.
///
/// There is no default: a device without a clock has to say so.
#[derive(Clone, Copy)]
pub enum Validity<'a> {
    /// With the present, by this clock.
    At(&'a dyn Clock),
    /// With a moment that is certainly past, in seconds since 1970: the day the firmware was built.
    ///
    /// For a device that has no clock. Certificates that had expired by that day are refused; that the others are valid
    /// today is not checked.
    Since(u64),
    /// With the present once this clock knows it, and until then with a moment that is certainly past, as [`Since`](Self::Since)
    /// does.
    ///
    /// For a [`DateClock`], which the first answer sets.
    AtOrSince(&'a dyn Clock, u64),
    /// With nothing. Whoever holds the key of a certificate that expired long ago is believed.
    ///
    /// The certificates of a path must still have been valid at one common moment.
    SkipDates,
}

impl Validity<'_> {
    /// Asks the clock, if there is one.
    pub(super) fn moment(&self) -> Result<Moment, ConfigError> {
        match self {
            Self::At(clock) => clock
                .now()
                .map(Moment::Exactly)
                .ok_or(ConfigError::ClockNotSet),
            Self::Since(seconds) => Ok(Moment::NotBefore(*seconds)),
            Self::AtOrSince(clock, seconds) => Ok(clock
                .now()
                .map_or(Moment::NotBefore(*seconds), Moment::Exactly)),
            Self::SkipDates => Ok(Moment::NotBefore(0)),
        }
    }
}

/// When all certificates of a path have to be valid.
#[derive(Clone, Copy)]
pub(crate) enum Moment {
    /// At this second.
    Exactly(u64),
    /// At some second that is not before this one.
    NotBefore(u64),
}

/// A clock set from the `Date` of answers that came over an authenticated connection.
///
/// It runs on a monotonic count of milliseconds, such as embassy-time's `Instant::now().as_millis()`.
///
/// # What it protects against
///
/// Before the first answer it knows nothing, so the first connection needs something else: [`Validity::AtOrSince`]
/// the build. Whoever can answer that one with the key of an expired certificate can also set the clock back to when it
/// was valid. From then on the clock only goes forward: a later answer can move it ahead, never back by more than
/// the difference that a slow answer makes ([`Self::TOLERANCE`]). So it protects against a key stolen *after* the first good answer
/// whose certificate has expired; it does not replace a real-time clock that somebody trustworthy has set. A server
/// that is authenticated can also set the clock far ahead, and the device then refuses certificates until it is
/// restarted.
///
/// ```
/// use gigapay_webhooks_embassy::tls::{Clock, DateClock};
///
/// let clock = DateClock::new(|| 5_000); // on a device: || embassy_time::Instant::now().as_millis()
/// assert_eq!(clock.now(), None);
/// assert!(clock.set(b"Sun, 06 Nov 1994 08:49:37 GMT"));
/// assert_eq!(clock.now(), Some(784_111_777));
/// ```
#[derive(Debug)]
pub struct DateClock {
    monotonic: fn() -> u64,
    /// Unix milliseconds when the monotonic count was zero.
    start: Cell<Option<u64>>,
}

impl DateClock {
    /// By how many seconds an answer's `Date` may lie behind the clock; it is then ignored.
    pub const TOLERANCE: u64 = 60;

    /// A clock that does not know the time yet; `monotonic` counts milliseconds and never goes back.
    #[must_use]
    pub const fn new(monotonic: fn() -> u64) -> Self {
        Self {
            monotonic,
            start: Cell::new(None),
        }
    }

    /// Takes the value of a `Date` field. Says whether it was a date that agrees with what is known.
    ///
    /// Call it only for an answer read from a [`TlsStream`](super::TlsStream), never for one that came in the clear.
    pub fn set(&self, date: &[u8]) -> bool {
        parse_imf_fixdate(date).is_some_and(|seconds| self.set_unix(seconds))
    }

    /// Takes a date already read, in seconds since 1970. Says whether it agrees with what is known.
    pub fn set_unix(&self, seconds: u64) -> bool {
        match self.now() {
            Some(now) if seconds.saturating_add(Self::TOLERANCE) < now => false,
            Some(now) if seconds <= now => true,
            _ => {
                let start = seconds
                    .checked_mul(1_000)
                    .and_then(|unix| unix.checked_sub((self.monotonic)()));
                if start.is_some() {
                    self.start.set(start);
                }
                start.is_some()
            }
        }
    }
}

impl Clock for DateClock {
    fn now(&self) -> Option<u64> {
        Some(self.start.get()?.checked_add((self.monotonic)())? / 1_000)
    }
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

    use super::{Clock as _, DateClock};

    #[test]
    fn runs_from_the_first_date_and_only_forward() {
        static MILLIS: AtomicU64 = AtomicU64::new(1_500);
        let clock = DateClock::new(|| MILLIS.load(Relaxed));
        assert_eq!(clock.now(), None);
        assert!(!clock.set(b"yesterday"));
        assert_eq!(clock.now(), None);
        assert!(clock.set(b"Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(clock.now(), Some(784_111_777));
        MILLIS.store(101_500, Relaxed);
        assert_eq!(clock.now(), Some(784_111_877));
        assert!(clock.set_unix(784_111_860), "a slow answer agrees");
        assert_eq!(
            clock.now(),
            Some(784_111_877),
            "and does not set the clock back"
        );
        assert!(!clock.set_unix(784_111_777), "an old answer does not agree");
        assert!(clock.set_unix(784_111_900));
        assert_eq!(clock.now(), Some(784_111_900));
        assert!(!clock.set_unix(u64::MAX), "a number that is no time");
        assert_eq!(clock.now(), Some(784_111_900));
    }
}
