//! A socket whose other end is a server in the same thread: what is written, the server answers at once.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use embedded_io_async_0_7::{ErrorKind, ErrorType, Read, Write};

/// The other end.
pub trait Peer {
    /// Takes what the client sent, and answers.
    fn receive(&mut self, bytes: &[u8], answer: &mut Vec<u8>);
}

/// The client's end.
pub struct Socket<P> {
    pub peer: P,
    pub inbox: VecDeque<u8>,
    /// At most so many bytes are read or written at once.
    pub chunk: usize,
    /// Each read first says that there is nothing yet.
    pub hesitant: bool,
    hesitated: bool,
    /// Writes after so many bytes fail.
    pub write_limit: usize,
    pub written: usize,
    /// Writes get stuck once so many bytes are written.
    pub stuck_at: usize,
    /// Flushes get stuck after so many.
    pub stuck_flush: usize,
    pub flushes: usize,
    /// Calls of `write`.
    pub writes: usize,
    /// All bytes that the client read.
    pub delivered: usize,
    /// The connection ends after so many bytes to the client.
    pub cut_at: usize,
}

impl<P: Peer> Socket<P> {
    pub fn new(peer: P) -> Self {
        Self {
            peer,
            inbox: VecDeque::new(),
            chunk: usize::MAX,
            hesitant: false,
            hesitated: false,
            write_limit: usize::MAX,
            written: 0,
            stuck_at: usize::MAX,
            stuck_flush: usize::MAX,
            flushes: 0,
            writes: 0,
            delivered: 0,
            cut_at: usize::MAX,
        }
    }
}

impl<P> ErrorType for Socket<P> {
    type Error = ErrorKind;
}

impl<P: Peer> Read for Socket<P> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        if self.hesitant {
            poll_fn(|_| {
                self.hesitated = !self.hesitated;
                if self.hesitated {
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            })
            .await;
        }
        // With nothing left to say, the server has closed the connection.
        let left = self.cut_at.saturating_sub(self.delivered);
        let length = buffer.len().min(self.chunk).min(self.inbox.len()).min(left);
        for (to, from) in buffer.iter_mut().zip(self.inbox.drain(..length)) {
            *to = from;
        }
        self.delivered += length;
        Ok(length)
    }
}

impl<P: Peer> Write for Socket<P> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        if self.written >= self.write_limit {
            return Err(ErrorKind::ConnectionReset);
        }
        if self.written >= self.stuck_at {
            poll_fn(|_| Poll::<()>::Pending).await;
        }
        let room = self.write_limit.min(self.stuck_at) - self.written;
        let length = bytes.len().min(self.chunk).min(room);
        self.written += length;
        self.writes += 1;
        let mut answer = Vec::new();
        self.peer.receive(&bytes[..length], &mut answer);
        self.inbox.extend(answer);
        Ok(length)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        if self.flushes >= self.stuck_flush {
            poll_fn(|_| Poll::<()>::Pending).await;
        }
        self.flushes += 1;
        Ok(())
    }
}

/// Runs a future that never has to wait for anything but itself.
pub fn block_on<F: Future>(future: F) -> F::Output {
    poll_times(future, 10_000_000).expect("the future hangs")
}

/// Polls so many times, then drops the future.
pub fn poll_times<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    for _ in 0..times {
        if let Poll::Ready(output) = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            return Some(output);
        }
    }
    None
}
