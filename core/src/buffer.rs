//! The caller's bytes: a request and a response, one after the other.

use zeroize::{Zeroize, optimization_barrier};

/// The smallest buffer an exchange works with, in bytes: requests and responses pass through it in
/// pieces of any size.
///
/// A buffer as large as the request sends it in one write: 512 bytes are a good choice.
pub const MIN_BUFFER: usize = 1;

/// A byte buffer with an unread part. Wiped when dropped: tokens and secret keys, or a
/// notification, have passed through it, and a transport may have written to it without saying so
/// before it failed.
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

    /// Bytes filled in and not yet consumed.
    pub(crate) fn unread(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// So many bytes, which are unread, are used up.
    pub(crate) const fn consume(&mut self, bytes: usize) {
        self.start += bytes;
    }

    /// Forgets what is unread.
    pub(crate) const fn clear(&mut self) {
        self.start = 0;
        self.end = 0;
    }

    /// All of it, to be filled anew: nothing is asked for before all that came is consumed.
    pub(crate) const fn free(&mut self) -> &mut [u8] {
        self.bytes
    }

    /// So many bytes from its beginning have been filled in; `false` if there is no room for them.
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
        // Whole words at once, kept by a barrier behind each piece: `zeroize` writes byte by byte,
        // and one barrier for all would call a `memset` of 208 bytes (measured on thumbv7em).
        let (pieces, rest) = self.bytes.as_chunks_mut::<16>();
        for piece in pieces {
            *piece = [0; 16];
            optimization_barrier(piece);
        }
        rest.iter_mut().zeroize();
    }
}

/// Copies as many bytes as there are and have room. (Cut to one length where the compiler sees it,
/// `copy_from_slice` leaves no panic in the image.)
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    let length = to.len().min(from.len());
    if let (Some(to), Some(from)) = (to.get_mut(..length), from.get(..length)) {
        to.copy_from_slice(from);
    }
}
