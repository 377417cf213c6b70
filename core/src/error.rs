//! Errors, sorted by who is to blame: the caller's configuration, the peer's protocol, our
//! capacity, or the API's own refusal. A transport keeps its own error beside them, whole.
//!
//! All of them are small and `Copy`: the text that came with a refusal stays in the exchange
//! ([`Exchange::problem`](crate::Exchange::problem)), so that an error costs no flash or stack
//! to pass up.

use core::fmt;

use crate::ContentCoding;
use crate::shown::errors;

/// A field of the webhook object, or the place that was too small for what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Field {
    /// `id`: the webhook's identifier.
    Id,
    /// `url`: where notifications are posted.
    Url,
    /// `events`: the names of the events subscribed to.
    Events,
    /// `secret_key`: what notifications are signed with.
    SecretKey,
    /// `metadata`: any JSON value.
    Metadata,
}

impl Field {
    /// All of them. A webhook cannot do without the first three.
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
    /// What the caller set up wrongly. Found before any byte is sent.
    pub enum ConfigError {
        /// The buffer holds fewer than [`MIN_BUFFER`](crate::MIN_BUFFER) bytes.
        BufferTooSmall => "the buffer is empty: pass at least 1 byte, preferably 512",
        /// Not a base URL this client can use.
        InvalidServer => "not a usable base URL: expected http:// or https://, a host, and a path \
            without query",
        /// A token is empty or holds a character that cannot stand in a field line.
        InvalidToken => "the token is empty or holds a character no header may carry",
        /// An Integration-ID is empty or holds a character that cannot stand in a field line.
        InvalidIntegrationId =>
            "the integration id is empty or holds a character no header may carry",
        /// A secret key is empty.
        EmptySecretKey => "the secret key is empty: retrieve the webhook to learn it",
        /// An idempotency key is empty or holds anything but visible ASCII.
        InvalidIdempotencyKey => "the idempotency key must be visible ASCII and not empty",
        /// An Accept-Language is empty or holds a character that cannot stand in a field line.
        InvalidLanguage => "the language is empty or holds a character no header may carry",
        /// An id is empty, `.` or `..`: no address can carry it.
        InvalidId => "a webhook id cannot be empty, \".\" or \"..\"",
        /// `page` and `page_size` count from 1.
        InvalidPage => "page and page_size count from 1",
        /// Metadata is not one JSON value, or nests deeper than
        /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
        InvalidJson => "metadata must be exactly one JSON value, nested 28 deep at most",
        /// A value is longer than its type has room for.
        TooLong => "the value is longer than its type has room for",
        /// A transport says that it moved more bytes than it was given.
        TooManyBytes => "the transport reports more bytes than it was given",
    }
}

errors! {
    /// What the peer did that HTTP/1.1, JSON or the API does not allow. The connection is of no
    /// further use.
    pub enum ProtocolError {
        /// The connection ended before the first byte of a response.
        ClosedBeforeResponse => "the server closed the connection without a response",
        /// The connection ended inside a response; what arrived is not the whole.
        Truncated => "the connection ended inside the response",
        /// The response does not start with an HTTP/1.0 or HTTP/1.1 status line (RFC 9112 section
        /// 4).
        StatusLine => "the response is not HTTP/1.1: is this the API's port?",
        /// A field line breaks the grammar of RFC 9112 section 5.
        FieldLine => "the response has a malformed header line",
        /// Content-Length is no number below 2^32, or two of them differ.
        ContentLength => "the response's Content-Length is no usable number",
        /// Content-Length and Transfer-Encoding together (RFC 9112 section 6.3): response
        /// smuggling, or a broken server.
        BothLengths => "the response has both Content-Length and Transfer-Encoding",
        /// A transfer coding other than `chunked` and `identity`, or `chunked` in an HTTP/1.0
        /// response.
        TransferCoding => "the response uses a transfer coding other than chunked",
        /// A chunk's size or ending breaks the grammar of RFC 9112 section 7.1.
        Chunk => "the response's chunks are malformed",
        /// `101 Switching Protocols` was never asked for.
        Upgrade => "the server switched protocols unasked",
        /// The body is not JSON (RFC 8259), or goes on after the value's end.
        Json => "the response is not valid JSON: is this another server than the API?",
        /// The body nests deeper than [`MAX_DEPTH`](crate::MAX_DEPTH), or metadata in it deeper
        /// than [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
        TooDeep => "the response nests too deep",
        /// The body is JSON, but neither a webhook nor a list of them.
        NotAWebhook => "the response is JSON, but neither a webhook nor a whole page of a list",
        /// A webhook lacks a field.
        Missing(field: Field) => "the webhook in the response lacks a field: {field}",
        /// A field has a value of the wrong type.
        WrongType(field: Field) => "a webhook's field has the wrong type: {field}",
        /// A webhook has a field twice.
        Duplicate(field: Field) => "a webhook's field comes twice: {field}",
        /// `next` names no page after this one; following it might never end.
        NextPage => "the list's next page is not after this one",
        /// A 2xx response with a status that the operation has no use for: only 200 and 201 carry
        /// webhooks. (A deletion is done with any 2xx.)
        UnexpectedStatus =>
            "the API has no such status for this: is this another server than the API?",
        /// A response that should carry a webhook has no body.
        EmptyBody => "the response has no body where a webhook should be",
        /// The response is longer than [`Api::max_response`](crate::Api::max_response) allows.
        TooLong => "the response exceeds the limit: request smaller pages, or raise \
            `Api::max_response`",
    }
}

