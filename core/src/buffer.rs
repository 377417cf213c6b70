//! The caller's bytes: a request and a response, one after the other.

use zeroize::Zeroize;

/// A byte buffer with an unread part. Wiped when dropped, as far as it was used: tokens and secret
/// keys, or a notification, have passed through it.
pub(crate) struct Buffer<'a> {
    bytes: &'a mut [u8],
    start: usize,
    end: usize,
    /// How many bytes, from the first, may have been written to.
    used: usize,
    /// `used` without what is lent out at present. A transport that fails may have written to all
    /// of that without saying so.
    filled: usize,
}

impl<'a> Buffer<'a> {
    pub(crate) const fn new(bytes: &'a mut [u8]) -> Self {
        Self {
            bytes,
            start: 0,
            end: 0,
            used: 0,
            filled: 0,
        }
    }

    pub(crate) const fn is_too_small(&self) -> bool {
        self.bytes.len() < crate::MIN_BUFFER
    }

    /// Bytes filled in and not yet consumed.
    pub(crate) fn unread(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Takes the next unread byte.
    #[cfg(feature = "notify")]
    pub(crate) fn next(&mut self) -> Option<u8> {
        let byte = *self.unread().first()?;
        self.start += 1;
        Some(byte)
    }

    pub(crate) fn consume(&mut self, bytes: usize) {
        self.start = self.end.min(self.start.saturating_add(bytes));
    }

    /// Forgets what is unread.
    pub(crate) const fn clear(&mut self) {
        self.start = 0;
        self.end = 0;
    }

    /// All of it, to be filled anew: nothing is asked for before all that came is consumed.
    pub(crate) const fn free(&mut self) -> &mut [u8] {
        self.used = self.bytes.len();
        self.bytes
    }

    /// So many bytes from its beginning have been filled in; `false` if there is no room for them.
    pub(crate) fn fill(&mut self, bytes: usize) -> bool {
        let fits = bytes <= self.bytes.len();
        if fits {
            self.start = 0;
            self.end = bytes;
            self.filled = self.filled.max(bytes);
            self.used = self.filled;
        }
        fits
    }
}

impl Drop for Buffer<'_> {
    fn drop(&mut self) {
        // In pieces of four bytes: wiping a slice at once calls a function larger than all of this.
        let used = self.bytes.get_mut(..self.used).unwrap_or_default();
        let (fours, rest) = used.as_chunks_mut::<4>();
        for four in fours {
            let [a, b, c, d] = four;
            a.zeroize();
            b.zeroize();
            c.zeroize();
            d.zeroize();
        }
        rest.iter_mut().zeroize();
    }
}
