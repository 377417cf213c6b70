//! Credentials: the token and, for integration-scoped webhooks, the integration id.

use core::str::FromStr;

use heapless::String;
use zeroize::Zeroize;

use crate::ConfigError;
use crate::shown::shown;
use crate::values::push;

/// Whether `text` is visible ASCII and not empty, so that it can be sent unchanged as a field
/// value.
pub(crate) fn is_visible_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Declares a type for a secret that is sent as a field value. It is wiped when dropped and never
/// shown.
macro_rules! field_value {
    (
        $(#[$doc:meta])*
        pub struct $type:ident: $invalid:ident;

        $(#[$capacity_doc:meta])*
        const CAPACITY = $capacity:literal;
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $type(String<$capacity>);

        impl $type {
            $(#[$capacity_doc])*
            pub const CAPACITY: usize = $capacity;

            /// Checks and copies `text`.
            ///
            /// # Errors
            #[doc = concat!("[`ConfigError::", stringify!($invalid), "`]")]
            /// unless `text` is visible ASCII without spaces and not empty;
            /// [`ConfigError::TooLong`] if it exceeds [`CAPACITY`](Self::CAPACITY) bytes.
            // Not inlined: saves 64 bytes of stack in a caller that makes a token and an
            // integration id (measured on thumbv7em).
            #[inline(never)]
            pub fn new(text: &str) -> Result<Self, ConfigError> {
                if !is_visible_ascii(text) {
                    return Err(ConfigError::$invalid);
                }
                let mut value = Self(String::new());
                push(&mut value.0, text)?;
                Ok(value)
            }

            pub(crate) fn as_bytes(&self) -> &[u8] {
                self.0.as_bytes()
            }
        }

        /// Same as `new`.
        impl FromStr for $type {
            type Err = ConfigError;

            fn from_str(text: &str) -> Result<Self, ConfigError> {
                Self::new(text)
            }
        }

        /// Same as `new`.
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

        shown!([] $type, |_| "{}(***)", stringify!($type));
    };
}

field_value! {
    /// An API key, sent as `Authorization: Token <key>` ([B2](crate::behaviour#b2)).
    ///
    /// It holds up to [`Token::CAPACITY`] bytes of visible ASCII, so that no CR, LF or NUL can
    /// reach a field line. It is wiped when dropped and never shown by `Debug` or defmt.
    ///
    /// ```
    /// use gigapay_webhooks::Token;
    ///
    /// let token: Token = "asasdadjanfkanfda".parse()?;
    /// assert_eq!(format!("{token:?}"), "Token(***)");
    /// assert!(Token::new("two\r\nlines").is_err());
    /// # Ok::<(), gigapay_webhooks::ConfigError>(())
    /// ```
    pub struct Token: InvalidToken;

    /// Length of the longest token, in bytes. The API's own tokens have 40.
    const CAPACITY = 128;
}

field_value! {
    /// Id of the integration that owns a webhook, sent as `Integration-ID`
    /// ([B2](crate::behaviour#b2)).
    ///
    /// It holds up to [`IntegrationId::CAPACITY`] bytes of visible ASCII. It is wiped when dropped
    /// and never shown by `Debug` or defmt.
    pub struct IntegrationId: InvalidIntegrationId;

    /// Length of the longest integration id, in bytes.
    const CAPACITY = 64;
}

/// A token and the scope of the webhooks that it accesses.
///
/// Webhooks for `Registration.*` events belong to the user, and requests for them must not name an
/// integration. All other webhooks belong to an integration, and requests for them must name it
/// ([B14](crate::behaviour#b14)). To use both kinds, make two `Credentials`.
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
    pub(crate) token: Token,
    pub(crate) integration: Option<IntegrationId>,
}

impl Credentials {
    /// Makes credentials for user-scoped webhooks, those for `Registration.*` events
    /// ([B14](crate::behaviour#b14)).
    pub const fn user(token: Token) -> Self {
        Self {
            token,
            integration: None,
        }
    }

    /// Makes credentials for integration-scoped webhooks, those for all events but `Registration.*`
    /// ([B14](crate::behaviour#b14)).
    pub const fn integration(token: Token, integration: IntegrationId) -> Self {
        Self {
            token,
            integration: Some(integration),
        }
    }
}
