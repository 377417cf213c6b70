//! Why a request is not a notification to act upon, and the status of its response.

use crate::notify::SignatureError;
use crate::shown::errors;

/// Declares [`Rejection`]: of each variant the payload, the status and the text.
macro_rules! rejections {
    ($(
        $(#[$doc:meta])*
        $name:ident $(($payload:ident: $type:ty))? $({
            $(#[$field_doc:meta])*
            $field:ident: $field_type:ty,
        })? => $status:literal, $text:literal;
    )*) => {
        errors! {
            /// Why a request was turned away.
            ///
            /// The response has the status that [`status`](Self::status) says. None of them is
            /// 2xx, so the API tries again ([B25](crate::behaviour#b25)), which does good where the
            /// fault is on this side: a wrong secret, a wrong clock, a limit too low. The peer
            /// learns only the status.
            pub enum Rejection {$(
                $(#[$doc])*
                #[doc = concat!("\nStatus ", $status, ": ", $text, ".")]
                $name $(($payload: $type))? $({
                    $(#[$field_doc])*
                    $field: $field_type,
                })? => $text,
            )*}
        }

        impl Rejection {
            /// Status code of the response.
            pub const fn status(self) -> u16 {
                match self {$(
                    Self::$name { .. } => $status,
                )*}
            }
        }
    };
}

rejections! {
    /// The request line breaks the grammar of RFC 9112 section 3.
    RequestLine => 400, "the request line is malformed";
    /// A field line breaks that of section 5, by a folded line, white space before the colon, a
    /// lone CR or LF, or a control character.
    FieldLine => 400, "a header field is malformed";
    Host => 400, "Host is missing, repeated or malformed";
    ContentLength => 400, "Content-Length is malformed or repeated";
    /// Request smuggling, or a broken sender (section 6.3).
    BothLengths => 400, "Content-Length and Transfer-Encoding exclude each other";
    TransferEncoding => 400, "Transfer-Encoding is repeated, or sent in an HTTP/1.0 request";
    /// The framing of a chunk breaks the grammar of section 7.1, or is excessively long.
    Chunk => 400, "the chunks are malformed";
    RepeatedSignature => 400, "Gigapay-Signature comes twice";
    /// `Gigapay-Signature` is not what it should be ([B24](crate::behaviour#b24)).
    MalformedSignature(error: SignatureError) => 400, "Gigapay-Signature: {error}";
    Stale {
        /// Seconds since it was signed.
        age: u64,
    } => 400, "authentic, but signed {age} seconds ago";
    Future {
        /// Seconds until it will have been signed.
        ahead: u64,
    } => 400, "authentic, but signed {ahead} seconds from now: check the clock";
    Unsigned => 401, "Gigapay-Signature is missing";
    /// The signature is that of none of the secrets.
    Forged => 401, "signed with another secret, or changed on the way";
    Path => 404, "not the path of this endpoint";
    Method => 405, "not a POST";
    /// It took too long: [`Receiver::reject`](super::Receiver::reject).
    Timeout => 408, "the request took too long";
    LengthRequired => 411, "the body's length is not announced";
    /// The body is larger than the endpoint, or the memory for it, allows.
    TooLarge => 413, "the body is larger than there is room for";
    /// The request line is longer than [`MAX_HEAD`](super::MAX_HEAD).
    TargetTooLong => 414, "the request line is too long";
    MediaType => 415, "the body is not announced as JSON";
    /// It expects what HTTP does not know (RFC 9110 section 10.1.1).
    Expectation => 417, "an expectation other than 100-continue";
    /// The head is longer than [`MAX_HEAD`](super::MAX_HEAD).
    HeadTooLarge => 431, "the head is too long";
    TransferCoding => 501, "a transfer coding other than chunked";
    InProgress => 503, "the same notification is being worked on";
    /// There is no room for it now: [`Receiver::reject`](super::Receiver::reject).
    Overloaded => 503, "there is no room for it now";
    /// There is no secret to verify it with yet: [`Receiver::reject`](super::Receiver::reject).
    NoSecret => 503, "there is no secret to verify with yet";
    Version => 505, "not HTTP/1";
}
