//! The time-outs of a socket, and reads and writes within them.

use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

use crate::connector::Stream;
use crate::deadline::{Limit, TimeLimit};

/// The longest time-out a socket is given: systems differ in how much they take.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) type SetTimeout = fn(&mut dyn Stream, Option<Duration>) -> io::Result<()>;

/// A time-out of a socket, which is set when it changes.
pub(crate) struct SocketTimeout {
    /// How long one read or write may take.
    time: Duration,
    by: TimeLimit,
    set: SetTimeout,
    /// The one that the socket has. Unknown at first: a stream of the caller's may come with one.
    current: Option<Option<Duration>>,
}

impl SocketTimeout {
    pub(crate) const fn new(time: Duration, by: TimeLimit, set: SetTimeout) -> Self {
        Self {
            time,
            by,
            set,
            current: None,
        }
    }

    /// Calls `attempt` until it succeeds or time is up.
    pub(crate) fn within<T>(
        &mut self,
        socket: &mut dyn Stream,
        bound: Limit,
        mut attempt: impl FnMut(&mut dyn Stream) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut now = Instant::now();
        let limit = Limit::since(now, self.time, self.by).or_earlier(bound);
        loop {
            self.keep_within(socket, limit.left_at(now)?)?;
            match attempt(socket) {
                Err(error) if is_passing(&error) => now = Instant::now(),
                result => return result,
            }
        }
    }

    /// Sets the time-out unless the socket has the right one already.
    fn keep_within(&mut self, socket: &mut dyn Stream, left: Option<Duration>) -> io::Result<()> {
        let timeout = left.map(rounded_down);
        if self.current != Some(timeout) {
            (self.set)(socket, timeout)?;
            self.current = Some(timeout);
        }
        Ok(())
    }
}

/// The largest power of two in microseconds up to `left`, so that it rarely changes. A socket that
/// wakes up too early waits again, for a shorter time.
fn rounded_down(left: Duration) -> Duration {
    let micros = left.min(DAY).as_micros().max(1);
    Duration::from_micros(1 << micros.ilog2())
}

/// Whether to try again: a signal came, or the socket's own time-out, and whether that was the
/// limit, the limit decides.
fn is_passing(error: &io::Error) -> bool {
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    /// Takes note of the read time-outs that are set.
    #[derive(Default)]
    struct Recorder {
        set: Vec<Option<Duration>>,
        fails: bool,
    }

    impl Read for Recorder {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Ok(0)
        }
    }

    impl Write for Recorder {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Stream for Recorder {
        fn set_read_timeout(&mut self, time: Option<Duration>) -> io::Result<()> {
            if self.fails {
                return Err(ErrorKind::InvalidInput.into());
            }
            self.set.push(time);
            Ok(())
        }

        fn set_write_timeout(&mut self, time: Option<Duration>) -> io::Result<()> {
            self.set_read_timeout(time)
        }

        fn set_nonblocking(&mut self, _: bool) -> io::Result<()> {
            Ok(())
        }
    }

    fn read_timeout() -> SocketTimeout {
        let set: SetTimeout = |socket, time| socket.set_read_timeout(time);
        SocketTimeout::new(DAY, TimeLimit::Read, set)
    }

    #[test]
    fn a_timeout_is_set_only_when_it_changes() {
        let mut recorder = Recorder::default();
        let mut timeout = read_timeout();
        for seconds in [None, None, Some(30), Some(29), Some(3), Some(30)] {
            let left = seconds.map(Duration::from_secs);
            assert!(timeout.keep_within(&mut recorder, left).is_ok());
        }
        let micros = |power: u32| Some(Duration::from_micros(1 << power));
        assert_eq!(recorder.set, [None, micros(24), micros(21), micros(24)]);
    }

    #[test]
    fn a_timeout_that_cannot_be_set_is_not_taken_for_set() {
        let mut recorder = Recorder {
            fails: true,
            ..Recorder::default()
        };
        let mut timeout = read_timeout();
        assert!(timeout.keep_within(&mut recorder, None).is_err());
        recorder.fails = false;
        assert!(timeout.keep_within(&mut recorder, None).is_ok());
        assert_eq!(recorder.set, [None]);
    }

    #[test]
    fn a_socket_never_waits_longer_than_what_is_left() {
        for micros in [1, 2, 3, 1000, 999_999, 30_000_000] {
            let left = Duration::from_micros(micros);
            let timeout = rounded_down(left);
            assert!(timeout <= left, "{timeout:?} of {left:?}");
            assert!(timeout * 2 > left, "{timeout:?} of {left:?}");
        }
        assert!(rounded_down(Duration::MAX) <= DAY);
        assert!(!rounded_down(Duration::from_nanos(1)).is_zero());
    }
}
