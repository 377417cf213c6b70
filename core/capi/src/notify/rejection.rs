//! Why a request was rejected.

use core::ffi::c_char;

use gigapay_webhooks::notify::Rejection;

use crate::c_text::c_text;

/// Why a request was rejected. `gigapay_rejection_text` returns a text for each.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gigapay_rejection {
    /// The request was not rejected.
    None = 0,
    /// The request line is malformed. 400.
    RequestLine = 1,
    /// A header field is malformed. 400.
    FieldLine = 2,
    /// `Host` is missing, repeated or malformed. 400.
    Host = 3,
    /// `Content-Length` is malformed or repeated. 400.
    ContentLength = 4,
    /// `Content-Length` and `Transfer-Encoding` together. 400.
    BothLengths = 5,
    /// `Transfer-Encoding` twice, or in an HTTP/1.0 request. 400.
    TransferEncoding = 6,
    /// The framing of a chunk is malformed. 400.
    Chunk = 7,
    /// `Gigapay-Signature` comes twice. 400.
    RepeatedSignature = 8,
    /// `Gigapay-Signature` is malformed. 400.
    MalformedSignature = 9,
    /// Authentic, but too old. 400.
    Stale = 10,
    /// Authentic, but from the future: a clock is wrong. 400.
    Future = 11,
    /// There is no `Gigapay-Signature`. 401.
    Unsigned = 12,
    /// The signature matches none of the secrets. 401.
    Forged = 13,
    /// Not the path of this endpoint. 404.
    Path = 14,
    /// Not a POST. 405.
    Method = 15,
    /// It took too long. 408.
    Timeout = 16,
    /// There is neither a `Content-Length` nor chunks. 411.
    LengthRequired = 17,
    /// The body is larger than the endpoint, or the memory for it, allows. 413.
    TooLarge = 18,
    /// The request line is too long. 414.
    TargetTooLong = 19,
    /// The body is announced as something other than JSON. 415.
    MediaType = 20,
    /// An expectation other than `100-continue`. 417.
    Expectation = 21,
    /// The head is too long. 431.
    HeadTooLarge = 22,
    /// A transfer coding other than `chunked`. 501.
    TransferCoding = 23,
    /// The same notification is being processed. 503.
    InProgress = 24,
    /// The receiver is overloaded. 503.
    Overloaded = 25,
    /// Not HTTP/1. 505.
    Version = 26,
    /// There is no secret to verify it with yet. 503.
    NoSecret = 27,
    /// A reason that this interface has no number for.
    Other = 999,
}

/// Returns a text that explains a `gigapay_rejection`: NUL-terminated and static.
#[unsafe(no_mangle)]
pub extern "C" fn gigapay_rejection_text(rejection: u32) -> *const c_char {
    text(rejection).as_ptr().cast()
}

const fn text(rejection: u32) -> &'static [u8] {
    match rejection {
        0 => c_text!("not rejected"),
        1 => c_text!("the request line is malformed"),
        2 => c_text!("a header field is malformed"),
        3 => c_text!("Host is missing, repeated or malformed"),
        4 => c_text!("Content-Length is malformed or repeated"),
        5 => c_text!("both Content-Length and Transfer-Encoding are present"),
        6 => c_text!("Transfer-Encoding is repeated, or sent in an HTTP/1.0 request"),
        7 => c_text!("the chunks are malformed"),
        8 => c_text!("Gigapay-Signature comes twice"),
        9 => c_text!("Gigapay-Signature is malformed"),
        10 => c_text!("authentic, but signed too long ago"),
        11 => c_text!("authentic, but signed at a time to come: check the clock"),
        12 => c_text!("Gigapay-Signature is missing"),
        13 => c_text!("signed with another secret, or modified in transit"),
        14 => c_text!("not the path of this endpoint"),
        15 => c_text!("not a POST"),
        16 => c_text!("the request took too long"),
        17 => c_text!("Content-Length is missing"),
        18 => c_text!("the body is larger than the limit"),
        19 => c_text!("the request line is too long"),
        20 => c_text!("Content-Type is not application/json"),
        21 => c_text!("an expectation other than 100-continue"),
        22 => c_text!("the head is too long"),
        23 => c_text!("a transfer coding other than chunked"),
        24 => c_text!("the same notification is being processed"),
        25 => c_text!("the receiver is overloaded"),
        26 => c_text!("not HTTP/1"),
        27 => c_text!("there is no secret to verify with yet"),
        _ => c_text!("a rejection without a text of its own"),
    }
}

/// The rejection, and the seconds that it names.
pub(super) const fn of(rejection: Rejection) -> (gigapay_rejection, u64) {
    use gigapay_rejection as R;
    let reason = match rejection {
        Rejection::Stale { age } => return (R::Stale, age),
        Rejection::Future { ahead } => return (R::Future, ahead),
        Rejection::RequestLine => R::RequestLine,
        Rejection::FieldLine => R::FieldLine,
        Rejection::Host => R::Host,
        Rejection::ContentLength => R::ContentLength,
        Rejection::BothLengths => R::BothLengths,
        Rejection::TransferEncoding => R::TransferEncoding,
        Rejection::Chunk => R::Chunk,
        Rejection::RepeatedSignature => R::RepeatedSignature,
        Rejection::MalformedSignature(_) => R::MalformedSignature,
        Rejection::Unsigned => R::Unsigned,
        Rejection::Forged => R::Forged,
        Rejection::Path => R::Path,
        Rejection::Method => R::Method,
        Rejection::Timeout => R::Timeout,
        Rejection::LengthRequired => R::LengthRequired,
        Rejection::TooLarge => R::TooLarge,
        Rejection::TargetTooLong => R::TargetTooLong,
        Rejection::MediaType => R::MediaType,
        Rejection::Expectation => R::Expectation,
        Rejection::HeadTooLarge => R::HeadTooLarge,
        Rejection::TransferCoding => R::TransferCoding,
        Rejection::InProgress => R::InProgress,
        Rejection::Overloaded => R::Overloaded,
        Rejection::Version => R::Version,
        Rejection::NoSecret => R::NoSecret,
        _ => R::Other,
    };
    (reason, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejections_have_the_texts_of_the_core() {
        for rejection in [
            Rejection::RequestLine,
            Rejection::FieldLine,
            Rejection::Host,
            Rejection::ContentLength,
            Rejection::BothLengths,
            Rejection::TransferEncoding,
            Rejection::Chunk,
            Rejection::RepeatedSignature,
            Rejection::Unsigned,
            Rejection::Forged,
            Rejection::Path,
            Rejection::Method,
            Rejection::Timeout,
            Rejection::LengthRequired,
            Rejection::TooLarge,
            Rejection::TargetTooLong,
            Rejection::MediaType,
            Rejection::Expectation,
            Rejection::HeadTooLarge,
            Rejection::TransferCoding,
            Rejection::InProgress,
            Rejection::Overloaded,
            Rejection::Version,
            Rejection::NoSecret,
        ] {
            let (reason, _) = of(rejection);
            assert_ne!(reason, gigapay_rejection::Other, "{rejection}");
            let number = reason as u32;
            assert_eq!(
                str::from_utf8(text(number)).unwrap(),
                format!("{rejection}\0")
            );
        }
    }
}
