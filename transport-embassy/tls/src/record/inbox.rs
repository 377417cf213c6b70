//! How the receive buffer is divided.
//!
//! ```text
//! | kept          | gap | pending                            | the record being received |
//! | certificates, |     | handshake messages that            |                           |
//! | or a key      |     | have come and are not handled yet  |                           |
//! 0             kept  start                                end
//! ```
//!
//! A record is decrypted where it lies, so the handshake bytes in it follow those that are pending,
//! and a message that is split over records becomes whole without being copied.

use zeroize::Zeroize as _;

use super::copy_within;

/// The division of the receive buffer, which the caller lends.
#[derive(Clone, Copy)]
pub(crate) struct Inbox {
    kept: usize,
    start: usize,
    end: usize,
}

impl Inbox {
    pub(crate) const fn new() -> Self {
        Self {
            kept: 0,
            start: 0,
            end: 0,
        }
    }

    /// The handshake bytes that are not handled yet.
    pub(crate) fn pending<'r>(&self, receive: &'r [u8]) -> &'r [u8] {
        receive.get(self.start..self.end).unwrap_or(&[])
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Adds so many bytes of the record that was received.
    pub(crate) const fn add(&mut self, length: usize) {
        self.end += length;
    }

    /// Drops the first bytes that are pending.
    pub(crate) fn consume(&mut self, length: usize) {
        self.start = self.end.min(self.start + length);
    }

    /// Where the next record goes: closes the gap first.
    pub(crate) fn make_room(&mut self, receive: &mut [u8]) -> usize {
        if self.start > self.kept && self.end <= receive.len() {
            copy_within(receive, self.start..self.end, self.kept);
            self.end -= self.start - self.kept;
            self.start = self.kept;
        }
        self.end
    }

    /// What is kept.
    pub(crate) fn kept<'r>(&self, receive: &'r [u8]) -> &'r [u8] {
        receive.get(..self.kept).unwrap_or(&[])
    }

    /// Moves the first bytes that are pending to what is kept, behind their length in two bytes.
    ///
    /// Returns `None` if there is no gap of two bytes for the length.
    pub(crate) fn keep(&mut self, receive: &mut [u8], length: u16) -> Option<()> {
        let from = self.start..self.start.checked_add(length.into())?;
        let content = self.kept + 2;
        if content > from.start || from.end > self.end || self.end > receive.len() {
            return None;
        }
        let place = receive.get_mut(self.kept..content)?;
        place.copy_from_slice(&length.to_be_bytes());
        self.start = from.end;
        self.kept = content + usize::from(length);
        copy_within(receive, from, content);
        Some(())
    }

    /// Keeps only these bytes of what is kept.
    pub(crate) fn keep_only(&mut self, receive: &mut [u8], offset: usize, length: usize) {
        let end = offset.saturating_add(length);
        if end <= self.kept && self.kept <= receive.len() {
            copy_within(receive, offset..end, 0);
            self.kept = length;
        }
    }

    /// Forgets what is kept.
    pub(crate) fn forget(&mut self, receive: &mut [u8]) {
        if let Some(kept) = receive.get_mut(..self.kept) {
            kept.zeroize();
        }
        self.kept = 0;
    }
}
