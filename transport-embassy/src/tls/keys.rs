//! One direction's keys after the handshake, and records under them: RFC 8446 sections 5.2 to 5.5.

use aes_gcm::aead::{AeadInPlace, Buffer, Error, KeyInit};
use aes_gcm::{Aes128Gcm, Key, Nonce, Tag};
use zeroize::Zeroize;

use super::record::HEADER;

/// Bytes of AES-GCM's tag.
const TAG: usize = 16;

/// Bytes by which a record is longer than its content: header, type, tag.
pub(super) const RECORD_OVERHEAD: usize = HEADER + 1 + TAG;

/// Records under one key. RFC 8446 section 5.5 allows some more; nobody gets that far.
const MAX_RECORDS: u64 = 1 << 24;

const APPLICATION_DATA: u8 = 23;

/// Key, first nonce and count of the records in one direction. Wiped when dropped.
pub(super) struct Keys {
    key: [u8; 16],
    iv: [u8; 12],
    records: u64,
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.key.zeroize();
        self.iv.zeroize();
    }
}

impl Keys {
    /// Bytes by which keys are handed over.
    pub(super) const LENGTH: usize = 28;

    /// Writes the key, and the nonce of the first record, in the place of a record. See the [guard](super::guard).
    pub(super) fn hand_over(
        key: &[u8; 16],
        nonce: &[u8],
        record: &mut dyn Buffer,
    ) -> Result<(), Error> {
        record.truncate(0);
        record.extend_from_slice(key)?;
        record.extend_from_slice(nonce)
    }

    /// Takes what was handed over.
    pub(super) fn take(bytes: &[u8]) -> Option<Self> {
        let (key, iv) = bytes.split_first_chunk()?;
        Some(Self {
            key: *key,
            iv: iv.try_into().ok()?,
            records: 0,
        })
    }

    /// The next nonce, RFC 8446 section 5.3. None is ever given twice.
    fn nonce(&mut self) -> [u8; 12] {
        let mut nonce = self.iv;
        let count = self.records.to_be_bytes();
        for (byte, count) in nonce.iter_mut().skip(4).zip(count) {
            *byte ^= count;
        }
        self.records += 1;
        nonce
    }

    fn cipher(&self) -> Aes128Gcm {
        Aes128Gcm::new(Key::<Aes128Gcm>::from_slice(&self.key))
    }

    /// Makes a record of `length` bytes of content that stand behind the room for its header. How long it is; `None` if there
    /// is no room for all of it, or the key is used up.
    ///
    /// Not inlined, as [`open`](Self::open): the expanded key takes stack here, and from nobody who waits for a record.
    #[inline(never)]
    pub(super) fn seal(&mut self, buffer: &mut [u8], length: usize, kind: u8) -> Option<usize> {
        if self.records >= MAX_RECORDS {
            return None;
        }
        let total = length.checked_add(RECORD_OVERHEAD)?;
        let [high, low] = u16::try_from(total.checked_sub(HEADER)?)
            .ok()?
            .to_be_bytes();
        let (header, rest) = buffer.get_mut(..total)?.split_first_chunk_mut::<HEADER>()?;
        let (content, tag) = rest.split_last_chunk_mut::<TAG>()?;
        *header = [APPLICATION_DATA, 3, 3, high, low];
        *content.last_mut()? = kind;
        let (cipher, nonce) = (self.cipher(), self.nonce());
        let sealed = cipher.encrypt_in_place_detached(Nonce::from_slice(&nonce), header, content);
        *tag = sealed.ok()?.into();
        Some(total)
    }

    /// Decrypts a record in place. What is left of it without padding: content, then its type. `None` if it is not what the
    /// server sent.
    #[inline(never)]
    pub(super) fn open<'r>(
        &mut self,
        header: [u8; HEADER],
        record: &'r mut [u8],
    ) -> Option<&'r [u8]> {
        let (content, tag) = record.split_last_chunk_mut::<TAG>()?;
        let (cipher, nonce) = (self.cipher(), self.nonce());
        cipher
            .decrypt_in_place_detached(
                Nonce::from_slice(&nonce),
                &header,
                content,
                Tag::from_slice(tag),
            )
            .ok()?;
        // Padding is zeros after the type, which is the last byte that is not zero.
        let end = content.iter().rposition(|byte| *byte != 0);
        Some(match end {
            Some(end) => content.get(..=end)?,
            None => &[],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        let mut bytes = [7; Keys::LENGTH];
        bytes[20] = 9;
        Keys::take(&bytes).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_in_order_and_once() {
        let (mut ours, mut theirs) = (keys(), keys());
        let mut records = [[0; 64]; 2];
        for record in &mut records {
            record[HEADER..HEADER + 5].copy_from_slice(b"hello");
            assert_eq!(ours.seal(record, 5, 23), Some(27));
            assert_eq!(record[..HEADER], [23, 3, 3, 0, 22]);
        }
        assert_ne!(records[0], records[1], "each under its own nonce");
        let [mut first, mut second] = records;
        let (header, body) = second[..27].split_first_chunk_mut().unwrap();
        assert_eq!(keys().open(*header, body), None, "out of order");
        let [_, mut second] = records;
        for record in [&mut first, &mut second] {
            let (header, body) = record[..27].split_first_chunk_mut().unwrap();
            assert_eq!(theirs.open(*header, body), Some(&b"hello\x17"[..]));
        }
    }

    #[test]
    fn a_change_anywhere_is_noticed() {
        let mut record = [0; 27];
        record[HEADER..HEADER + 5].copy_from_slice(b"hello");
        keys().seal(&mut record, 5, 23).unwrap();
        for at in 0..record.len() {
            let mut changed = record;
            changed[at] ^= 1;
            let (header, body) = changed.split_first_chunk_mut().unwrap();
            assert_eq!(keys().open(*header, body), None, "{at}");
        }
    }

    #[test]
    fn what_does_not_fit_is_not_sealed() {
        assert_eq!(keys().seal(&mut [0; 26], 5, 23), None);
        assert_eq!(keys().seal(&mut [0; 27], usize::MAX, 23), None);
        assert!(Keys::take(&[0; Keys::LENGTH - 1]).is_none());
        assert!(Keys::take(&[0; Keys::LENGTH + 1]).is_none());
        assert_eq!(keys().open([0; HEADER], &mut [0; 15]), None);
    }

    #[test]
    fn a_key_that_is_used_up_seals_no_more() {
        let mut keys = keys();
        keys.records = MAX_RECORDS - 1;
        assert_eq!(keys.seal(&mut [0; 27], 5, 23), Some(27));
        assert_eq!(keys.seal(&mut [0; 27], 5, 23), None);
    }
}
