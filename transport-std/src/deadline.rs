//! Points in time by which an operation must have ended, and the settings that they come from.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::{Duration, Instant};

/// The setting that ran out in an [`Cause::Timeout`](crate::Cause::Timeout).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeLimit {
    /// [`connect_timeout`](crate::ClientBuilder::connect_timeout).
    Connect,
    /// [`read_timeout`](crate::ClientBuilder::read_timeout).
    Read,
    /// [`write_timeout`](crate::ClientBuilder::write_timeout).
    Write,
    /// [`deadline`](crate::ClientBuilder::deadline).
    Deadline,
    /// [`Retry::within`](crate::Retry::within): the time for all attempts.
    Retry,
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connect time-out",
            Self::Read => "read time-out",
            Self::Write => "write time-out",
            Self::Deadline => "deadline",
            Self::Retry => "time for all attempts",
        })
    }
}

/// When time is up, and by which setting. Without a point in time it never is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    at: Option<Instant>,
    by: TimeLimit,
}

impl Limit {
    /// So long from now. What exceeds the clock's range never comes.
    pub(crate) fn after(time: Duration, by: TimeLimit) -> Self {
        Self::since(Instant::now(), time, by)
    }

    /// So long from `begun`.
    pub(crate) fn since(begun: Instant, time: Duration, by: TimeLimit) -> Self {
        Self {
            at: begun.checked_add(time),
            by,
        }
    }

    /// Whichever comes first; `self` when both do.
    pub(crate) fn or_earlier(self, other: Self) -> Self {
        match (self.at, other.at) {
            (None, Some(_)) => other,
            (Some(own), Some(others)) if others < own => other,
            _ => self,
        }
    }

    /// What is left, or `None` for ever. Never zero: sockets take that for 'for ever'.
    pub(crate) fn left(self) -> Result<Option<Duration>, TimeIsUp> {
        self.left_at(Instant::now())
    }

    /// What is left at `now`.
    pub(crate) fn left_at(self, now: Instant) -> Result<Option<Duration>, TimeIsUp> {
        let Some(at) = self.at else {
            return Ok(None);
        };
        match at.checked_duration_since(now) {
            None | Some(Duration::ZERO) => Err(self.is_up()),
            left => Ok(left),
        }
    }

    /// The error that says that this limit has passed.
    pub(crate) const fn is_up(self) -> TimeIsUp {
        TimeIsUp(self.by)
    }

    /// The same limit, but no later than an equal share of what is left for so many attempts.
    pub(crate) fn share(self, attempts: usize) -> Result<Option<Duration>, TimeIsUp> {
        let attempts = u32::try_from(attempts.max(1)).unwrap_or(u32::MAX);
        // Rounded up, so that a share is never zero.
        let share = |left: Duration| (left / attempts).max(Duration::from_micros(1));
        Ok(self.left()?.map(share))
    }
}

/// A limit has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimeIsUp(pub(crate) TimeLimit);

impl fmt::Display for TimeIsUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} has passed", self.0)
    }
}

impl Error for TimeIsUp {}

impl From<TimeIsUp> for io::Error {
    /// For the way through interfaces that know only [`io::Error`].
    fn from(time: TimeIsUp) -> Self {
        Self::new(io::ErrorKind::TimedOut, time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn the_earlier_limit_counts_and_says_its_name() {
        let deadline = Limit::after(Duration::ZERO, TimeLimit::Deadline);
        let read = Limit::after(HOUR, TimeLimit::Read);
        for limit in [deadline.or_earlier(read), read.or_earlier(deadline)] {
            assert_eq!(limit.left(), Err(TimeIsUp(TimeLimit::Deadline)));
        }
    }

    #[test]
    fn time_without_end_never_ends() {
        let never = Limit::after(Duration::MAX, TimeLimit::Read);
        assert_eq!(never.left(), Ok(None));
        assert_eq!(never.share(3), Ok(None));
        let hour = Limit::after(HOUR, TimeLimit::Deadline);
        assert!(never.or_earlier(hour).left().unwrap().unwrap() <= HOUR);
    }

    #[test]
    fn each_limit_has_a_name() {
        for (by, text) in [
            (TimeLimit::Connect, "the connect time-out has passed"),
            (TimeLimit::Read, "the read time-out has passed"),
            (TimeLimit::Write, "the write time-out has passed"),
            (TimeLimit::Deadline, "the deadline has passed"),
            (TimeLimit::Retry, "the time for all attempts has passed"),
        ] {
            assert_eq!(TimeIsUp(by).to_string(), text);
        }
    }

    #[test]
    fn attempts_share_what_is_left() {
        let limit = Limit::after(HOUR, TimeLimit::Connect);
        assert!(limit.share(4).unwrap().unwrap() <= HOUR / 4);
        assert!(limit.share(0).unwrap().unwrap() > HOUR / 2);
    }
}
