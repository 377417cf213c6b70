//! Who asks: the token and, for integration-scoped webhooks, the integration.

use core::fmt;

use heapless::String;
use zeroize::Zeroize;

use crate::ConfigError;

/// Whether a text may stand in a field value and needs no care: visible ASCII, and not empty.
pub(crate) fn is_visible_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Wipes a text when it is dropped, and keeps it out of `Debug` and defmt.
macro_rules! secretive {
    ($type:ident) => {
        impl Drop for $type {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($type), "(***)"))
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $type {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{=str}(***)", stringify!($type));
            }
        }
    };
}

/// An API key, as `Authorization: Token <key>` carries it (B2).
///
/// Checked when made, so that no CR, LF or NUL can reach a field line; wiped when dropped; never
/// shown by `Debug` or defmt. Holds up to [`Token::CAPACITY`] bytes.
///
/// ```
/// use gigapay_webhooks::Token;
///
/// let token = Token::new("asasdadjanfkanfda")?;
/// assert_eq!(format!("{token:?}"), "Token(***)");
/// assert!(Token::new("two\r\nlines").is_err());
/// # Ok::<(), gigapay_webhooks::ConfigError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String<{ Token::CAPACITY }>);

impl Token {
    /// The longest token, in bytes. The API's own are 40 characters.
    pub const CAPACITY: usize = 128;

    /// Checks and copies an API key.
    ///
    /// # Errors
    /// [`ConfigError::InvalidToken`] unless it is visible ASCII without spaces and not empty,
    /// [`ConfigError::TooLong`] above [`Token::CAPACITY`] bytes.
    #[inline(never)]
    pub fn new(key: &str) -> Result<Self, ConfigError> {
        if !is_visible_ascii(key) {
            return Err(ConfigError::InvalidToken);
        }
        let mut text = String::new();
        match text.push_str(key) {
            Ok(()) => Ok(Self(text)),
            Err(_) => Err(ConfigError::TooLong),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

secretive!(Token);

/// The integration that owns a webhook, as the `Integration-ID` field carries it (B2).
///
/// Holds up to [`IntegrationId::CAPACITY`] bytes of visible ASCII.
#[derive(Clone, PartialEq, Eq)]
pub struct IntegrationId(String<{ IntegrationId::CAPACITY }>);

impl IntegrationId {
    /// The longest integration id, in bytes.
    pub const CAPACITY: usize = 64;

    /// Checks and copies an integration id.
    ///
    /// # Errors
    /// [`ConfigError::InvalidIntegrationId`] unless it is visible ASCII without spaces and not
    /// empty, [`ConfigError::TooLong`] above [`IntegrationId::CAPACITY`] bytes.
    #[inline(never)]
    pub fn new(id: &str) -> Result<Self, ConfigError> {
        if !is_visible_ascii(id) {
            return Err(ConfigError::InvalidIntegrationId);
        }
        let mut text = String::new();
        match text.push_str(id) {
            Ok(()) => Ok(Self(text)),
            Err(_) => Err(ConfigError::TooLong),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

secretive!(IntegrationId);

/// Token and scope of a request.
///
/// Webhooks for `Registration.*` events belong to the user: their requests must not name an
/// integration. All others belong to an integration and must (B14). Keep two `Credentials` where
/// both kinds are used.
///
/// ```
/// use gigapay_webhooks::{Credentials, IntegrationId, Token};
///
/// let user = Credentials::user(Token::new("asasdadjanfkanfda")?);
/// let integration = Credentials::integration(
///     Token::new("asasdadjanfkanfda")?,
///     IntegrationId::new("aqdnkjasdo12")?,
/// );
/// # let _ = (user, integration);
/// # Ok::<(), gigapay_webhooks::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Credentials {
    token: Token,
    integration: Option<IntegrationId>,
}

impl Credentials {
    /// For user-scoped webhooks, those for `Registration.*` events (B14).
    pub const fn user(token: Token) -> Self {
        Self {
            token,
            integration: None,
        }
    }

    /// For integration-scoped webhooks: every event but `Registration.*` (B14).
    pub const fn integration(token: Token, integration: IntegrationId) -> Self {
        Self {
            token,
            integration: Some(integration),
        }
    }

    pub(crate) const fn token(&self) -> &Token {
        &self.token
    }

    pub(crate) const fn integration_id(&self) -> Option<&IntegrationId> {
        self.integration.as_ref()
    }
}

/// What every request to one server shares: where to, who asks, and the language of error texts.
///
/// ```
/// use gigapay_webhooks::{Api, Credentials, Server, Token};
///
/// let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
/// let api = Api::new(Server::DEMO, &credentials).language("sv")?;
/// # let _ = api;
/// # Ok::<(), gigapay_webhooks::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Api<'a> {
    server: Server<'a>,
    credentials: &'a Credentials,
    language: Option<&'a str>,
    max_response: u32,
}

impl<'a> Api<'a> {
    /// The longest answer to one request, in bytes, unless [`max_response`](Self::max_response) says
    /// otherwise: 16 MiB.
    pub const MAX_RESPONSE: u32 = 16 * 1024 * 1024;

    /// Requests to `server` by `credentials`.
    pub const fn new(server: Server<'a>, credentials: &'a Credentials) -> Self {
        Self {
            server,
            credentials,
            language: None,
            max_response: Self::MAX_RESPONSE,
        }
    }

    /// The longest answer to one request, in bytes, head and interim responses included; of a list,
    /// to each of its pages.
    ///
    /// No length costs memory, so this is not about that: nothing else ends an exchange with a
    /// server that never stops talking, where the caller has set no deadline.
    #[must_use]
    pub const fn max_response(mut self, bytes: u32) -> Self {
        self.max_response = bytes;
        self
    }

    /// Sends `Accept-Language`: the language of the API's error texts (B6).
    ///
    /// # Errors
    /// [`ConfigError::InvalidLanguage`] if `language` is empty or blank, or holds anything but printable
    /// ASCII.
    pub fn language(mut self, language: &'a str) -> Result<Self, ConfigError> {
        let printable = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        if language.trim_ascii().is_empty() || !language.bytes().all(printable) {
            return Err(ConfigError::InvalidLanguage);
        }
        self.language = Some(language);
        Ok(self)
    }

    /// The server the requests are for.
    pub const fn server(&self) -> Server<'a> {
        self.server
    }

    pub(crate) const fn credentials(&self) -> &'a Credentials {
        self.credentials
    }

    pub(crate) const fn response_limit(&self) -> u32 {
        self.max_response
    }

    pub(crate) const fn accept_language(&self) -> Option<&'a str> {
        self.language
    }
}
use crate::Server;
