//! Errors, sorted by cause: the caller's configuration, a protocol violation of the peer, a
//! capacity that is too small, or a refusal of the API. Each transport adds its own errors.
//!
//! All errors are small and `Copy`, so that returning them costs little flash and stack. The
//! messages of a refusal stay in the exchange ([`Exchange::problem`](crate::Exchange::problem)).

use core::fmt;

use crate::ContentCoding;
use crate::shown::errors;

/// A field of the webhook object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Field {
    /// `id`: the webhook's identifier.
    Id,
    /// `url`: the address that notifications are posted to.
    Url,
    /// `events`: the names of the events subscribed to.
    Events,
    /// `secret_key`: the key that notifications are signed with.
    SecretKey,
    /// `metadata`: any JSON value.
    Metadata,
}

impl Field {
    /// All fields. The first three are required in a webhook.
    pub(crate) const ALL: &[Self] = &[
        Self::Id,
        Self::Url,
        Self::Events,
        Self::SecretKey,
        Self::Metadata,
    ];

    /// The field's name in the API's JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Url => "url",
            Self::Events => "events",
            Self::SecretKey => "secret_key",
            Self::Metadata => "metadata",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

errors! {
    /// An error in the caller's configuration. All but [`TooManyBytes`](Self::TooManyBytes) are
    /// found before any byte is sent.
    pub enum ConfigError {
        /// The buffer holds fewer than [`MIN_BUFFER`](crate::MIN_BUFFER) bytes.
        BufferTooSmall => "the buffer is empty: pass at least 1 byte, preferably 512",
        /// The URL is not a base URL that this client can use.
        InvalidServer => "not a usable base URL: expected http:// or https://, a host, and a path \
            without query",
        /// A token is empty or has a character other than visible ASCII.
        InvalidToken => "the token is empty or has a character not allowed in a header",
        /// An integration id is empty or has a character other than visible ASCII.
        InvalidIntegrationId =>
            "the integration id is empty or has a character not allowed in a header",
        /// A secret key is empty.
        EmptySecretKey => "the secret key is empty: retrieve the webhook to learn it",
        /// An idempotency key is empty or has a character other than visible ASCII.
        InvalidIdempotencyKey => "the idempotency key must be visible ASCII and not empty",
        /// A language is blank or has a character other than printable ASCII.
        InvalidLanguage => "the language is empty or has a character not allowed in a header",
        /// An id is empty, `.` or `..`, which no URL path can address.
        InvalidId => "a webhook id cannot be empty, \".\" or \"..\"",
        /// `page` or `page_size` is 0; both count from 1.
        InvalidPage => "page and page_size count from 1",
        /// Metadata is not one JSON value, or nests deeper than
        /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
        InvalidJson => "metadata must be exactly one JSON value, nested 28 deep at most",
        /// A value is longer than the capacity of its type.
        TooLong => "the value is longer than its capacity",
        /// The transport reported more bytes than the step offered.
        TooManyBytes => "the transport reported more bytes than it was given",
    }
}

errors! {
    /// A violation of HTTP/1.1, JSON or the API's rules by the peer. Close the connection.
    pub enum ProtocolError {
        /// The connection ended before the first byte of a response.
        ClosedBeforeResponse => "the server closed the connection without a response",
        /// The connection ended inside a response.
        Truncated => "the connection ended inside the response",
        /// The response does not start with an HTTP/1.0 or HTTP/1.1 status line (RFC 9112 section
        /// 4).
        StatusLine => "the response is not HTTP/1.1: is this the API's port?",
        /// A field line breaks the grammar of RFC 9112 section 5.
        FieldLine => "the response has a malformed header line",
        /// Content-Length is not a number below 2^32, or two values differ.
        ContentLength => "the response's Content-Length is not a valid number",
        /// The response has both Content-Length and Transfer-Encoding (RFC 9112 section 6.3), a
        /// sign of response smuggling or of a broken server.
        BothLengths => "the response has both Content-Length and Transfer-Encoding",
        /// The response has a transfer coding other than `chunked` and `identity`, or `chunked` in
        /// HTTP/1.0.
        TransferCoding => "the response uses a transfer coding other than chunked",
        /// The framing of a chunk breaks the grammar of RFC 9112 section 7.1.
        Chunk => "the response's chunks are malformed",
        /// The server sent `101 Switching Protocols`, which the request did not ask for.
        Upgrade => "the server switched protocols without being asked",
        /// The body is not exactly one JSON value (RFC 8259).
        Json => "the response is not valid JSON: is this the API's server?",
        /// The body nests deeper than [`MAX_DEPTH`](crate::MAX_DEPTH), or metadata in it deeper
        /// than [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
        TooDeep => "the response nests too deep",
        /// The body is JSON, but neither a webhook nor a complete page of a list.
        NotAWebhook => "the response is JSON, but neither a webhook nor a complete page of a list",
        /// A webhook lacks this required field.
        Missing(field: Field) => "the webhook in the response lacks a field: {field}",
        /// This field of a webhook has a value of the wrong type.
        WrongType(field: Field) => "a webhook's field has the wrong type: {field}",
        /// A webhook has this field twice.
        Duplicate(field: Field) => "a webhook's field comes twice: {field}",
        /// `next` does not name a later page, or follows an empty one; following it might never
        /// end.
        NextPage => "the list's next page is not a later one",
        /// A 2xx status other than 200 and 201, the only ones that carry webhooks. (A deletion
        /// succeeds with any 2xx.) Also a 2xx to a request that was not sent completely.
        UnexpectedStatus =>
            "unexpected success status: is this the API's server?",
        /// A response that should carry a webhook has no body.
        EmptyBody => "the response has no body where a webhook should be",
        /// The response is longer than [`Api::max_response`](crate::Api::max_response) allows.
        TooLong => "the response exceeds the limit: request smaller pages, or raise \
            `Api::max_response`",
    }
}

/// A refusal by the API: any final response whose status is not 2xx.
///
/// Its messages and the fields at fault are in [`Exchange::problem`](crate::Exchange::problem).
/// Never branch on the messages: their language changes ([B6](crate::behaviour#b6)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status code, 300 to 999.
    pub status: u16,
    /// `Retry-After` in seconds; saturates at [`u32::MAX`]. A date is ignored
    /// ([B23](crate::behaviour#b23)).
    pub retry_after: Option<u32>,
}

