//! The data that came, and how it is taken.

use zeroize::Zeroize as _;

use super::Connection;
use crate::buffers::RecordBuffers;

impl Connection {
    /// The data that can be read.
    #[must_use]
    pub fn data<'x>(&self, buffers: &'x RecordBuffers<'_>) -> &'x [u8] {
        let (start, end) = self.unread;
        buffers.receive.get(start..end).unwrap_or(&[])
    }

    /// Drops the first bytes of the data, and wipes them.
    pub fn consume(&mut self, buffers: &mut RecordBuffers<'_>, length: usize) {
        let (start, end) = self.unread;
        let next = end.min(start.saturating_add(length));
        if let Some(data) = buffers.receive.get_mut(start..next) {
            data.zeroize();
        }
        self.unread = (next, end);
    }

    /// Moves data to `output`. Returns how many bytes: 0 if there is none, so call
    /// [`poll`](Self::poll) first.
    pub fn read(&mut self, buffers: &mut RecordBuffers<'_>, output: &mut [u8]) -> usize {
        let data = self.data(buffers);
        let length = data.len().min(output.len());
        for (to, from) in output.iter_mut().zip(data) {
            *to = *from;
        }
        self.consume(buffers, length);
        length
    }
}
