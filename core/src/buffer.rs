//! The caller's buffer, which holds parts of a request, then parts of a response.

use zeroize::{Zeroize, optimization_barrier};

/// Smallest buffer that an exchange or receiver accepts, in bytes. Requests and responses pass
/// through it in pieces of any size.
///
/// A request that fits into the buffer is sent in one write; 512 bytes are enough for most.
pub const MIN_BUFFER: usize = 1;

/// A byte buffer with an unread range. All of it is wiped when dropped, because tokens, secret keys
/// and notifications pass through it, and a transport that fails may have written to it without
/// reporting a length.
pub(crate) struct Buffer<'a> {
    bytes: &'a mut [u8],
    start: usize,
    end: usize,
}

impl<'a> Buffer<'a> {
    pub(crate) const fn new(bytes: &'a mut [u8]) -> Self {
        Self {
            bytes,
            start: 0,
            end: 0,
        }
    }

    pub(crate) const fn is_too_small(&self) -> bool {
        self.bytes.len() < MIN_BUFFER
    }

    /// Returns the bytes that are filled and not yet consumed.
    pub(crate) fn unread(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Marks the first `bytes` unread bytes as read.
    pub(crate) const fn consume(&mut self, bytes: usize) {
        self.start += bytes;
    }

    /// Drops the unread bytes.
    pub(crate) const fn clear(&mut self) {
        self.start = 0;
        self.end = 0;
    }

    /// Returns the whole buffer to be filled. Callers do so only when nothing is unread.
    pub(crate) const fn free(&mut self) -> &mut [u8] {
        self.bytes
    }

    /// Marks the first `bytes` bytes as filled and unread. Returns `false` if the buffer is
    /// smaller.
    pub(crate) fn fill(&mut self, bytes: usize) -> bool {
        let fits = bytes <= self.bytes.len();
        if fits {
            self.start = 0;
            self.end = bytes;
        }
        fits
    }
}

impl Drop for Buffer<'_> {
    fn drop(&mut self) {
        // Writes words, since `zeroize` writes single bytes. The barrier after each chunk keeps the
        // writes; one barrier for the whole buffer would link a `memset` of 208 bytes (measured on
        // thumbv7em).
        let (pieces, rest) = self.bytes.as_chunks_mut::<16>();
        for piece in pieces {
            *piece = [0; 16];
            optimization_barrier(piece);
        }
        rest.iter_mut().zeroize();
    }
}

/// Copies bytes until either slice ends. (The compiler sees that both slices have the same length,
/// so `copy_from_slice` leaves no panic in the image.)
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    let length = to.len().min(from.len());
    if let (Some(to), Some(from)) = (to.get_mut(..length), from.get(..length)) {
        to.copy_from_slice(from);
    }
}
