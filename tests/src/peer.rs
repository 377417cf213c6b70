//! The other end of a connection, in memory.

use std::convert::Infallible;

use embedded_io_0_7::{ErrorType, Read, Write};

/// Takes a request and gives a response.
pub trait Peer {
    /// Takes some of `bytes`, and says how many.
    fn write(&mut self, bytes: &[u8]) -> usize;

    /// Fills some of `space`, and says how much; 0 is the end of the stream.
    fn read(&mut self, space: &mut [u8]) -> usize;

    /// The client connects anew.
    fn reconnect(&mut self) {}
}

/// Takes everything, gives these bytes, then closes. Allocates nothing.
impl Peer for &[u8] {
    fn write(&mut self, bytes: &[u8]) -> usize {
        bytes.len()
    }

    fn read(&mut self, space: &mut [u8]) -> usize {
        let (now, later) = self.split_at(self.len().min(space.len()));
        space[..now.len()].copy_from_slice(now);
        *self = later;
        now.len()
    }
}

/// A connection to a peer, for the blocking driver loop. It never fails.
#[derive(Debug)]
pub struct Connection<P>(pub P);

impl<P> ErrorType for Connection<P> {
    type Error = Infallible;
}

impl<P: Peer> Read for Connection<P> {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, Infallible> {
        Ok(self.0.read(space))
    }
}

impl<P: Peer> Write for Connection<P> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(self.0.write(bytes))
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

/// How a response is cut into the pieces in which it arrives.
#[derive(Clone, Debug)]
pub enum Pieces<'p> {
    /// In one, as far as there is room.
    Whole,
    /// Up to so many bytes each.
    Each(usize),
    /// Two, the first of so many bytes.
    At(usize),
    /// Of these sizes, over and over; 0 counts as 1.
    Sizes(&'p [usize]),
}

/// A peer that takes everything and gives one response, then closes.
#[derive(Clone, Debug)]
pub struct Canned<'a> {
    response: &'a [u8],
    pieces: Pieces<'a>,
    /// Bytes of the response that are out.
    pub given: usize,
    reads: usize,
    /// What the client wrote.
    pub sent: Vec<u8>,
}

impl<'a> Canned<'a> {
    /// Gives `response` in `pieces`.
    pub const fn new(response: &'a [u8], pieces: Pieces<'a>) -> Self {
        Self {
            response,
            pieces,
            given: 0,
            reads: 0,
            sent: Vec::new(),
        }
    }

    fn piece(&self) -> usize {
        match self.pieces {
            Pieces::Whole => usize::MAX,
            Pieces::Each(size) => size.max(1),
            Pieces::At(offset) if self.given < offset => offset - self.given,
            Pieces::At(_) => usize::MAX,
            Pieces::Sizes(sizes) => sizes
                .get(self.reads % sizes.len().max(1))
                .map_or(1, |&size| size.max(1)),
        }
    }
}

impl Peer for Canned<'_> {
    fn write(&mut self, bytes: &[u8]) -> usize {
        self.sent.extend_from_slice(bytes);
        bytes.len()
    }

    fn read(&mut self, space: &mut [u8]) -> usize {
        let rest = &self.response[self.given..];
        let size = rest.len().min(space.len()).min(self.piece());
        space[..size].copy_from_slice(&rest[..size]);
        self.given += size;
        self.reads += 1;
        size
    }
}
