//! Errors as numbers with texts.

use core::ffi::c_char;

use crate::c_text::c_text;
use gigapay_webhooks::notify::{SetupError, SignatureError};
use gigapay_webhooks::{ConfigError, EnsureError, Error, Field, ProtocolError};

/// Result of a function. `gigapay_status_text` returns a text for each.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gigapay_status {
    /// The function succeeded.
    Ok = 0,

    /// A required pointer is `NULL`.
    NullPointer = 1,
    /// A pointer is not aligned for its type.
    Misaligned = 2,
    /// An object was not initialised, or was wiped.
    NotInitialised = 3,
    /// A length is larger than any object.
    InvalidLength = 4,
    /// A text is not UTF-8.
    NotUtf8 = 5,
    /// Memory that is written to overlaps something else that was passed.
    Overlap = 6,
    /// A number is not one of the constants in the header, or arguments exclude each other.
    InvalidArgument = 7,

    /// The buffer is empty.
    BufferTooSmall = 20,
    /// Not a base URL.
    InvalidServer = 21,
    /// A token is empty or holds a character that cannot stand in a header field.
    InvalidToken = 22,
    /// An integration id is empty or holds a character that cannot stand in a header field.
    InvalidIntegrationId = 23,
    /// A secret key is empty.
    EmptySecretKey = 24,
    /// An idempotency key is empty or holds anything but visible ASCII.
    InvalidIdempotencyKey = 25,
    /// A language is empty or holds a character that cannot stand in a header field.
    InvalidLanguage = 26,
    /// An id is empty, `.` or `..`.
    InvalidId = 27,
    /// A page or page size is not allowed.
    InvalidPage = 28,
    /// Metadata is not one JSON value.
    InvalidJson = 29,
    /// A value exceeds its capacity.
    TooLong = 30,
    /// A callback returned a number of bytes larger than `length`.
    TooManyBytes = 31,
    /// A keyring has no room for another secret.
    TooManySecrets = 32,
    /// The path of an endpoint does not begin with `/`, or holds anything but visible ASCII.
    InvalidPath = 33,

    /// The server closed the connection without a response.
    ClosedBeforeResponse = 50,
    /// The connection ended inside the response.
    Truncated = 51,
    /// The response is not HTTP/1.1.
    StatusLine = 52,
    /// A header field is malformed.
    FieldLine = 53,
    /// Content-Length is not a valid number.
    ContentLength = 54,
    /// Both Content-Length and Transfer-Encoding.
    BothLengths = 55,
    /// A transfer coding other than chunked.
    TransferCoding = 56,
    /// A malformed chunk.
    Chunk = 57,
    /// The server switched protocols.
    Upgrade = 58,
    /// The response is not JSON.
    Json = 59,
    /// The response nests too deep.
    TooDeep = 60,
    /// The response is JSON, but neither a webhook nor a list of webhooks.
    NotAWebhook = 61,
    /// A webhook lacks a field: see `field`.
    Missing = 62,
    /// A field has a value of the wrong type: see `field`.
    WrongType = 63,
    /// A field comes twice: see `field`.
    Duplicate = 64,
    /// A list's next page is not after this one.
    NextPage = 65,
    /// A 2xx status that the API does not use for this operation.
    UnexpectedStatus = 66,
    /// The response has no body.
    EmptyBody = 67,
    /// The response is larger than `max_response`.
    ResponseTooLong = 68,

    /// A webhook's field is longer than a `gigapay_webhook` has room for: see `field`.
    Capacity = 80,
    /// The body has a content coding, such as gzip.
    ContentCoding = 81,
    /// The API refused: see `http_status`, `problem_field` and `problem_message`.
    Refused = 82,
    /// The API accepted the value of a field but did not keep it: see `field`.
    NotKept = 83,

    /// The callback `read` failed: see `io_error`.
    ReadFailed = 100,
    /// The callback `write` or `flush` failed: see `io_error`.
    WriteFailed = 101,
    /// The callback `reconnect` failed: see `io_error`.
    ReconnectFailed = 102,
    /// A new connection is needed, and there is no callback `reconnect`.
    NoReconnect = 103,
    /// A callback ended the list.
    Stopped = 104,

    /// Not a list of name=value.
    SignatureItem = 120,
    /// `t` is not a whole number of seconds.
    SignatureTimestamp = 121,
    /// `t` comes twice.
    SignatureRepeatedTimestamp = 122,
    /// `t` is missing.
    SignatureNoTimestamp = 123,
    /// A `v1` is malformed.
    SignatureCandidate = 124,
    /// There are too many `v1` entries.
    SignatureTooManyCandidates = 125,
    /// `v1` is missing.
    SignatureNoCandidate = 126,

    /// An error of the core that this interface has no number for.
    Other = 999,
}

