//! The caller's bytes: a request on its way in, then an answer on its way out.

/// A byte window with an unread part.
pub(super) struct Window<'a> {
    bytes: &'a mut [u8],
    start: usize,
    end: usize,
}

impl<'a> Window<'a> {
    pub(super) const fn new(bytes: &'a mut [u8]) -> Self {
        Self {
            bytes,
            start: 0,
            end: 0,
        }
    }

    /// Bytes filled in and not yet consumed.
    pub(super) fn unread(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Takes the next unread byte.
    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = *self.unread().first()?;
        self.start += 1;
        Some(byte)
    }

    pub(super) fn consume(&mut self, bytes: usize) {
        self.start = self.end.min(self.start.saturating_add(bytes));
    }

    /// All of it, to be filled anew: nothing is asked for before all that came is consumed.
    pub(super) const fn free(&mut self) -> &mut [u8] {
        self.bytes
    }

    /// So many bytes from its beginning have been filled in; `false` if there is no room for them.
    pub(super) fn fill(&mut self, bytes: usize) -> bool {
        let fits = bytes <= self.bytes.len();
        if fits {
            self.start = 0;
            self.end = bytes;
        }
        fits
    }
}
