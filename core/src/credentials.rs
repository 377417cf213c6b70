//! The token and, for integration-scoped webhooks, the integration.

use core::fmt;
use core::str::FromStr;

use heapless::String;
use heapless::string::StringView;
use zeroize::Zeroize;

use crate::ConfigError;

/// Whether a text is visible ASCII and not empty: then it can be sent as a field value as it is.
pub(crate) fn is_visible_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Converts a type from text, wipes it when it is dropped, and keeps it out of `Debug` and defmt.
macro_rules! secret_value {
    ($type:ident) => {
        impl $type {
            pub(crate) fn as_bytes(&self) -> &[u8] {
                self.0.as_bytes()
            }
        }

        /// The same as `new`.
        impl FromStr for $type {
            type Err = ConfigError;

            fn from_str(text: &str) -> Result<Self, ConfigError> {
                Self::new(text)
            }
        }

        /// The same as `new`.
        impl TryFrom<&str> for $type {
            type Error = ConfigError;

            fn try_from(text: &str) -> Result<Self, ConfigError> {
                Self::new(text)
            }
        }

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

/// Checks a text that is sent as a header field's value, and appends it to `value`.
fn push_checked(
    value: &mut StringView,
    text: &str,
    invalid: ConfigError,
) -> Result<(), ConfigError> {
    if !is_visible_ascii(text) {
        return Err(invalid);
    }
    value.push_str(text).map_err(|_| ConfigError::TooLong)
}

/// An API key, as `Authorization: Token <key>` carries it ([B2](crate::behaviour#b2)).
///
/// Checked when made, so that no CR, LF or NUL can reach a field line; wiped when dropped; never
/// shown by `Debug` or defmt. Holds up to [`Token::CAPACITY`] bytes.
///
/// ```
/// use gigapay_webhooks::Token;
///
/// let token: Token = "asasdadjanfkanfda".parse()?;
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
    // Not inlined: saves 64 bytes of stack in a caller that makes both (measured on thumbv7em).
    #[inline(never)]
    pub fn new(key: &str) -> Result<Self, ConfigError> {
        let mut token = Self(String::new());
        push_checked(&mut token.0, key, ConfigError::InvalidToken)?;
        Ok(token)
    }
}

secret_value!(Token);

/// The integration that owns a webhook, as the `Integration-ID` field carries it
/// ([B2](crate::behaviour#b2)).
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
    // Not inlined, as `Token::new`.
    #[inline(never)]
    pub fn new(id: &str) -> Result<Self, ConfigError> {
        let mut integration = Self(String::new());
        push_checked(&mut integration.0, id, ConfigError::InvalidIntegrationId)?;
        Ok(integration)
    }
}

secret_value!(IntegrationId);

/// A token and the scope of the webhooks that it is used for.
///
/// Webhooks for `Registration.*` events belong to the user: their requests must not name an
/// integration. All others belong to an integration and must ([B14](crate::behaviour#b14)). Keep
/// two `Credentials` where both kinds are used.
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
    /// For user-scoped webhooks, those for `Registration.*` events ([B14](crate::behaviour#b14)).
    pub const fn user(token: Token) -> Self {
        Self {
            token,
            integration: None,
        }
    }

    /// For integration-scoped webhooks: every event but `Registration.*`
    /// ([B14](crate::behaviour#b14)).
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
