//! Reasons to reject a request, and the status of each response.

use crate::notify::SignatureError;
use crate::shown::errors;

/// Declares [`Rejection`]: payload, status and text of each variant.
macro_rules! rejections {
    ($(
        $(#[$doc:meta])*
        $name:ident $(($payload:ident: $type:ty))? $({
            $(#[$field_doc:meta])*
            $field:ident: $field_type:ty,
        })? => $status:literal, $text:literal;
    )*) => {
        errors! {
            /// Why a request was rejected.
            ///
            /// The response has the status [`status`](Self::status). It is never 2xx, so the API
            /// sends the notification again ([B25](crate::behaviour#b25)), which helps if the
            /// receiver has a wrong secret, a wrong clock or a low limit. The peer learns only the
            /// status.
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
    /// A field line breaks the grammar of RFC 9112 section 5: a folded line, white space before the
    /// colon, a lone CR or LF, or a control character.
    FieldLine => 400, "a header field is malformed";
    Host => 400, "Host is missing, repeated or malformed";
    ContentLength => 400, "Content-Length is malformed or repeated";
    /// Request smuggling, or a broken sender (RFC 9112 section 6.3).
    BothLengths => 400, "both Content-Length and Transfer-Encoding are present";
    TransferEncoding => 400, "Transfer-Encoding is repeated, or sent in an HTTP/1.0 request";
    /// The framing of a chunk breaks the grammar of RFC 9112 section 7.1, or the framing of all
    /// chunks is longer than [`MAX_HEAD`](super::MAX_HEAD).
    Chunk => 400, "the chunks are malformed";
    RepeatedSignature => 400, "Gigapay-Signature comes twice";
    /// `Gigapay-Signature` has a wrong format ([B24](crate::behaviour#b24)).
    MalformedSignature(error: SignatureError) => 400, "Gigapay-Signature: {error}";
    Stale {
        /// Age of the signature in seconds.
        age: u64,
    } => 400, "authentic, but signed {age} seconds ago";
    Future {
        /// Seconds from now until the time of the signature.
        ahead: u64,
    } => 400, "authentic, but signed {ahead} seconds from now: check the clock";
    Unsigned => 401, "Gigapay-Signature is missing";
    /// No secret of the keyring made the signature.
    Forged => 401, "signed with another secret, or modified in transit";
    Path => 404, "not the path of this endpoint";
    Method => 405, "not a POST";
    /// Only from [`Receiver::reject`](super::Receiver::reject).
    Timeout => 408, "the request took too long";
    LengthRequired => 411, "Content-Length is missing";
    /// The body exceeds [`Endpoint::max_body`](super::Endpoint::max_body) or the memory for it.
    TooLarge => 413, "the body is larger than the limit";
    /// The request line is longer than [`MAX_HEAD`](super::MAX_HEAD).
    TargetTooLong => 414, "the request line is too long";
    MediaType => 415, "Content-Type is not application/json";
    /// `Expect` has an unknown value (RFC 9110 section 10.1.1).
    Expectation => 417, "an expectation other than 100-continue";
    /// The head is longer than [`MAX_HEAD`](super::MAX_HEAD).
    HeadTooLarge => 431, "the head is too long";
    TransferCoding => 501, "a transfer coding other than chunked";
    InProgress => 503, "the same notification is being processed";
    /// Only from [`Receiver::reject`](super::Receiver::reject).
    Overloaded => 503, "the receiver is overloaded";
    /// Only from [`Receiver::reject`](super::Receiver::reject).
    NoSecret => 503, "there is no secret to verify with yet";
    Version => 505, "not HTTP/1";
}
