//! Why a request is not a notification to act upon, and the status of its response.

use core::fmt;

use crate::notify::SignatureError;

/// Why a request was turned away.
///
/// The response has the status that [`status`](Self::status) says. None of them is 2xx, so the API
/// tries again ([B25](crate::behaviour#b25)), which does good where the fault is on this
/// side: a wrong secret, a wrong clock, a limit too low. The peer learns only the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Rejection {
    /// The request line breaks the grammar of RFC 9112 section 3. 400.
    RequestLine,
    /// A field line breaks that of section 5, by a folded line, white space before the
    /// colon, a lone CR or LF, or a control character. 400.
    FieldLine,
    /// `Host` is missing, comes twice, or is none (section 3.2). 400.
    Host,
    /// `Content-Length` is no number or comes twice. 400.
    ContentLength,
    /// `Content-Length` and `Transfer-Encoding` together (section 6.3): request smuggling, or a
    /// broken sender. 400.
    BothLengths,
    /// `Transfer-Encoding` twice, or in an HTTP/1.0 request. 400.
    TransferEncoding,
    /// The framing of a chunk breaks the grammar of section 7.1, or is excessively long. 400.
    Chunk,
    /// `Gigapay-Signature` comes twice. 400.
    RepeatedSignature,
    /// `Gigapay-Signature` is not what it should be ([B24](crate::behaviour#b24)). 400.
    MalformedSignature(SignatureError),
    /// Authentic, but signed so many seconds too long ago. 400.
    Stale {
        /// Seconds since it was signed.
        age: u64,
    },
    /// Authentic, but signed so many seconds from now: a clock is wrong. 400.
    Future {
        /// Seconds until it will have been signed.
        ahead: u64,
    },
    /// There is no `Gigapay-Signature`. 401.
    Unsigned,
    /// The signature is that of none of the secrets. 401.
    Forged,
    /// Not the path of this endpoint. 404.
    Path,
    /// Not a POST. 405.
    Method,
    /// It took too long: [`Receiver::reject`](super::Receiver::reject). 408.
    Timeout,
    /// There is neither a `Content-Length` nor chunks. 411.
    LengthRequired,
    /// The body is larger than the endpoint, or the memory for it, allows. 413.
    TooLarge,
    /// The request line is longer than [`MAX_HEAD`](super::MAX_HEAD). 414.
    TargetTooLong,
    /// The body is announced as something other than JSON. 415.
    MediaType,
    /// It expects what HTTP does not know (RFC 9110 section 10.1.1). 417.
    Expectation,
    /// The head is longer than [`MAX_HEAD`](super::MAX_HEAD). 431.
    HeadTooLarge,
    /// A transfer coding other than `chunked`. 501.
    TransferCoding,
    /// The same notification is being worked on. 503.
    InProgress,
    /// There is no room for it now: [`Receiver::reject`](super::Receiver::reject). 503.
    Overloaded,
    /// There is no secret to verify it with yet: [`Receiver::reject`](super::Receiver::reject).
    /// 503.
    NoSecret,
    /// Not HTTP/1. 505.
    Version,
}

impl Rejection {
    /// Status code of the response.
    pub const fn status(self) -> u16 {
        match self {
            Self::RequestLine
            | Self::FieldLine
            | Self::Host
            | Self::ContentLength
            | Self::BothLengths
            | Self::TransferEncoding
            | Self::Chunk
            | Self::RepeatedSignature
            | Self::MalformedSignature(_)
            | Self::Stale { .. }
            | Self::Future { .. } => 400,
            Self::Unsigned | Self::Forged => 401,
            Self::Path => 404,
            Self::Method => 405,
            Self::Timeout => 408,
            Self::LengthRequired => 411,
            Self::TooLarge => 413,
            Self::TargetTooLong => 414,
            Self::MediaType => 415,
            Self::Expectation => 417,
            Self::HeadTooLarge => 431,
            Self::TransferCoding => 501,
            Self::InProgress | Self::Overloaded | Self::NoSecret => 503,
            Self::Version => 505,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::MalformedSignature(error) => return write!(f, "Gigapay-Signature: {error}"),
            Self::Stale { age } => return write!(f, "authentic, but signed {age} seconds ago"),
            Self::Future { ahead } => {
                return write!(
                    f,
                    "authentic, but signed {ahead} seconds from now: check the clock"
                );
            }
            Self::RequestLine => "the request line is malformed",
            Self::FieldLine => "a header field is malformed",
            Self::Host => "Host is missing, repeated or malformed",
            Self::ContentLength => "Content-Length is malformed or repeated",
            Self::BothLengths => "Content-Length and Transfer-Encoding exclude each other",
            Self::TransferEncoding => {
                "Transfer-Encoding is repeated, or sent in an HTTP/1.0 request"
            }
            Self::Chunk => "the chunks are malformed",
            Self::RepeatedSignature => "Gigapay-Signature comes twice",
            Self::Unsigned => "Gigapay-Signature is missing",
            Self::Forged => "signed with another secret, or changed on the way",
            Self::Path => "not the path of this endpoint",
            Self::Method => "not a POST",
            Self::Timeout => "the request took too long",
            Self::LengthRequired => "the body's length is not announced",
            Self::TooLarge => "the body is larger than there is room for",
            Self::TargetTooLong => "the request line is too long",
            Self::MediaType => "the body is not announced as JSON",
            Self::Expectation => "an expectation other than 100-continue",
            Self::HeadTooLarge => "the head is too long",
            Self::TransferCoding => "a transfer coding other than chunked",
            Self::InProgress => "the same notification is being worked on",
            Self::Overloaded => "there is no room for it now",
            Self::NoSecret => "there is no secret to verify with yet",
            Self::Version => "not HTTP/1",
        };
        f.write_str(text)
    }
}

impl core::error::Error for Rejection {}
