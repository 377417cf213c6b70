//! Parses the presentation language of RFC 8446 section 3.

use crate::error::TlsProtocolError;

type Result<T> = core::result::Result<T, TlsProtocolError>;

/// What is left to parse of a message.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn bytes(&mut self, length: usize) -> Result<&'a [u8]> {
        let (bytes, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(TlsProtocolError::MalformedMessage)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// A big-endian number of so many bytes, four at most.
    fn number(&mut self, length: usize) -> Result<u32> {
        let bytes = self.bytes(length)?;
        Ok(bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    pub(crate) fn u8(&mut self) -> Result<u8> {
        self.number(1).map(|number| number as u8)
    }

    pub(crate) fn u16(&mut self) -> Result<u16> {
        self.number(2).map(|number| number as u16)
    }

    pub(crate) fn u32(&mut self) -> Result<u32> {
        self.number(4)
    }

    pub(crate) fn u64(&mut self) -> Result<u64> {
        Ok(u64::from(self.u32()?) << 32 | u64::from(self.u32()?))
    }

    /// A vector behind a length of one byte.
    pub(crate) fn vector8(&mut self) -> Result<&'a [u8]> {
        let length = self.u8()?;
        self.bytes(length.into())
    }

    /// A vector behind a length of two bytes.
    pub(crate) fn vector16(&mut self) -> Result<&'a [u8]> {
        let length = self.u16()?;
        self.bytes(length.into())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks that nothing is left.
    pub(crate) fn end(self) -> Result<()> {
        self.is_empty()
            .then_some(())
            .ok_or(TlsProtocolError::MalformedMessage)
    }
}
