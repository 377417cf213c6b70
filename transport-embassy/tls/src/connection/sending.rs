//! What leaves for the server.

use super::{Connection, Phase};
use crate::alert::Alert;
use crate::buffers::RecordBuffers;
use crate::error::{TlsError, TlsProtocolError};

/// The level of `close_notify`.
const WARNING: u8 = 1;

/// Records after which keys are updated. AES-GCM may protect 2^24.5 with one key, RFC 8446 section
/// 5.5.
const MAX_RECORDS: u64 = 1 << 23;

impl Connection {
    /// Says how many bytes of [`TlsStep::Transmit`](super::TlsStep::Transmit) or
    /// [`transmit`](Self::transmit) were written; 0 is fine.
    ///
    /// A transmission that is never reported makes the next one fail with
    /// [`TlsError::Cancelled`], as half a record may have left.
    pub fn transmitted(&mut self, length: usize) {
        self.outgoing.transmitted(length);
    }

    /// The bytes that have to leave now. Write some of them, then call
    /// [`transmitted`](Self::transmitted), until there are none.
    ///
    /// # Errors
    ///
    /// [`TlsError::Cancelled`] if an earlier transmission was not reported. What the server has
    /// sent can still be read.
    pub fn transmit<'x>(
        &'x mut self,
        buffers: &'x RecordBuffers<'_>,
    ) -> Result<Option<&'x [u8]>, TlsError> {
        if self.outgoing.is_cancelled() {
            return Err(TlsError::Cancelled);
        }
        Ok(self
            .outgoing
            .is_due()
            .then(|| self.outgoing.transmit(buffers.send)))
    }

    /// Collects as much of `data` in the send buffer as fits. Returns how much that is: 0 if the
    /// buffer is full or has records to transmit, so [`flush`](Self::flush) and
    /// [`transmit`](Self::transmit) first.
    ///
    /// # Errors
    ///
    /// [`TlsError::Dead`] before the handshake is over, after [`close`](Self::close), and after a
    /// failure; [`TlsError::Cancelled`] as of [`transmit`](Self::transmit).
    pub fn write(
        &mut self,
        buffers: &mut RecordBuffers<'_>,
        data: &[u8],
    ) -> Result<usize, TlsError> {
        self.check_writable()?;
        Ok(self.outgoing.collect(buffers.send, data))
    }

    /// Makes a record of what was collected, behind a KeyUpdate if one is due. Then
    /// [`transmit`](Self::transmit) it.
    ///
    /// # Errors
    ///
    /// Those of [`write`](Self::write).
    pub fn flush(&mut self, buffers: &mut RecordBuffers<'_>) -> Result<(), TlsError> {
        self.check_writable()?;
        if self.outgoing.is_due() {
            return Ok(());
        }
        self.check_key_limits()?;
        if let Some(request) = self.key_update.take() {
            self.has_requested_update |= request;
            self.outgoing.update_keys(buffers.send, request)?;
        }
        self.outgoing.flush(buffers.send)
    }

    /// Queues what was collected and `close_notify`: nothing more can be written. What the server
    /// still sends can be read. Then [`transmit`](Self::transmit) it.
    ///
    /// # Errors
    ///
    /// Those of [`write`](Self::write). A connection that is closed already stays so.
    /// [`TlsError::Capacity`] if the buffer has no room for `close_notify` behind the records that
    /// are to be transmitted, as when a KeyUpdate is due: transmit them, then close again.
    pub fn close(&mut self, buffers: &mut RecordBuffers<'_>) -> Result<(), TlsError> {
        if self.is_closed {
            return Ok(());
        }
        self.flush(buffers)?;
        let alert = [WARNING, Alert::CLOSE_NOTIFY.0];
        self.outgoing.push_alert(buffers.send, alert)?;
        self.is_closed = true;
        Ok(())
    }

    /// Has the next [`flush`](Self::flush) update the keys of what leaves, and ask the server to
    /// update its own if `request` says so: RFC 8446 section 4.6.3.
    ///
    /// Optional: keys are updated before they wear out, and when the server asks.
    ///
    /// # Errors
    ///
    /// Those of [`write`](Self::write).
    pub fn update_keys(&mut self, request: bool) -> Result<(), TlsError> {
        self.check_writable()?;
        self.key_update = Some(request || self.key_update.unwrap_or(false));
        Ok(())
    }

    /// Whether nothing is left to transmit.
    #[cfg(feature = "embedded-io-0-7")]
    pub(crate) const fn is_transmitted(&self) -> bool {
        !self.outgoing.is_due()
    }

    /// Whether `close_notify` was queued.
    #[cfg(feature = "embedded-io-0-7")]
    pub(crate) const fn is_closed(&self) -> bool {
        self.is_closed
    }

    const fn check_writable(&self) -> Result<(), TlsError> {
        match self.phase {
            _ if self.outgoing.is_cancelled() => Err(TlsError::Cancelled),
            Phase::Open(_) | Phase::Closed if !self.is_closed => Ok(()),
            _ => Err(TlsError::Dead),
        }
    }

    /// Updates keys before they wear out, RFC 8446 section 5.5.
    fn check_key_limits(&mut self) -> Result<(), TlsError> {
        let records = |keys: &Option<crate::record::keys::TrafficKeys>| {
            keys.as_ref().map_or(0, |keys| keys.sequence())
        };
        let incoming = records(&self.incoming.keys);
        if incoming > MAX_RECORDS && !self.has_requested_update {
            self.key_update = Some(true);
        } else if records(&self.outgoing.keys) > MAX_RECORDS {
            self.key_update.get_or_insert(false);
        }
        // A server that does not update its keys although it was asked to.
        if incoming > 2 * MAX_RECORDS {
            return Err(TlsProtocolError::TooManyRecords.into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::hash::Secret;
    use crate::crypto::suite::CipherSuite;
    use crate::handshake::Resumption;
    use crate::message::key_update;
    use crate::record::keys::TrafficKeys;
    use crate::record::{HEADER, OVERHEAD};

    fn keys(sequence: u64) -> TrafficKeys {
        let mut keys = TrafficKeys::new(CipherSuite::Aes128GcmSha256, Secret::new(&[7; 32]));
        keys.set_sequence(sequence);
        keys
    }

    /// An open connection that has received and sent so many records.
    fn open(incoming: u64, outgoing: u64) -> Connection {
        let mut connection = Connection::new();
        connection.phase = Phase::Open(Resumption::none());
        connection.incoming.keys = Some(keys(incoming));
        connection.outgoing.keys = Some(keys(outgoing));
        connection
    }

    /// Content and type of a record.
    fn decrypt<'r>(keys: &mut TrafficKeys, record: &'r mut [u8]) -> &'r [u8] {
        let (header, body) = record.split_first_chunk_mut::<HEADER>().unwrap();
        let length = keys.open(*header, body).unwrap();
        &body[..length]
    }

    #[test]
    fn keys_are_updated_before_they_wear_out() {
        for (incoming, outgoing, request) in [
            (0, MAX_RECORDS - 1, None),
            (0, MAX_RECORDS + 1, Some(false)),
            (MAX_RECORDS + 1, 0, Some(true)),
            (MAX_RECORDS + 1, MAX_RECORDS + 1, Some(true)),
        ] {
            let mut connection = open(incoming, outgoing);
            let (mut receive, mut send) = ([0; 512], [0; 256]);
            let mut buffers = RecordBuffers::new(&mut receive, &mut send);
            assert_eq!(connection.write(&mut buffers, b"data"), Ok(4));
            connection.flush(&mut buffers).unwrap();
            let sent = connection.transmit(&buffers).unwrap().unwrap().to_vec();
            connection.transmitted(sent.len());
            let mut keys = keys(outgoing);
            let mut record = sent.clone();
            let mut data = &mut record[..];
            if let Some(request) = request {
                let (first, rest) = data.split_at_mut(OVERHEAD + key_update::LENGTH);
                let message = [&key_update::encode(request)[..], &[22]].concat();
                assert_eq!(decrypt(&mut keys, first), message);
                keys.update();
                data = rest;
            }
            assert_eq!(decrypt(&mut keys, data), b"data\x17");
            // Asked once, the server is not asked again.
            connection.write(&mut buffers, b"more").unwrap();
            connection.flush(&mut buffers).unwrap();
            let next = connection.transmit(&buffers).unwrap().unwrap();
            assert_eq!(next.len(), OVERHEAD + 4);
        }
        let mut connection = open(2 * MAX_RECORDS + 1, 0);
        let (mut receive, mut send) = ([0; 512], [0; 256]);
        let mut buffers = RecordBuffers::new(&mut receive, &mut send);
        assert!(connection.flush(&mut buffers).is_err());
    }

    #[test]
    fn close_that_finds_no_room_is_repeated() {
        let mut connection = open(0, 0);
        let (mut receive, mut send) = ([0; 512], [0; 256]);
        let mut buffers = RecordBuffers::new(&mut receive, &mut send);
        let length = connection.write(&mut buffers, &[7; 256]).unwrap();
        connection.update_keys(false).unwrap();
        let error = connection.close(&mut buffers).unwrap_err();
        assert!(matches!(error, TlsError::Capacity(_)), "{error:?}");
        let sent = connection.transmit(&buffers).unwrap().unwrap().len();
        assert_eq!(sent, 2 * OVERHEAD + key_update::LENGTH + length);
        connection.transmitted(sent);
        connection.close(&mut buffers).unwrap();
        let mut alert = connection.transmit(&buffers).unwrap().unwrap().to_vec();
        let mut keys = keys(0);
        keys.update();
        keys.set_sequence(1);
        assert_eq!(decrypt(&mut keys, &mut alert), [WARNING, 0, 21]);
    }
}