/// A field of a webhook.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gigapay_field {
    /// No field, or not a known one.
    None = 0,
    /// `id`
    Id = 1,
    /// `url`
    Url = 2,
    /// `events`
    Events = 3,
    /// `secret_key`
    SecretKey = 4,
    /// `metadata`
    Metadata = 5,
}

/// Returns a text that explains a `gigapay_status`: NUL-terminated and static.
#[unsafe(no_mangle)]
pub extern "C" fn gigapay_status_text(status: u32) -> *const c_char {
    text(status).as_ptr().cast()
}

const fn text(status: u32) -> &'static [u8] {
    match status {
        0 => c_text!("done"),
        1 => c_text!("a pointer is NULL"),
        2 => c_text!("a pointer is not aligned for its type"),
        3 => c_text!("an object was not initialised, or was wiped"),
        4 => c_text!("a length is larger than any object"),
        5 => c_text!("a text is not UTF-8"),
        6 => c_text!("memory that is written to overlaps another argument: copy that first"),
        7 => c_text!(
            "a number is not one that the header has for it, or arguments exclude each other"
        ),
        20 => c_text!("the buffer is empty: pass at least 1 byte, preferably 512"),
        21 => c_text!(
            "not a usable base URL: expected http:// or https://, a host, and a path without query"
        ),
        22 => c_text!("the token is empty or has a character not allowed in a header"),
        23 => c_text!("the integration id is empty or has a character not allowed in a header"),
        24 => c_text!("the secret key is empty: retrieve the webhook to learn it"),
        25 => c_text!("the idempotency key must be visible ASCII and not empty"),
        26 => c_text!("the language is empty or has a character not allowed in a header"),
        27 => c_text!("a webhook id cannot be empty, \".\" or \"..\""),
        28 => c_text!("page and page_size count from 1"),
        29 => c_text!("metadata must be exactly one JSON value, nested 28 deep at most"),
        30 => c_text!("the value is longer than its capacity"),
        31 => c_text!("the transport reported more bytes than it was given"),
        32 => c_text!("the keyring is full: retire a secret, or make it larger"),
        33 => c_text!("the path must begin with / and be visible ASCII without #"),
        50 => c_text!("the server closed the connection without a response"),
        51 => c_text!("the connection ended inside the response"),
        52 => c_text!("the response is not HTTP/1.1: is this the API's port?"),
        53 => c_text!("the response has a malformed header line"),
        54 => c_text!("the response's Content-Length is not a valid number"),
        55 => c_text!("the response has both Content-Length and Transfer-Encoding"),
        56 => c_text!("the response uses a transfer coding other than chunked"),
        57 => c_text!("the response's chunks are malformed"),
        58 => c_text!("the server switched protocols without being asked"),
        59 => c_text!("the response is not valid JSON: is this the API's server?"),
        60 => c_text!("the response nests too deep"),
        61 => c_text!("the response is JSON, but neither a webhook nor a complete page of a list"),
        62 => c_text!("the webhook in the response lacks a field"),
        63 => c_text!("a webhook's field has the wrong type"),
        64 => c_text!("a webhook's field comes twice"),
        65 => c_text!("the list's next page is not a later one"),
        66 => c_text!("unexpected success status: is this the API's server?"),
        67 => c_text!("the response has no body where a webhook should be"),
        68 => c_text!(
            "the response exceeds the limit: request smaller pages, or raise `max_response`"
        ),
        80 => c_text!("a webhook's field is longer than there is room for"),
        81 => {
            c_text!("the response has a content coding, unrequested: check proxies that compress")
        }
        82 => c_text!("the API refused the request: see http_status and problem_message"),
        83 => c_text!("the API changed a field's value: desire the value that it returns"),
        100 => c_text!("reading from the connection failed"),
        101 => c_text!("writing to the connection failed"),
        102 => c_text!("no new connection could be opened"),
        103 => c_text!("a new connection is needed, and there is no callback for that"),
        104 => c_text!("the callback ended the list: close the connection"),
        120 => c_text!("not a comma-separated list of name=value"),
        121 => c_text!("t is not a decimal number of seconds"),
        122 => c_text!("t comes twice"),
        123 => c_text!("t is missing"),
        124 => c_text!("a v1 is not 64 lower-case hex digits"),
        125 => c_text!("there are more than 8 v1"),
        126 => c_text!("v1 is missing"),
        _ => c_text!("an error without a text of its own"),
    }
}

