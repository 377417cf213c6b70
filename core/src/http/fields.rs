//! The header fields of a response that the client evaluates: those for framing, content coding,
//! connection reuse and retries. All others are ignored.

use super::coding::ContentCoding;
use super::framing::Framing;
use crate::ProtocolError;
use crate::keyword::{ANY_CASE, Number, Word, keywords};

keywords! {
    /// Names of the fields that are evaluated, in lower case.
    enum Name {
        Connection = "connection",
        ContentEncoding = "content-encoding",
        ContentLength = "content-length",
        RetryAfter = "retry-after",
        TransferEncoding = "transfer-encoding",
    }
}

keywords! {
    /// List items in their values that are evaluated, in lower case.
    enum Item {
        Chunked = "chunked",
        Close = "close",
        Identity = "identity",
        KeepAlive = "keep-alive",
    }
}

/// The fields of a response read so far, and the state of the name or list item being read.
// This field order saves 272 bytes for the six operations (measured on thumbv7em).
#[repr(C)]
pub(crate) struct Fields {
    chunked: bool,
    pub(super) http_1_0: bool,
    close: bool,
    keep_alive: bool,
    /// The field whose value is being read.
    name: Option<Name>,
    /// White space was read after the item.
    gap: bool,
    /// The body has a content coding.
    pub(crate) is_coded: bool,
    pub(crate) status: u16,
    /// The item, parsed as a number.
    number: Number,
    /// `Retry-After` in seconds (B23).
    pub(crate) retry_after: Option<u32>,
    content_length: Option<u32>,
    /// The first content coding of the body, or the item that may become it.
    pub(crate) coding: ContentCoding,
    /// The name or item, without surrounding white space.
    item: Word<17>,
}

impl Fields {
    pub(super) const fn new() -> Self {
        Self {
            chunked: false,
            http_1_0: false,
            close: false,
            keep_alive: false,
            name: None,
            gap: false,
            is_coded: false,
            status: 0,
            item: Word::new(),
            number: Number::new(),
            retry_after: None,
            content_length: None,
            coding: ContentCoding::NONE,
        }
    }

    /// Characters of a name.
    pub(super) fn name(&mut self, run: &[u8]) -> Result<(), ProtocolError> {
        self.end_value()?;
        self.item.push(run, ANY_CASE);
        Ok(())
    }

    pub(super) fn end_name(&mut self) {
        self.name = self.item.take(&Name::ALL);
    }

    /// Characters of a value.
    pub(super) fn value(&mut self, run: &[u8]) -> Result<(), ProtocolError> {
        if self.name.is_some() {
            for byte in run {
                match *byte {
                    // White space around an item or inside it.
                    b' ' | b'\t' => self.gap = !self.item.is_empty(),
                    b',' => self.end_item()?,
                    byte => self.push(byte),
                }
            }
        }
        Ok(())
    }

    /// Ends the value being read, if any.
    pub(super) fn end_value(&mut self) -> Result<(), ProtocolError> {
        if self.name.is_some() {
            self.end_item()?;
            self.name = None;
        }
        Ok(())
    }

    /// A character of an item.
    fn push(&mut self, byte: u8) {
        self.item.push(&[byte], ANY_CASE);
        self.number.push(byte);
        if self.name == Some(Name::ContentEncoding) && !self.is_coded {
            self.coding.push(byte);
        }
        if self.gap {
            // An item with white space inside is not a keyword.
            self.item.push(b"\0", ANY_CASE);
            self.number.spoil();
        }
    }

    /// Evaluates an item of a comma-separated list. Empty items are ignored (RFC 9110 section
    /// 5.6.1.2), except in Content-Length, where they are an error. A date in Retry-After is two
    /// items that are not numbers.
    fn end_item(&mut self) -> Result<(), ProtocolError> {
        let number = core::mem::replace(&mut self.number, Number::new());
        let is_empty = self.item.is_empty();
        let item = self.item.take(&Item::ALL);
        // An empty item and `identity` mean no coding.
        let is_identity = is_empty || item == Some(Item::Identity);
        self.gap = false;
        match self.name {
            Some(Name::Connection) => {
                self.close |= item == Some(Item::Close);
                self.keep_alive |= item == Some(Item::KeepAlive);
            }
            // RFC 9112 section 6.3, rule 5: one number, possibly repeated.
            Some(Name::ContentLength) => {
                let length = number.get();
                if length.is_none() || self.content_length.is_some_and(|l| Some(l) != length) {
                    return Err(ProtocolError::ContentLength);
                }
                self.content_length = length;
            }
            Some(Name::ContentEncoding) if !self.is_coded => {
                self.is_coded = !is_identity;
                if is_identity {
                    self.coding = ContentCoding::NONE;
                }
            }
            Some(Name::TransferEncoding) if !is_identity => {
                if self.chunked || item != Some(Item::Chunked) {
                    return Err(ProtocolError::TransferCoding);
                }
                self.chunked = true;
            }
            // Larger numbers saturate, so that they never mean no delay.
            Some(Name::RetryAfter) => self.retry_after = number.get_or_max(),
            _ => {}
        }
        Ok(())
    }

    /// Returns the framing of the body (RFC 9112 section 6.3).
    ///
    /// HEAD (rule 1) and CONNECT (rule 2) do not apply, since the client never sends them; rule 6
    /// is for requests.
    pub(crate) const fn framing(&self) -> Result<Framing, ProtocolError> {
        if self.chunked && self.content_length.is_some() {
            // Rule 3 allows a client to continue, but says that this may be an attack.
            return Err(ProtocolError::BothLengths);
        }
        if self.chunked && self.http_1_0 {
            // Section 6.1 calls this faulty framing.
            return Err(ProtocolError::TransferCoding);
        }
        Ok(match self.content_length {
            _ if self.has_no_body() => Framing::length(0),
            // Rule 4.
            _ if self.chunked => Framing::chunked(),
            // Rule 5.
            Some(length) => Framing::length(length),
            // Rule 8.
            None => Framing::until_close(),
        })
    }

    /// Rule 1: these responses have no body, whatever their fields say.
    const fn has_no_body(&self) -> bool {
        self.status == 204 || self.status == 304
    }

    /// Notes that the connection is not reusable.
    pub(crate) const fn closed(&mut self) {
        self.close = true;
    }

    /// Whether the end of the connection delimits the body.
    pub(crate) const fn ended_by_close(&self) -> bool {
        self.content_length.is_none() && !self.chunked
    }

    /// Whether the connection persists (RFC 9112 section 9.3), and no body can follow that would be
    /// mistaken for the next response.
    pub(crate) fn keeps_connection(&self) -> bool {
        if self.close || (self.http_1_0 && !self.keep_alive) {
            return false;
        }
        // A 204 that announces a body may be followed by it. (In a 304, the length is that of a
        // 200.)
        let announced = self.chunked || !matches!(self.content_length, None | Some(0));
        self.status != 204 || !announced
    }
}
