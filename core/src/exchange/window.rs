//! The caller's bytes: a request on its way out, then an answer on its way in.

use zeroize::Zeroize;

/// A byte window with an unread part. Wiped when dropped: tokens and secret keys have passed
/// through it, and a transport may have written to it without saying so before it failed.
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

    pub(super) const fn is_too_small(&self) -> bool {
        self.bytes.len() < super::MIN_WINDOW
    }

    /// Bytes received and not yet consumed.
    pub(super) fn unread(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether all of the window is unread: no more can be received.
    pub(super) const fn is_full(&self) -> bool {
        self.end - self.start == self.bytes.len()
    }

    pub(super) fn consume(&mut self, bytes: usize) {
        self.start = self.end.min(self.start.saturating_add(bytes));
    }

    /// Forgets what is unread.
    pub(super) const fn clear(&mut self) {
        self.start = 0;
        self.end = 0;
    }

    /// Where to receive: all that is free, in one piece.
    pub(super) fn free(&mut self) -> &mut [u8] {
        let unread = self.end - self.start;
        if self.start > 0 {
            for to in 0..unread {
                let byte = self.bytes.get(self.start + to).copied().unwrap_or_default();
                if let Some(place) = self.bytes.get_mut(to) {
                    *place = byte;
                }
            }
            self.start = 0;
            self.end = unread;
        }
        self.bytes.get_mut(unread..).unwrap_or_default()
    }

    /// So many bytes were received into the [free](Self::free) part; `false` if there was no
    /// room for them.
    pub(super) fn received(&mut self, bytes: usize) -> bool {
        match self.end.checked_add(bytes) {
            Some(end) if end <= self.bytes.len() => {
                self.end = end;
                true
            }
            _ => false,
        }
    }

    /// The whole window, to write a request into.
    pub(super) fn outgoing(&mut self) -> &mut [u8] {
        self.bytes
    }

    /// The first bytes of a request.
    pub(super) fn written(&self, bytes: usize) -> &[u8] {
        self.bytes.get(..bytes).unwrap_or_default()
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}
