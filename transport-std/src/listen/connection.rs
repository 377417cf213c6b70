//! A connection of a peer: its time is bounded, and the head of its request is kept.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use embedded_io_0_7::{self as embedded_io, ErrorType};
use gigapay_webhooks::notify::{MAX_HEAD, Signature};

use super::registry::Slot;

/// How long a peer may take to notice that the connection is closed, and how many bytes it may send
/// until then.
const LINGER: Duration = Duration::from_millis(500);
const LINGER_BYTES: usize = 256 * 1024;

/// How long a response may take to leave once the time of its request is over.
const RESPONSE: Duration = Duration::from_secs(1);

/// A connection that carries requests.
pub(super) struct Connection {
    socket: TcpStream,
    slot: Slot,
    request_time: Duration,
    /// When the present wait, or the present request, has taken too long.
    end: Instant,
    /// The head of the present request, as long as it may be; whatever follows it is of no
    /// interest.
    head: Vec<u8>,
}

impl Connection {
    /// A connection that has `first_byte_time` to begin its first request.
    pub(super) fn new(
        socket: TcpStream,
        slot: Slot,
        first_byte_time: Duration,
        request_time: Duration,
    ) -> Self {
        Self {
            socket,
            slot,
            request_time,
            end: after(first_byte_time),
            head: Vec::new(),
        }
    }

    /// Goes on to another request, which must begin within `time`. `false` if there is to be none.
    pub(super) fn go_on(&mut self, time: Duration) -> bool {
        self.head.clear();
        self.end = after(time);
        self.slot.wait()
    }

    /// Time is up, but for a response that says so.
    pub(super) fn allow_response(&mut self) {
        self.end = after(RESPONSE);
    }

    /// The value of `Gigapay-Signature`, from a head that a receiver found whole and in order.
    pub(super) fn signature(&self) -> &str {
        let lines = self.head.split(|byte| *byte == b'\n');
        for line in lines {
            let text = std::str::from_utf8(line).unwrap_or_default();
            if let Some((name, value)) = text.split_once(':')
                && name.eq_ignore_ascii_case(Signature::HEADER)
            {
                return value.trim_matches([' ', '\t', '\r']);
            }
        }
        ""
    }

    /// Closes the connection so that the peer finds the response, if there was one: what it still
    /// sends is read for a moment, for a reset would overtake the response (RFC 9112 section 9.6).
    pub(super) fn close(mut self, has_response: bool) {
        let _ = self.socket.shutdown(Shutdown::Write);
        if !has_response {
            return;
        }
        self.end = after(LINGER);
        let mut space = [0; 4096];
        let mut left = LINGER_BYTES;
        while left > 0 {
            match self.read_socket(&mut space) {
                Ok(read) if read > 0 => left = left.saturating_sub(read),
                _ => return,
            }
        }
    }

    fn read_socket(&mut self, space: &mut [u8]) -> io::Result<usize> {
        loop {
            let left = self.left()?;
            self.socket.set_read_timeout(Some(left))?;
            match self.socket.read(space) {
                Err(error) if is_passing(&error) => {}
                result => return result,
            }
        }
    }

    /// What is left of the time; never zero, which sockets take for 'for ever'.
    fn left(&self) -> io::Result<Duration> {
        let left = self.end.saturating_duration_since(Instant::now());
        match left.is_zero() {
            true => Err(ErrorKind::TimedOut.into()),
            false => Ok(left),
        }
    }
}

/// A point in time so far away that it is as good as none, where the time exceeds the clock's
/// range.
fn after(time: Duration) -> Instant {
    let now = Instant::now();
    let day = Duration::from_secs(24 * 60 * 60);
    now.checked_add(time.min(day)).unwrap_or(now)
}

/// Whether to look at the clock and try again.
fn is_passing(error: &io::Error) -> bool {
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

/// Why the connection is of no more use.
#[derive(Debug)]
pub(super) enum Lost {
    /// Time is up.
    Time,
    Io(io::Error),
}

impl From<io::Error> for Lost {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::TimedOut => Self::Time,
            _ => Self::Io(error),
        }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time => f.write_str("time is up"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Lost {}

impl embedded_io::Error for Lost {
    fn kind(&self) -> embedded_io::ErrorKind {
        match self {
            Self::Time => embedded_io::ErrorKind::TimedOut,
            Self::Io(_) => embedded_io::ErrorKind::Other,
        }
    }
}

impl ErrorType for Connection {
    type Error = Lost;
}

impl embedded_io::Read for Connection {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, Lost> {
        let read = self.read_socket(space)?;
        if self.head.is_empty() && read > 0 {
            // The request begins, and its time with it.
            self.end = after(self.request_time);
            self.slot.begin();
        }
        let room = usize::from(MAX_HEAD).saturating_sub(self.head.len());
        let new = space.get(..read.min(room)).unwrap_or_default();
        self.head.extend_from_slice(new);
        Ok(read)
    }
}

impl embedded_io::Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Lost> {
        loop {
            let left = self.left()?;
            self.socket.set_write_timeout(Some(left))?;
            match self.socket.write(bytes) {
                Err(error) if is_passing(&error) => {}
                result => return Ok(result?),
            }
        }
    }

    fn flush(&mut self) -> Result<(), Lost> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedded_io::Error as _;

    #[test]
    fn what_took_too_long_is_told_from_what_failed() {
        let late = Lost::from(io::Error::from(ErrorKind::TimedOut));
        let failed = Lost::from(io::Error::other("gone"));
        assert_eq!(
            (late.to_string(), failed.to_string()),
            ("time is up".into(), "gone".into())
        );
        assert_eq!(late.kind(), embedded_io::ErrorKind::TimedOut);
        assert_eq!(failed.kind(), embedded_io::ErrorKind::Other);
    }
}
