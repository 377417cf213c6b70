//! The header fields of a request that the receiver evaluates; all others are ignored.

use super::Rejection;
use crate::http::Framing;
use crate::keyword::{ANY_CASE, Number, Word, keywords};
use crate::notify::signature::SignatureReader;

keywords! {
    /// Names and values that are evaluated, in lower case.
    enum Keyword {
        Connection = "connection",
        ContentLength = "content-length",
        ContentType = "content-type",
        Expect = "expect",
        Host = "host",
        Signature = "gigapay-signature",
        TransferEncoding = "transfer-encoding",
        // Values.
        Chunked = "chunked",
        Close = "close",
        Continue = "100-continue",
        Json = "application/json",
    }
}

/// The bit of a keyword in a set of keywords.
const fn bit(keyword: Keyword) -> u16 {
    1 << keyword as u16
}

/// The fields of a request read so far, and the state of the name or value being read.
pub(super) struct Fields {
    pub(super) http_1_0: bool,
    /// Names and expected values that were read.
    seen: u16,
    /// Names that were read twice.
    repeated: u16,
    /// Names that had another value than the expected one; `Host` if it is malformed.
    other: u16,
    /// The field whose value is being read.
    name: Option<Keyword>,
    /// The name, or the value up to `;`.
    token: Word<17>,
    /// The value of `Content-Length`.
    length: Number,
    /// Inside a parameter of the value, which is ignored.
    in_parameter: bool,
    /// A character of the value, or of the list item, was read.
    began: bool,
    /// White space was read after it.
    gap: bool,
    pub(super) signature: SignatureReader,
}

impl Fields {
    pub(super) const fn new() -> Self {
        Self {
            http_1_0: false,
            seen: 0,
            repeated: 0,
            other: 0,
            name: None,
            token: Word::new(),
            length: Number::new(),
            in_parameter: false,
            began: false,
            gap: false,
            signature: SignatureReader::new(),
        }
    }

    /// Characters of a name.
    pub(super) fn name(&mut self, run: &[u8]) {
        self.token.push(run, ANY_CASE);
    }

    pub(super) fn end_name(&mut self) {
        let keyword = self.token.take(&Keyword::ALL);
        self.name = keyword.filter(|name| *name as u8 <= Keyword::TransferEncoding as u8);
        self.in_parameter = false;
        if let Some(name) = self.name {
            self.repeated |= self.seen & bit(name);
            self.seen |= bit(name);
        }
    }

    /// Characters of a value.
    pub(super) fn value(&mut self, run: &[u8]) {
        let Some(name) = self.name else { return };
        for byte in run {
            match (name, *byte) {
                // White space counts only inside a value.
                (_, b' ' | b'\t') => self.gap = self.began,
                // A connection option ends (RFC 9110 section 7.6.1).
                (Keyword::Connection, b',') => self.end_value(),
                (Keyword::ContentType, b';') => self.in_parameter = true,
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

    fn push(&mut self, name: Keyword, byte: u8) {
        match name {
            Keyword::ContentLength => self.length.push(byte),
            Keyword::Signature => self.signature.push(byte),
            // Characters of an authority (RFC 3986 section 3.2) are valid; a comma or space is not.
            Keyword::Host if is_authority(byte) => {}
            Keyword::ContentType if self.in_parameter => {}
            _ => self.token.push(&[byte], ANY_CASE),
        }
    }

    pub(super) fn end_value(&mut self) {
        self.began = false;
        self.gap = false;
        let is_empty = self.token.is_empty();
        let Some(name) = self.name else { return };
        let expected = match name {
            Keyword::Connection => Keyword::Close,
            Keyword::ContentType => Keyword::Json,
            Keyword::Expect => Keyword::Continue,
            _ => Keyword::Chunked,
        };
        match self.token.take(&Keyword::ALL) {
            Some(value) if value == expected => self.seen |= bit(value),
            _ if name != Keyword::Host || !is_empty => self.other |= bit(name),
            _ => {}
        }
    }

    /// Whether the request asks to close the connection (RFC 9112 section 9.3).
    pub(super) const fn closes(&self) -> bool {
        self.http_1_0 || self.seen & bit(Keyword::Close) != 0
    }

    /// Whether the sender waits for `100 Continue`, which HTTP/1.0 does not have (RFC 9110 section
    /// 10.1.1).
    pub(super) const fn expects_continue(&self) -> bool {
        !self.http_1_0 && self.seen & bit(Keyword::Continue) != 0
    }

    /// Returns the framing of the body, or the first error of the request. Framing errors come
    /// first: others may find the end of such a request elsewhere (RFC 9112 section 6.3).
    pub(super) fn check(
        &mut self,
        is_endpoint: bool,
        is_post: bool,
        max_body: u32,
    ) -> Result<Framing, Rejection> {
        let (seen, repeated, other) = (self.seen, self.repeated, self.other);
        let has = |name| seen & bit(name) != 0;
        let is_repeated = |name| repeated & bit(name) != 0;
        let is_other = |name| other & bit(name) != 0;
        let (is_coded, has_length) = (has(Keyword::TransferEncoding), has(Keyword::ContentLength));
        let is_number = self.length.get_or_max().is_some();
        // A number that does not fit into 32 bits exceeds any limit.
        let length = self.length.get().filter(|length| *length <= max_body);
        Err(match self.signature.finish() {
            _ if (repeated | other) & bit(Keyword::Host) != 0 => Rejection::Host,
            _ if has_length && !is_number => Rejection::ContentLength,
            _ if is_repeated(Keyword::ContentLength) => Rejection::ContentLength,
            _ if is_repeated(Keyword::TransferEncoding) => Rejection::TransferEncoding,
            _ if is_repeated(Keyword::Signature) => Rejection::RepeatedSignature,
            _ if !has(Keyword::Host) && !self.http_1_0 => Rejection::Host,
            _ if is_coded && has_length => Rejection::BothLengths,
            _ if is_coded && self.http_1_0 => Rejection::TransferEncoding,
            _ if is_other(Keyword::TransferEncoding) => Rejection::TransferCoding,
            _ if !is_endpoint => Rejection::Path,
            _ if !is_post => Rejection::Method,
            _ if !is_coded && !has_length => Rejection::LengthRequired,
            _ if !is_coded && length.is_none() => Rejection::TooLarge,
            _ if is_other(Keyword::Expect) && !self.http_1_0 => Rejection::Expectation,
            _ if is_other(Keyword::ContentType) => Rejection::MediaType,
            // A body without Content-Type may be JSON; the signature decides.
            _ if !has(Keyword::Signature) => Rejection::Unsigned,
            Err(error) => Rejection::MalformedSignature(error),
            Ok(()) => return Ok(length.map_or(Framing::chunked(), Framing::length)),
        })
    }
}

const fn is_authority(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b':' | b'[' | b']'
        | b'_' | b'~' | b'%' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b';' | b'=')
}
