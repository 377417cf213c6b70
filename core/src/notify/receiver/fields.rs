//! The fields of a request that mean something here; all others pass unread.

use super::Rejection;
use crate::http::Framing;
use crate::keyword::{ANY_CASE, Number, Word, keywords};
use crate::notify::signature::SignatureReader;

keywords! {
    /// The fields that are read, by their names in lower case.
    enum Name {
        Connection = "connection",
        ContentLength = "content-length",
        ContentType = "content-type",
        Expect = "expect",
        Host = "host",
        Signature = "gigapay-signature",
        TransferEncoding = "transfer-encoding",
    }
}

keywords! {
    /// What means something in them, in lower case.
    enum Value {
        Chunked = "chunked",
        Close = "close",
        Continue = "100-continue",
        Json = "application/json",
    }
}

/// What is known of a request, and the name or value that is being read.
pub(super) struct Fields {
    pub(super) http_1_0: bool,
    pub(super) close: bool,
    /// `Expect: 100-continue`.
    pub(super) expects_continue: bool,
    expects_more: bool,
    other_media_type: bool,
    chunked: bool,
    /// The names that have come, a bit each.
    seen: u8,
    /// The field whose value is being read.
    name: Option<Name>,
    /// The name, or the value up to a `;`.
    word: Word<17>,
    /// The value of `Content-Length`.
    length: Number,
    /// A parameter of the value, which does not matter.
    in_parameter: bool,
    /// The value, or the item of a list, has begun.
    began: bool,
    /// White space has come behind it.
    gap: bool,
    pub(super) signature: SignatureReader,
}

impl Fields {
    pub(super) const fn new() -> Self {
        Self {
            http_1_0: false,
            close: false,
            expects_continue: false,
            expects_more: false,
            other_media_type: false,
            chunked: false,
            seen: 0,
            name: None,
            word: Word::new(),
            length: Number::new(),
            in_parameter: false,
            began: false,
            gap: false,
            signature: SignatureReader::new(),
        }
    }

    const fn has(&self, name: Name) -> bool {
        self.seen & (1 << name as u8) != 0
    }

    /// Characters of a name.
    pub(super) fn name(&mut self, run: &[u8]) {
        self.word.push(run, ANY_CASE);
    }

    pub(super) fn end_name(&mut self) -> Result<(), Rejection> {
        self.name = self.word.take(&Name::ALL);
        self.in_parameter = false;
        self.began = false;
        self.gap = false;
        let Some(name) = self.name else {
            return Ok(());
        };
        let repeated = self.has(name);
        self.seen |= 1 << name as u8;
        match name {
            Name::Host if repeated => Err(Rejection::Host),
            Name::ContentLength if repeated => Err(Rejection::ContentLength),
            Name::TransferEncoding if repeated => Err(Rejection::TransferEncoding),
            Name::Signature if repeated => Err(Rejection::RepeatedSignature),
            _ => Ok(()),
        }
    }

    /// Characters of a value.
    pub(super) fn value(&mut self, run: &[u8]) {
        let Some(name) = self.name else { return };
        for byte in run {
            match (name, *byte) {
                // White space only counts if something follows it.
                (_, b' ' | b'\t') => self.gap = self.began,
                (Name::Connection, b',') => self.end_option(),
                (Name::ContentType, b';') => self.in_parameter = true,
                (_, byte) => {
                    if self.gap {
                        self.push(name, b' ');
                    }
                    self.push(name, byte);
                    self.began = true;
                    self.gap = false;
                }
            }
        }
    }

    fn push(&mut self, name: Name, byte: u8) {
        match name {
            Name::ContentLength => self.length.push(byte),
            // What no authority has (RFC 3986 section 3.2), or what would make it one of several.
            Name::Host if is_authority(byte) => {}
            Name::Signature => self.signature.push(byte),
            Name::ContentType if self.in_parameter => {}
            _ => self.word.push(&[byte], ANY_CASE),
        }
    }

    pub(super) fn end_value(&mut self) -> Result<(), Rejection> {
        let is_empty = self.word.is_empty();
        let word = self.word.take(&Value::ALL);
        match self.name {
            Some(Name::Connection) => self.close |= word == Some(Value::Close),
            Some(Name::Host) if !is_empty => return Err(Rejection::Host),
            Some(Name::ContentLength) if self.length.get_or_max().is_none() => {
                return Err(Rejection::ContentLength);
            }
            Some(Name::TransferEncoding) => self.chunked = word == Some(Value::Chunked),
            Some(Name::ContentType) => self.other_media_type |= word != Some(Value::Json),
            Some(Name::Expect) => match word {
                Some(Value::Continue) => self.expects_continue = true,
                _ => self.expects_more = true,
            },
            _ => {}
        }
        Ok(())
    }

    /// The end of an option of `Connection` (RFC 9110 section 7.6.1).
    fn end_option(&mut self) {
        self.close |= self.word.take(&Value::ALL) == Some(Value::Close);
        self.began = false;
        self.gap = false;
    }

    /// What is wrong with the framing, whatever the request is for: then nothing that follows can
    /// be relied on (RFC 9112 section 6.3).
    pub(super) const fn check_framing(&self) -> Result<(), Rejection> {
        let is_coded = self.has(Name::TransferEncoding);
        if !self.has(Name::Host) && !self.http_1_0 {
            return Err(Rejection::Host);
        }
        if is_coded && self.has(Name::ContentLength) {
            return Err(Rejection::BothLengths);
        }
        if is_coded && self.http_1_0 {
            return Err(Rejection::TransferEncoding);
        }
        if is_coded && !self.chunked {
            return Err(Rejection::TransferCoding);
        }
        Ok(())
    }

    /// Where the body ends.
    pub(super) fn framing(&self, max_body: u32) -> Result<Framing, Rejection> {
        match self.length.get() {
            _ if self.chunked => Ok(Framing::chunked()),
            Some(length) if length <= max_body => Ok(Framing::length(length)),
            None if !self.has(Name::ContentLength) => Err(Rejection::LengthRequired),
            // A number that does not fit is larger than any limit.
            _ => Err(Rejection::TooLarge),
        }
    }

    /// What is wrong with what is announced about the body. One that is announced as nothing may
    /// be JSON: the signature will tell whether it is the API's.
    pub(super) fn check_body(&mut self) -> Result<(), Rejection> {
        // RFC 9110 section 10.1.1: HTTP/1.0 does not know it.
        self.expects_continue &= !self.http_1_0;
        if self.expects_more && !self.http_1_0 {
            return Err(Rejection::Expectation);
        }
        if self.other_media_type {
            return Err(Rejection::MediaType);
        }
        if !self.has(Name::Signature) {
            return Err(Rejection::Unsigned);
        }
        self.signature
            .finish()
            .map_err(Rejection::MalformedSignature)
    }
}

const fn is_authority(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b':' | b'[' | b']'
        | b'_' | b'~' | b'%' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b';' | b'=')
}