impl Refusal {
    /// Whether the same request may succeed later: 408, 425, 429, 500, 502 to 504, 507 to 509, and
    /// 520 to 599.
    ///
    /// See [B23](crate::behaviour#b23).
    ///
    /// ```
    /// # use gigapay_webhooks::{Error, Refusal};
    /// # fn f(error: Error) -> Option<u32> {
    /// match error {
    ///     Error::Api(refusal) if refusal.is_retryable() => Some(refusal.retry_after.unwrap_or(1)),
    ///     _ => None,
    /// }
    /// # }
    /// ```
    pub const fn is_retryable(self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 500 | 502..=504 | 507..=509 | 520..=599)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}: ", self.status)?;
        f.write_str(match self.status {
            301 | 308 => "redirected, usually from http to https: use the https base URL",
            302 | 303 | 307 => {
                "redirected, usually for a missing trailing slash: check the base URL"
            }
            304 => "Not Modified, but the request was not conditional: check caches on the way",
            300..=399 => "redirected; redirects are not followed, as they would drop the token",
            400 => "the API refused the values; see its message and field",
            401 => "no valid token for this server (production and demo have separate keys)",
            403 => {
                "not allowed: this IP address is not on the account's whitelist, or the scope is \
                wrong"
            }
            404 => "no such webhook under this token and integration id",
            405 => "the method is not allowed at this URL: check the base URL",
            408 => "the server gave up waiting for the request; try again",
            409 => "the request conflicts with the current state",
            413 | 414 | 431 => "the request is larger than the server accepts",
            415 => "the API refused the content type; is a proxy stripping headers?",
            429 => "too many requests; wait before trying again",
            500..=599 => "the server failed, or a proxy in front of it",
            _ => "the API refused the request",
        })
    }
}

impl core::error::Error for Refusal {}

/// Error that ends an [`Exchange`](crate::Exchange).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error {
    /// The caller's configuration is wrong. Nothing was sent, except with
    /// [`ConfigError::TooManyBytes`].
    Config(ConfigError),
    /// The peer violated the protocol. Close the connection.
    Protocol(ProtocolError),
    /// This field of the webhook exceeds its [`Capacity`](crate::Capacity). In a list this is not
    /// an error but an event: [`ExchangeEvent::Oversize`](crate::ExchangeEvent::Oversize).
    Capacity(Field),
    /// The response's body has a content coding, such as gzip, although the request says
    /// `Accept-Encoding: identity`. A proxy probably compresses it.
    ContentCoding(ContentCoding),
    /// The API refused the request.
    Api(Refusal),
}

impl Error {
    /// Whether the same request may succeed later without any change: the connection ended, or [the
    /// refusal is temporary](Refusal::is_retryable). Ask
    /// [`Exchange::failure`](crate::Exchange::failure) whether sending it again is *safe*.
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::Protocol(ProtocolError::ClosedBeforeResponse | ProtocolError::Truncated) => true,
            Self::Api(refusal) => refusal.is_retryable(),
            _ => false,
        }
    }

    /// HTTP status of the API's refusal; `None` for all other errors.
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Api(refusal) => Some(refusal.status),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Protocol(error) => error.fmt(f),
            Self::Capacity(field) => write!(
                f,
                "a webhook's {field} is longer than the capacity chosen for it"
            ),
            Self::ContentCoding(coding) => write!(
                f,
                "the response is encoded with {coding}, unrequested: check proxies that compress"
            ),
            Self::Api(refusal) => refusal.fmt(f),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Protocol(error) => Some(error),
            Self::Api(refusal) => Some(refusal),
            Self::Capacity(_) | Self::ContentCoding(_) => None,
        }
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<ProtocolError> for Error {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}
