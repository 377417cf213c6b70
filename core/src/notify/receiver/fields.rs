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
    /// `Host` has come.
    host: bool,
    signed: bool,
    chunked: bool,
    other_coding: bool,
    content_length: Number,
    /// The field whose value is being read.
    name: Option<Name>,
    /// The name, or the value up to a `;`.
    word: Word,
    /// The value of `Content-Length`; spoilt by that of `Host` if it is none.
    number: Number,
    /// A parameter of the value, which does not matter.
    in_parameter: bool,
    began: bool,
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
            host: false,
            signed: false,
            chunked: false,
            other_coding: false,
            content_length: Number::new(),
            name: None,
            word: Word::new(),
            number: Number::new(),
            in_parameter: false,
            began: false,
            gap: false,
            signature: SignatureReader::new(),
        }
    }

    /// Characters of a name.
    pub(super) fn name(&mut self, run: &[u8]) {
        self.word.push(run, ANY_CASE);
    }

    /// Characters of a value.
    pub(super) fn value(&mut self, run: &[u8]) {
        if self.name.is_some() {
            run.iter().for_each(|byte| self.push(*byte));
        }
    }

    fn push(&mut self, byte: u8) {
        match (self.name, byte) {
            // White space only counts if something follows it.
            (_, b' ' | b'\t') => {
                self.gap = self.began;
                return;
            }
            (Some(Name::Connection), b',') => {
                self.end_option();
                return;
            }
            (Some(Name::ContentType), b';') => self.in_parameter = true,
            _ => {}
        }
        if self.gap {
            self.take(b' ');
        }
        self.take(byte);
    }

    fn take(&mut self, byte: u8) {
        self.began = true;
        self.gap = false;
        match self.name {
            None => {}
            Some(Name::ContentLength) => self.number.push(byte),
            // What no authority has (RFC 3986 section 3.2), or what would make it one of several.
            Some(Name::Host) if !is_authority(byte) => self.number.spoil(),
            Some(Name::Signature) => self.signature.push(byte),
            _ if self.in_parameter => {}
            _ => self.word.push(&[byte], ANY_CASE),
        }
    }

    pub(super) fn end_name(&mut self) -> Result<(), Rejection> {
        self.name = self.word.take(&Name::ALL);
        self.number = Number::new();
        self.began = false;
        self.gap = false;
        self.in_parameter = false;
        match self.name {
            Some(Name::Signature) if self.signed => return Err(Rejection::RepeatedSignature),
            Some(Name::Signature) => self.signed = true,
            _ => {}
        }
        Ok(())
    }

    pub(super) fn end_value(&mut self) -> Result<(), Rejection> {
        match self.name {
            Some(Name::Connection) => self.end_option(),
            Some(Name::Host) => {
                if self.host || !self.number.is_empty() {
                    return Err(Rejection::Host);
                }
                self.host = true;
            }
            Some(Name::ContentLength) => {
                if !self.content_length.is_empty() || !self.number.is_number() {
                    return Err(Rejection::ContentLength);
                }
                self.content_length = self.number;
            }
            Some(Name::TransferEncoding) => {
                if self.chunked || self.other_coding {
                    return Err(Rejection::TransferEncoding);
                }
                self.chunked = self.word.take(&Value::ALL) == Some(Value::Chunked);
                self.other_coding = !self.chunked;
            }
            Some(Name::ContentType) => {
                self.other_media_type |= self.word.take(&Value::ALL) != Some(Value::Json);
            }
            Some(Name::Expect) => {
                let known = self.word.take(&Value::ALL) == Some(Value::Continue);
                self.expects_continue |= known;
                self.expects_more |= !known;
            }
            _ => {}
        }
        self.word.clear();
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
        let coded = self.chunked || self.other_coding;
        if !self.host && !self.http_1_0 {
            return Err(Rejection::Host);
        }
        if coded && !self.content_length.is_empty() {
            return Err(Rejection::BothLengths);
        }
        if coded && self.http_1_0 {
            return Err(Rejection::TransferEncoding);
        }
        if self.other_coding {
            return Err(Rejection::TransferCoding);
        }
        Ok(())
    }

    /// Where the body ends.
    pub(super) fn framing(&self, max_body: u32) -> Result<Framing, Rejection> {
        match self.content_length.get() {
            _ if self.chunked => Ok(Framing::chunked()),
            Some(length) if length <= max_body => Ok(Framing::length(length)),
            None if self.content_length.is_empty() => Err(Rejection::LengthRequired),
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
        if !self.signed {
            return Err(Rejection::Unsigned);
        }
        match self.signature.finish() {
            Ok(_) => Ok(()),
            Err(error) => Err(Rejection::MalformedSignature(error)),
        }
    }
}

const fn is_authority(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b':' | b'[' | b']'
        | b'_' | b'~' | b'%' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b';' | b'=')
}
