//! A socket whose other end is a server in the same thread: it responds to each write at once.

use std::collections::VecDeque;

use embedded_io_0_7::{ErrorKind, ErrorType, Read, Write};

/// The other end.
pub trait Peer {
    /// Takes what the client sent, and responds.
    fn receive(&mut self, bytes: &[u8], response: &mut Vec<u8>);
}

/// The client's end.
pub struct Socket<P> {
    pub peer: P,
    pub inbox: VecDeque<u8>,
    /// At most so many bytes are read or written at once.
    pub chunk: usize,
    /// All bytes that the client wrote.
    pub written: Vec<u8>,
    /// All bytes that the client read.
    pub delivered: usize,
    /// The connection ends after so many bytes to the client.
    pub cut_at: usize,
    /// Writes after so many bytes fail.
    pub write_limit: usize,
}

impl<P> Socket<P> {
    pub const fn new(peer: P) -> Self {
        Self {
            peer,
            inbox: VecDeque::new(),
            chunk: usize::MAX,
            written: Vec::new(),
            delivered: 0,
            cut_at: usize::MAX,
            write_limit: usize::MAX,
        }
    }
}

impl<P> ErrorType for Socket<P> {
    type Error = ErrorKind;
}

impl<P: Peer> Read for Socket<P> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
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
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let room = self.write_limit.saturating_sub(self.written.len());
        if room == 0 {
            return Err(ErrorKind::ConnectionReset);
        }
        let length = bytes.len().min(self.chunk).min(room);
        self.written.extend(&bytes[..length]);
        let mut response = Vec::new();
        self.peer.receive(&bytes[..length], &mut response);
        self.inbox.extend(response);
        Ok(length)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}
