//! A connection in memory, as the driver loops use it: short, interrupted, and failing when told.

use embedded_io_0_7::{Error, ErrorKind, ErrorType, Read, Write};

/// What goes wrong on a [`Wire`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireError {
    /// Nothing happened; try again.
    Interrupted,
    /// Nothing came in time.
    TimedOut,
    /// The connection is gone.
    Reset,
}

impl std::fmt::Display for WireError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Interrupted => "interrupted",
            Self::TimedOut => "timed out",
            Self::Reset => "reset by peer",
        })
    }
}

impl std::error::Error for WireError {}

impl Error for WireError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Interrupted => ErrorKind::Interrupted,
            Self::TimedOut => ErrorKind::TimedOut,
            Self::Reset => ErrorKind::ConnectionReset,
        }
    }
}

/// A connection in memory.
#[derive(Clone, Debug)]
pub struct Wire<'a> {
    response: &'a [u8],
    /// What was written.
    pub sent: Vec<u8>,
    /// Bytes written since the last flush.
    pub unflushed: usize,
    /// The most bytes that a write or a read moves.
    pub most: usize,
    /// Every so many calls one is interrupted; 0 is never.
    pub interrupted_every: usize,
    /// Writes beyond so many bytes move none.
    pub writes_up_to: usize,
    /// Writes beyond so many bytes fail.
    pub write_fails_at: usize,
    /// Flushes fail.
    pub flush_fails: bool,
    /// A write or flush has failed, or moved nothing.
    pub broken: bool,
    /// Reads fail so when the response is used up.
    pub read_fails: Option<WireError>,
    /// So many flushes are interrupted first.
    pub flushes_interrupted: usize,
    /// Flushes that were not.
    pub flushes: usize,
    /// Each async call is pending so many times before it happens.
    pub pending: usize,
    /// Calls of `read`.
    pub reads: usize,
    /// Calls of `write`.
    pub writes: usize,
    calls: usize,
}

impl<'a> Wire<'a> {
    /// A connection on which nothing goes wrong, and that ends behind `response`.
    pub const fn new(response: &'a [u8]) -> Self {
        Self {
            response,
            sent: Vec::new(),
            unflushed: 0,
            most: usize::MAX,
            interrupted_every: 0,
            writes_up_to: usize::MAX,
            write_fails_at: usize::MAX,
            flush_fails: false,
            broken: false,
            read_fails: None,
            flushes_interrupted: 0,
            flushes: 0,
            pending: 0,
            reads: 0,
            writes: 0,
            calls: 0,
        }
    }

    fn interrupt(&mut self) -> Result<(), WireError> {
        self.calls += 1;
        if self.interrupted_every > 0 && self.calls.is_multiple_of(self.interrupted_every) {
            return Err(WireError::Interrupted);
        }
        Ok(())
    }
}

impl ErrorType for Wire<'_> {
    type Error = WireError;
}

impl Read for Wire<'_> {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, WireError> {
        assert!(!space.is_empty(), "a read of nothing looks like the end");
        self.reads += 1;
        assert!(
            self.unflushed == 0 || self.broken,
            "waits for a response to what is not sent"
        );
        self.interrupt()?;
        if let (true, Some(error)) = (self.response.is_empty(), self.read_fails) {
            return Err(error);
        }
        let size = self.response.len().min(space.len()).min(self.most);
        let (now, later) = self.response.split_at(size);
        space[..size].copy_from_slice(now);
        self.response = later;
        Ok(size)
    }
}

impl Write for Wire<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, WireError> {
        assert!(!bytes.is_empty(), "a write of nothing looks like WriteZero");
        self.writes += 1;
        self.interrupt()?;
        assert!(!self.broken, "what cannot be written is not tried again");
        if self.sent.len() >= self.write_fails_at {
            self.broken = true;
            return Err(WireError::Reset);
        }
        let room = self.writes_up_to - self.sent.len();
        let size = bytes.len().min(self.most).min(room);
        self.sent.extend_from_slice(&bytes[..size]);
        self.unflushed += size;
        self.broken = size == 0;
        Ok(size)
    }

    fn flush(&mut self) -> Result<(), WireError> {
        self.interrupt()?;
        if self.flushes_interrupted > 0 {
            self.flushes_interrupted -= 1;
            return Err(WireError::Interrupted);
        }
        self.flushes += 1;
        if self.flush_fails {
            self.broken = true;
            return Err(WireError::Reset);
        }
        self.unflushed = 0;
        Ok(())
    }
}

/// Is pending so many times, and wakes each time.
async fn pend(times: usize) {
    let mut left = times;
    std::future::poll_fn(|context| {
        if left == 0 {
            return std::task::Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

impl embedded_io_async_0_7::Read for Wire<'_> {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, WireError> {
        pend(self.pending).await;
        Read::read(self, space)
    }
}

impl embedded_io_async_0_7::Write for Wire<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, WireError> {
        pend(self.pending).await;
        Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), WireError> {
        pend(self.pending).await;
        Write::flush(self)
    }
}
