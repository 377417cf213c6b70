//! Records that leave, RFC 8446 sections 5.1 and 5.2.
//!
//! ```text
//! | records to transmit | header, then content that was collected | room |
//! 0    start           end                                        send.len()
//! ```

use zeroize::Zeroize as _;

use super::keys::TrafficKeys;
use super::{HEADER, MAX_CONTENT, OVERHEAD, copy_within, kind};
use crate::error::{CapacityError, TlsError};
use crate::message::key_update;

/// Bytes that a KeyUpdate takes.
const KEY_UPDATE: usize = OVERHEAD + key_update::LENGTH;

/// Bytes that a record of data takes besides its content: its own overhead, and the room for a
/// KeyUpdate that has to leave before it.
pub(crate) const DATA_OVERHEAD: usize = OVERHEAD + KEY_UPDATE;

/// The division of the send buffer, which the caller lends, and the keys of what leaves.
pub(crate) struct Outgoing {
    start: usize,
    end: usize,
    /// Bytes of data that were collected and are not in a record yet.
    collected: usize,
    /// Bytes were given out to transmit, and how many of them left is not known.
    is_transmitting: bool,
    /// The version in the headers of records in the clear: after the first ClientHello TLS 1.2.
    minor: u8,
    /// Without keys, records leave in the clear.
    pub(crate) keys: Option<TrafficKeys>,
    /// Bytes of content that the server takes in a record.
    pub(crate) limit: usize,
}

impl Outgoing {
    pub(crate) const fn new() -> Self {
        Self {
            start: 0,
            end: 0,
            collected: 0,
            is_transmitting: false,
            minor: 1,
            keys: None,
            limit: MAX_CONTENT,
        }
    }

    /// Whether nothing was collected and nothing is to be transmitted.
    pub(crate) const fn is_quiet(&self) -> bool {
        self.start == self.end && self.collected == 0 && !self.is_transmitting
    }

    /// Whether records are to be transmitted.
    pub(crate) const fn is_due(&self) -> bool {
        self.start < self.end
    }

    /// Whether an earlier transmission was never reported, so half a record may have left.
    pub(crate) const fn is_cancelled(&self) -> bool {
        self.is_transmitting
    }

