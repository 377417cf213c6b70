//! Which time certificates are checked against (RFC 5280 section 4.1.2.5), and a clock for devices
//! that have none.

use core::cell::Cell;
use core::fmt;

use crate::date::parse_imf_fixdate;
use crate::error::TlsConfigError;

/// Tells the time.
pub trait Clock {
    /// Seconds since 1 January 1970 UTC, or `None` while the time is not known.
    ///
    /// `None` makes a connection fail with [`TlsConfigError::ClockNotSet`]; it never skips a check.
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
    /// For a device that has no clock. Certificates that had expired by that day are rejected;
    /// whether the others are valid today is not checked.
    Since(u64),
    /// With the present once this clock knows it, and until then with a moment that is certainly
    /// past, as [`Since`](Self::Since) does.
    ///
    /// For a [`DateClock`], which the first response sets. A clock that tells an earlier time than
    /// that moment is wrong, and is treated as one that does not know the time.
    AtOrSince(&'a dyn Clock, u64),
    /// With nothing. The holder of the key of a certificate that expired long ago is trusted.
    ///
    /// The certificates of a path must still have been valid at one common moment.
    SkipDates,
}

impl fmt::Debug for Validity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(clock) => write!(f, "At({:?})", clock.now()),
            Self::Since(seconds) => write!(f, "Since({seconds})"),
            Self::AtOrSince(clock, seconds) => {
                write!(f, "AtOrSince({:?}, {seconds})", clock.now())
            }
            Self::SkipDates => f.write_str("SkipDates"),
        }
    }
}

impl Validity<'_> {
    /// Asks the clock, if there is one.
    pub(crate) fn validation_time(&self) -> Result<ValidationTime, TlsConfigError> {
        match self {
            Self::At(clock) => clock
                .now()
                .map(ValidationTime::Exactly)
                .ok_or(TlsConfigError::ClockNotSet),
            Self::Since(seconds) => Ok(ValidationTime::NotBefore(*seconds)),
            Self::AtOrSince(_, seconds) => Ok(self
                .now()
                .map_or(ValidationTime::NotBefore(*seconds), ValidationTime::Exactly)),
            Self::SkipDates => Ok(ValidationTime::NotBefore(0)),
        }
    }

    /// The present, if there is a clock that knows it.
    pub(crate) fn now(&self) -> Option<u64> {
        match self {
            Self::At(clock) => clock.now(),
            // A clock that is set to before the moment that is certainly past is wrong.
            Self::AtOrSince(clock, seconds) => clock.now().filter(|now| now >= seconds),
            Self::Since(_) | Self::SkipDates => None,
        }
    }
}

/// When all certificates of a path have to be valid.
#[derive(Clone, Copy)]
pub(crate) enum ValidationTime {
    /// At this second.
    Exactly(u64),
    /// At some second that is not before this one.
    NotBefore(u64),
}

/// A clock set from the `Date` of HTTP responses that came over an authenticated connection.
///
/// It runs on a monotonic count of milliseconds, such as embassy-time's
/// `Instant::now().as_millis()`.
///
/// # What it protects against
///
/// Before the first response it knows no time, so the first connection needs
/// [`Validity::AtOrSince`] the build. An attacker with the key of an expired certificate who serves
/// that connection can also set the clock back to when the certificate was valid, though for
/// [`Validity::AtOrSince`] a time before the build counts as unknown. From then on the clock only
/// goes forward: a later response can move it ahead, never back by more than [`Self::TOLERANCE`].
/// So it protects against a key that is stolen *after* the first good response and whose
/// certificate has expired; it does not replace a real-time clock. An authenticated server can also
/// set the clock far ahead, and the device then rejects certificates until it is restarted.
///
/// ```
/// use heapless_tls::DateClock;
///
/// let clock = DateClock::new(|| 5_000); // on a device: || Instant::now().as_millis()
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
    /// Seconds by which a response's `Date` may lie behind the clock; it is then ignored.
    pub const TOLERANCE: u64 = 60;

    /// A clock that does not know the time yet; `monotonic` counts milliseconds and never goes
    /// back.
    #[must_use]
    pub const fn new(monotonic: fn() -> u64) -> Self {
        Self {
            monotonic,
            start: Cell::new(None),
        }
    }

    /// Sets the clock by the value of a `Date` field. Returns `true` if it is a date that agrees
    /// with what is known.
    ///
    /// Call it only for a response that came over an authenticated connection.
    #[must_use = "false: the date was not taken"]
    pub fn set(&self, date: &[u8]) -> bool {
        parse_imf_fixdate(date).is_some_and(|seconds| self.set_unix(seconds))
    }

    /// Sets the clock by a date in seconds since 1970. Returns `true` if it agrees with what is
    /// known.
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

    /// Seconds since 1 January 1970 UTC, or `None` while the time is not known.
    #[must_use]
    pub fn now(&self) -> Option<u64> {
        Some(self.start.get()?.checked_add((self.monotonic)())? / 1_000)
    }
}

impl Clock for DateClock {
    fn now(&self) -> Option<u64> {
        Self::now(self)
    }
}