impl gigapay_status {
    pub(crate) fn of(result: Result<(), Self>) -> Self {
        match result {
            Ok(()) => Self::Ok,
            Err(status) => status,
        }
    }
}

impl From<ConfigError> for gigapay_status {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::BufferTooSmall => Self::BufferTooSmall,
            ConfigError::InvalidServer => Self::InvalidServer,
            ConfigError::InvalidToken => Self::InvalidToken,
            ConfigError::InvalidIntegrationId => Self::InvalidIntegrationId,
            ConfigError::EmptySecretKey => Self::EmptySecretKey,
            ConfigError::InvalidIdempotencyKey => Self::InvalidIdempotencyKey,
            ConfigError::InvalidLanguage => Self::InvalidLanguage,
            ConfigError::InvalidId => Self::InvalidId,
            ConfigError::InvalidPage => Self::InvalidPage,
            ConfigError::InvalidJson => Self::InvalidJson,
            ConfigError::TooLong => Self::TooLong,
            ConfigError::TooManyBytes => Self::TooManyBytes,
            _ => Self::Other,
        }
    }
}

impl From<SetupError> for gigapay_status {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::EmptySecret => Self::EmptySecretKey,
            SetupError::TooManySecrets => Self::TooManySecrets,
            SetupError::InvalidPath => Self::InvalidPath,
            // A status out of range is replied to as a failure; it is never an error here.
            _ => Self::Other,
        }
    }
}

impl From<SignatureError> for gigapay_status {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Item => Self::SignatureItem,
            SignatureError::Timestamp => Self::SignatureTimestamp,
            SignatureError::RepeatedTimestamp => Self::SignatureRepeatedTimestamp,
            SignatureError::NoTimestamp => Self::SignatureNoTimestamp,
            SignatureError::Candidate => Self::SignatureCandidate,
            SignatureError::TooManyCandidates => Self::SignatureTooManyCandidates,
            SignatureError::NoCandidate => Self::SignatureNoCandidate,
            _ => Self::Other,
        }
    }
}

impl From<Field> for gigapay_field {
    fn from(field: Field) -> Self {
        match field {
            Field::Id => Self::Id,
            Field::Url => Self::Url,
            Field::Events => Self::Events,
            Field::SecretKey => Self::SecretKey,
            Field::Metadata => Self::Metadata,
            _ => Self::None,
        }
    }
}

fn of_protocol(error: ProtocolError) -> (gigapay_status, Option<Field>) {
    use gigapay_status as S;
    let status = match error {
        ProtocolError::ClosedBeforeResponse => S::ClosedBeforeResponse,
        ProtocolError::Truncated => S::Truncated,
        ProtocolError::StatusLine => S::StatusLine,
        ProtocolError::FieldLine => S::FieldLine,
        ProtocolError::ContentLength => S::ContentLength,
        ProtocolError::BothLengths => S::BothLengths,
        ProtocolError::TransferCoding => S::TransferCoding,
        ProtocolError::Chunk => S::Chunk,
        ProtocolError::Upgrade => S::Upgrade,
        ProtocolError::Json => S::Json,
        ProtocolError::TooDeep => S::TooDeep,
        ProtocolError::NotAWebhook => S::NotAWebhook,
        ProtocolError::Missing(field) => return (S::Missing, Some(field)),
        ProtocolError::WrongType(field) => return (S::WrongType, Some(field)),
        ProtocolError::Duplicate(field) => return (S::Duplicate, Some(field)),
        ProtocolError::NextPage => S::NextPage,
        ProtocolError::UnexpectedStatus => S::UnexpectedStatus,
        ProtocolError::EmptyBody => S::EmptyBody,
        ProtocolError::TooLong => S::ResponseTooLong,
        _ => S::Other,
    };
    (status, None)
}