    /// The bytes to transmit next.
    pub(crate) fn transmit<'x>(&mut self, send: &'x [u8]) -> &'x [u8] {
        self.is_transmitting = true;
        send.get(self.start..self.end).unwrap_or(&[])
    }

    pub(crate) fn transmitted(&mut self, length: usize) {
        self.is_transmitting = false;
        self.start = self.end.min(self.start.saturating_add(length));
    }

    /// Where the content of the next record goes. Nothing may be collected.
    ///
    /// What was transmitted is overwritten, so a ClientHello lies in the buffer until then.
    pub(crate) fn content<'x>(&mut self, send: &'x mut [u8]) -> &'x mut [u8] {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        send.get_mut(self.end + HEADER..).unwrap_or_default()
    }

    /// Offset of [`content`](Self::content) in the send buffer.
    pub(crate) const fn next_content(&self) -> usize {
        self.end + HEADER
    }

    /// Makes a record of the content that was written.
    pub(crate) fn commit(
        &mut self,
        send: &mut [u8],
        kind: u8,
        length: usize,
    ) -> Result<(), TlsError> {
        let overhead = if self.keys.is_some() {
            OVERHEAD
        } else {
            HEADER
        };
        let needed = self.end + length + overhead;
        if needed > send.len() || length > MAX_CONTENT {
            let needed = u32::try_from(needed).unwrap_or(u32::MAX);
            return Err(CapacityError::Send { needed }.into());
        }
        let record = send.get_mut(self.end..).unwrap_or_default();
        self.end += match &mut self.keys {
            // The sequence number is used up; keys are updated long before that.
            Some(keys) => keys.seal(record, length, kind).ok_or(TlsError::Dead)?,
            None => frame(record, [kind, 3, self.minor], length),
        };
        self.minor = 3;
        Ok(())
    }

    /// Makes records of the handshake message that was written, none of them longer than the server
    /// takes: RFC 8449 section 4 limits protected handshake records as well.
    pub(crate) fn commit_message(
        &mut self,
        send: &mut [u8],
        mut length: usize,
    ) -> Result<(), TlsError> {
        let records = length.div_ceil(self.limit.max(1));
        let needed = self.end + length + records * OVERHEAD;
        if needed > send.len() {
            let needed = u32::try_from(needed).unwrap_or(u32::MAX);
            return Err(CapacityError::Send { needed }.into());
        }
        // The rest moves behind the tag of each record and the header of the next.
        while length > self.limit {
            let content = self.content(send);
            copy_within(content, self.limit..length, self.limit + OVERHEAD);
            self.commit(send, kind::HANDSHAKE, self.limit)?;
            length -= self.limit;
        }
        self.commit(send, kind::HANDSHAKE, length)
    }

    /// Makes a record of `content`.
    pub(crate) fn push(
        &mut self,
        send: &mut [u8],
        kind: u8,
        content: &[u8],
    ) -> Result<(), TlsError> {
        for (to, from) in self.content(send).iter_mut().zip(content) {
            *to = *from;
        }
        self.commit(send, kind, content.len())
    }

    /// The ChangeCipherSpec that middleboxes want to see, RFC 8446 section D.4. Always in the
    /// clear.
    pub(crate) fn push_compatibility(&mut self, send: &mut [u8]) -> Result<(), TlsError> {
        let keys = self.keys.take();
        let pushed = self.push(send, kind::CHANGE_CIPHER_SPEC, &[1]);
        self.keys = keys;
        pushed
    }

    /// Collects as much of `data` as fits. Returns how much that is.
    pub(crate) fn collect(&mut self, send: &mut [u8], data: &[u8]) -> usize {
        if self.is_due() {
            return 0;
        }
        let most = send.len().saturating_sub(DATA_OVERHEAD).min(self.limit);
        let length = data.len().min(most.saturating_sub(self.collected));
        let place = self.content(send).iter_mut().skip(self.collected);
        for (to, from) in place.zip(data).take(length) {
            *to = *from;
        }
        self.collected += length;
        length
    }

    /// Makes a record of what was collected.
    pub(crate) fn flush(&mut self, send: &mut [u8]) -> Result<(), TlsError> {
        match core::mem::take(&mut self.collected) {
            0 => Ok(()),
            length => self.commit(send, kind::APPLICATION_DATA, length),
        }
    }

    /// Queues a KeyUpdate before what was collected, and updates the keys.
    pub(crate) fn update_keys(&mut self, send: &mut [u8], request: bool) -> Result<(), TlsError> {
        let collected = self.collected;
        copy_within(self.content(send), 0..collected, KEY_UPDATE);
        self.push(send, kind::HANDSHAKE, &key_update::encode(request))?;
        if let Some(keys) = &mut self.keys {
            keys.update();
        }
        Ok(())
    }

    /// Queues an alert behind what is to be transmitted. What was collected is dropped.
    pub(crate) fn push_alert(&mut self, send: &mut [u8], alert: [u8; 2]) -> Result<(), TlsError> {
        let collected = core::mem::take(&mut self.collected);
        if let Some(dropped) = self.content(send).get_mut(..collected) {
            dropped.zeroize();
        }
        self.push(send, kind::ALERT, &alert)
    }

    /// Drops what is to be transmitted, and the keys.
    pub(crate) fn abandon(&mut self) {
        (self.start, self.end, self.collected) = (0, 0, 0);
        self.keys = None;
    }
}

/// Writes the header of a record in the clear. Returns the length of the record.
fn frame(record: &mut [u8], [kind, major, minor]: [u8; 3], length: usize) -> usize {
    let [.., high, low] = length.to_be_bytes();
    if let Some(place) = record.first_chunk_mut::<HEADER>() {
        *place = [kind, major, minor, high, low];
    }
    HEADER + length
}
