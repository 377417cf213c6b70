//! Errors, sorted by who is to blame: the caller's configuration, the peer's protocol, our
//! capacity, or the API's own refusal. A transport keeps its own error beside them, whole.
//!
//! All of them are small and `Copy`: the text that came with a refusal stays in the exchange
//! ([`Exchange::problem`](crate::Exchange::problem)), so that an error costs no flash or stack
//! to pass up.

use core::fmt;

use crate::ContentCoding;

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

/// What the caller set up wrongly. Found before any byte is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// The buffer holds fewer than [`MIN_BUFFER`](crate::MIN_BUFFER) bytes.
    BufferTooSmall,
    /// Not a base URL this client can use.
    InvalidServer,
    /// A token is empty or holds a character that cannot stand in a field line.
    InvalidToken,
    /// An Integration-ID is empty or holds a character that cannot stand in a field line.
    InvalidIntegrationId,
    /// A secret key is empty.
    EmptySecretKey,
    /// An idempotency key is empty or holds anything but visible ASCII.
    InvalidIdempotencyKey,
    /// An Accept-Language is empty or holds a character that cannot stand in a field line.
    InvalidLanguage,
    /// An id is empty, `.` or `..`: no address can carry it.
    InvalidId,
    /// `page` and `page_size` count from 1.
    InvalidPage,
    /// Metadata is not one JSON value, or nests deeper than
    /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
    InvalidJson,
    /// A value is longer than its type has room for.
    TooLong,
    /// A transport says that it moved more bytes than it was given.
    TooManyBytes,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BufferTooSmall => "the buffer is empty: pass at least 1 byte, preferably 512",
            Self::InvalidServer => {
                "not a usable base URL: expected http:// or https://, a host, and a path without \
                query"
            }
            Self::InvalidToken => "the token is empty or holds a character no header may carry",
            Self::InvalidIntegrationId => {
                "the integration id is empty or holds a character no header may carry"
            }
            Self::EmptySecretKey => "the secret key is empty: retrieve the webhook to learn it",
            Self::InvalidIdempotencyKey => {
                "the idempotency key must be visible ASCII and not empty"
            }
            Self::InvalidLanguage => {
                "the language is empty or holds a character no header may carry"
            }
            Self::InvalidId => "a webhook id cannot be empty, \".\" or \"..\"",
            Self::InvalidPage => "page and page_size count from 1",
            Self::InvalidJson => "metadata must be exactly one JSON value, nested 28 deep at most",
            Self::TooLong => "the value is longer than its type has room for",
            Self::TooManyBytes => "the transport reports more bytes than it was given",
        })
    }
}

impl core::error::Error for ConfigError {}

/// What the peer did that HTTP/1.1, JSON or the API does not allow. The connection is of no
/// further use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ProtocolError {
    /// The connection ended before the first byte of a response.
    ClosedBeforeResponse,
    /// The connection ended inside a response; what arrived is not the whole.
    Truncated,
    /// The response does not start with an HTTP/1.0 or HTTP/1.1 status line (RFC 9112 section 4).
    StatusLine,
    /// A field line breaks the grammar of RFC 9112 section 5.
    FieldLine,
    /// Content-Length is no number below 2^32, or two of them differ.
    ContentLength,
    /// Content-Length and Transfer-Encoding together (RFC 9112 section 6.3): response
    /// smuggling, or a broken server.
    BothLengths,
    /// A transfer coding other than `chunked` and `identity`, or `chunked` in an HTTP/1.0 response.
    TransferCoding,
    /// A chunk's size or ending breaks the grammar of RFC 9112 section 7.1.
    Chunk,
    /// `101 Switching Protocols` was never asked for.
    Upgrade,
    /// The body is not JSON (RFC 8259), or goes on after the value's end.
    Json,
    /// The body nests deeper than [`MAX_DEPTH`](crate::MAX_DEPTH), or metadata in it deeper than
    /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
    TooDeep,
    /// The body is JSON, but neither a webhook nor a list of them.
    NotAWebhook,
    /// A webhook lacks a field.
    Missing(Field),
    /// A field has a value of the wrong type.
    WrongType(Field),
    /// A webhook has a field twice.
    Duplicate(Field),
    /// `next` names no page after this one; following it might never end.
    NextPage,
    /// A 2xx response with a status that the operation has no use for: only 200 and 201 carry
    /// webhooks. (A deletion is done with any 2xx.)
    UnexpectedStatus,
    /// A response that should carry a webhook has no body.
    EmptyBody,
    /// The response is longer than [`Api::max_response`](crate::Api::max_response) allows.
    TooLong,
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, field) = match self {
            Self::ClosedBeforeResponse => {
                ("the server closed the connection without a response", None)
            }
            Self::Truncated => ("the connection ended inside the response", None),
            Self::StatusLine => (
                "the response is not HTTP/1.1: is this the API's port?",
                None,
            ),
            Self::FieldLine => ("the response has a malformed header line", None),
            Self::ContentLength => ("the response's Content-Length is no usable number", None),
            Self::BothLengths => (
                "the response has both Content-Length and Transfer-Encoding",
                None,
            ),
            Self::TransferCoding => (
                "the response uses a transfer coding other than chunked",
                None,
            ),
            Self::Chunk => ("the response's chunks are malformed", None),
            Self::Upgrade => ("the server switched protocols unasked", None),
            Self::Json => (
                "the response is not valid JSON: is this another server than the API?",
                None,
            ),
            Self::TooDeep => ("the response nests too deep", None),
            Self::NotAWebhook => (
                "the response is JSON, but neither a webhook nor a whole page of a list",
                None,
            ),
            Self::Missing(field) => ("the webhook in the response lacks a field", Some(field)),
            Self::WrongType(field) => ("a webhook's field has the wrong type", Some(field)),
            Self::Duplicate(field) => ("a webhook's field comes twice", Some(field)),
            Self::NextPage => ("the list's next page is not after this one", None),
            Self::UnexpectedStatus => (
                "the API has no such status for this: is this another server than the API?",
                None,
            ),
            Self::EmptyBody => ("the response has no body where a webhook should be", None),
            Self::TooLong => (
                "the response exceeds the limit: request smaller pages, or raise \
                `Api::max_response`",
                None,
            ),
        };
        f.write_str(text)?;
        match field {
            Some(field) => write!(f, ": {}", field.name()),
            None => Ok(()),
        }
    }
}

impl core::error::Error for ProtocolError {}

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
                "a webhook's {} is longer than the capacity chosen for it",
                field.name()
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
