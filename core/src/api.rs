//! Settings shared by all requests to one server.

use crate::{ConfigError, Credentials, Server};

/// Settings shared by all requests to one server: the server, the credentials, the language of
/// error messages and the largest response.
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
    pub(crate) credentials: &'a Credentials,
    pub(crate) language: Option<&'a str>,
    pub(crate) max_response: u32,
}

impl<'a> Api<'a> {
    /// Default of [`max_response`](Self::max_response): 16 MiB.
    pub const MAX_RESPONSE: u32 = 16 * 1024 * 1024;

    /// Sends requests to `server` with `credentials`.
    pub const fn new(server: Server<'a>, credentials: &'a Credentials) -> Self {
        Self {
            server,
            credentials,
            language: None,
            max_response: Self::MAX_RESPONSE,
        }
    }

    /// Sets the largest response to one request, in bytes, including its head and interim
    /// responses. For a list, the limit applies to each page.
    ///
    /// The limit costs no memory. It ends an exchange with a server that never stops sending, even
    /// if the caller sets no deadline.
    #[must_use]
    pub const fn max_response(mut self, bytes: u32) -> Self {
        self.max_response = bytes;
        self
    }

    /// Sets `Accept-Language`, the language of the API's error messages
    /// ([B6](crate::behaviour#b6)).
    ///
    /// # Errors
    /// [`ConfigError::InvalidLanguage`] if `language` is empty or blank, or holds anything but
    /// printable ASCII.
    pub fn language(mut self, language: &'a str) -> Result<Self, ConfigError> {
        let printable = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        if language.trim_ascii().is_empty() || !language.bytes().all(printable) {
            return Err(ConfigError::InvalidLanguage);
        }
        self.language = Some(language);
        Ok(self)
    }

    /// Returns the server that requests are sent to.
    pub const fn server(&self) -> Server<'a> {
        self.server
    }
}