/// The API said no: any final response that is not 2xx.
///
/// The server's first message and the field it blames are in
/// [`Exchange::problem`](crate::Exchange::problem). Never branch on that text: its language
/// changes ([B6](crate::behaviour#b6)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status code, 300 to 999.
    pub status: u16,
    /// `Retry-After`, in seconds, [`u32::MAX`] at most; a date there reads as `None`
    /// ([B23](crate::behaviour#b23)).
    pub retry_after: Option<u32>,
}

impl Refusal {
    /// Whether the same request may succeed later: 408, 425, 429 and the 5xx that say so.
    ///
    /// 501 and 505 are final; 500 is the server's fault and counts as passing
    /// ([B23](crate::behaviour#b23)).
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
            304 => {
                "Not Modified, although the request was not conditional: check caches on the way"
            }
            300..=399 => "redirected; redirects are never followed, they would lose the token",
            400 => "the API refused the values; see its message and field",
            401 => "no valid token for this server (production and demo have separate keys)",
            403 => {
                "not allowed: this address is outside the account's whitelist, or the scope is \
                wrong"
            }
            404 => "no such webhook under this token and integration id",
            405 => "not allowed on this address: check the base URL",
            408 => "the server gave up waiting for the request; try again",
            409 => "the API reports a conflict with the present state",
            413 | 414 | 431 => "the request is larger than the server takes",
            415 => "the API refused the content type; is a proxy stripping headers?",
            429 => "too many requests; wait before trying again",
            500..=599 => "the server failed, or a proxy on the way to it",
            _ => "the API refused the request",
        })
    }
}

impl core::error::Error for Refusal {}

/// Everything that can end an [`Exchange`](crate::Exchange) other than well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error {
    /// The caller's set-up; nothing was sent.
    Config(ConfigError),
    /// The peer broke the protocol; the connection is of no further use.
    Protocol(ProtocolError),
    /// The webhook's field exceeds the capacity chosen for it ([`Capacity`](crate::Capacity)). In a
    /// list this is no error but a step:
    /// [`ExchangeEvent::Oversize`](crate::ExchangeEvent::Oversize).
    Capacity(Field),
    /// The response's body has a coding, such as gzip, although the request said
    /// `Accept-Encoding: identity`: something on the way compresses.
    ContentCoding(ContentCoding),
    /// The API refused.
    Api(Refusal),
}

impl Error {
    /// Whether the same request may succeed later without any change: the connection ended, or
    /// the API refused in passing. Whether it is *safe* to send again is another question:
    /// [`Exchange::failure`](crate::Exchange::failure).
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::Protocol(ProtocolError::ClosedBeforeResponse | ProtocolError::Truncated) => true,
            Self::Api(refusal) => refusal.is_retryable(),
            _ => false,
        }
    }

    /// Status of the API's refusal.
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
                "the response is encoded with {coding}, unasked: what is compressing on the way?"
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
