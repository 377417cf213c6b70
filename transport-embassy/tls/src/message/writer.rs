//! Encodes the presentation language of RFC 8446 section 3.

/// Writes into a buffer and keeps counting where it ends, so that a caller learns how large the
/// buffer would have to be.
pub(crate) struct Writer<'b> {
    buffer: &'b mut [u8],
    length: usize,
}

/// A vector whose length is still to be filled in.
#[must_use]
pub(crate) struct Vector {
    start: usize,
    prefix: usize,
}

impl<'b> Writer<'b> {
    pub(crate) const fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, length: 0 }
    }

    /// Bytes that were written, or would have been in a buffer large enough.
    pub(crate) const fn len(&self) -> usize {
        self.length
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) {
        let end = self.length.saturating_add(bytes.len());
        fill(self.buffer, self.length, bytes);
        self.length = end;
    }

    pub(crate) fn u8(&mut self, number: u8) {
        self.put(&[number]);
    }

    pub(crate) fn u16(&mut self, number: u16) {
        self.put(&number.to_be_bytes());
    }

    pub(crate) fn u32(&mut self, number: u32) {
        self.put(&number.to_be_bytes());
    }

    /// Begins a vector whose length takes `prefix` bytes, three at most.
    pub(crate) fn begin(&mut self, prefix: usize) -> Vector {
        let start = self.length;
        self.put([0; 3].get(..prefix).unwrap_or_default());
        Vector { start, prefix }
    }

    /// Ends a vector: what was written since its beginning is its content.
    pub(crate) fn end(&mut self, vector: Vector) {
        let content = vector.start + vector.prefix;
        let [.., a, b, c] = self.length.saturating_sub(content).to_be_bytes();
        let prefix = [a, b, c];
        let prefix = prefix.get(3 - vector.prefix..).unwrap_or_default();
        fill(self.buffer, vector.start, prefix);
    }
}

/// Writes `bytes` from `offset` on, as far as they fit.
fn fill(buffer: &mut [u8], offset: usize, bytes: &[u8]) {
    let place = buffer.get_mut(offset..).unwrap_or_default();
    for (to, from) in place.iter_mut().zip(bytes) {
        *to = *from;
    }
}