/// The status of an exchange's error, and the field it is about.
pub(crate) fn of_error(error: Error) -> (gigapay_status, Option<Field>) {
    match error {
        Error::Config(error) => (error.into(), None),
        Error::Protocol(error) => of_protocol(error),
        Error::Capacity(field) => (gigapay_status::Capacity, Some(field)),
        Error::ContentCoding(_) => (gigapay_status::ContentCoding, None),
        Error::Api(_) => (gigapay_status::Refused, None),
        _ => (gigapay_status::Other, None),
    }
}

/// The status of an ensured webhook's error, and the field it is about.
pub(crate) const fn of_ensure(error: EnsureError) -> (gigapay_status, Option<Field>) {
    match error {
        EnsureError::NotKept(field) => (gigapay_status::NotKept, Some(field)),
        EnsureError::OtherWebhook => (gigapay_status::NotKept, Some(Field::Id)),
        // These are of sets of webhooks.
        _ => (gigapay_status::Other, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: gigapay_status) -> &'static str {
        str::from_utf8(text(status as u32))
            .unwrap()
            .strip_suffix('\0')
            .unwrap()
    }

    #[test]
    fn config_and_setup_errors_have_the_texts_of_the_core() {
        for error in [
            ConfigError::BufferTooSmall,
            ConfigError::InvalidServer,
            ConfigError::InvalidToken,
            ConfigError::InvalidIntegrationId,
            ConfigError::EmptySecretKey,
            ConfigError::InvalidIdempotencyKey,
            ConfigError::InvalidLanguage,
            ConfigError::InvalidId,
            ConfigError::InvalidPage,
            ConfigError::InvalidJson,
            ConfigError::TooLong,
            ConfigError::TooManyBytes,
        ] {
            assert_eq!(of(error.into()), error.to_string());
        }
        for error in [SetupError::TooManySecrets, SetupError::InvalidPath] {
            assert_eq!(of(error.into()), error.to_string());
        }
        for error in [
            SignatureError::Item,
            SignatureError::Timestamp,
            SignatureError::RepeatedTimestamp,
            SignatureError::NoTimestamp,
            SignatureError::Candidate,
            SignatureError::TooManyCandidates,
            SignatureError::NoCandidate,
        ] {
            assert_eq!(of(error.into()), error.to_string());
        }
    }

    #[test]
    fn protocol_errors_have_the_texts_of_the_core() {
        for error in [
            ProtocolError::ClosedBeforeResponse,
            ProtocolError::Truncated,
            ProtocolError::StatusLine,
            ProtocolError::FieldLine,
            ProtocolError::ContentLength,
            ProtocolError::BothLengths,
            ProtocolError::TransferCoding,
            ProtocolError::Chunk,
            ProtocolError::Upgrade,
            ProtocolError::Json,
            ProtocolError::TooDeep,
            ProtocolError::NotAWebhook,
            ProtocolError::NextPage,
            ProtocolError::UnexpectedStatus,
            ProtocolError::EmptyBody,
        ] {
            assert_eq!(of(of_protocol(error).0), error.to_string());
        }
        for error in [
            ProtocolError::Missing(Field::Url),
            ProtocolError::WrongType(Field::Url),
            ProtocolError::Duplicate(Field::Url),
        ] {
            let (status, field) = of_protocol(error);
            let field = field.unwrap().name();
            assert_eq!(format!("{}: {field}", of(status)), error.to_string());
        }
    }
}
