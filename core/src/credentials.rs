//! The token and, for integration-scoped webhooks, the integration.

use core::str::FromStr;

use heapless::String;
use zeroize::Zeroize;

use crate::ConfigError;
use crate::shown::shown;
use crate::values::push;

/// Whether a text is visible ASCII and not empty: then it can be sent as a field value as it is.
pub(crate) fn is_visible_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Declares a secret that is sent as a field value. Wiped when dropped, and never shown.
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

            /// Checks and copies a text.
            ///
            /// # Errors
            #[doc = concat!("[`ConfigError::", stringify!($invalid), "`]")]
            /// unless it is visible ASCII without spaces and not empty, [`ConfigError::TooLong`]
            /// above [`CAPACITY`](Self::CAPACITY) bytes.
            // Not inlined: saves 64 bytes of stack in a caller that makes both (measured on
            // thumbv7em).
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

        shown!([] $type, |_| "{}(***)", stringify!($type));
    };
}

field_value! {
    /// An API key, as `Authorization: Token <key>` carries it ([B2](crate::behaviour#b2)).
    ///
    /// Checked when made, so that no CR, LF or NUL can reach a field line; wiped when dropped;
    /// never shown by `Debug` or defmt. Holds up to [`Token::CAPACITY`] bytes.
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

    /// The longest token, in bytes. The API's own are 40 characters.
    const CAPACITY = 128;
}

field_value! {
    /// The integration that owns a webhook, as the `Integration-ID` field carries it
    /// ([B2](crate::behaviour#b2)).
    ///
    /// Holds up to [`IntegrationId::CAPACITY`] bytes of visible ASCII.
    pub struct IntegrationId: InvalidIntegrationId;

    /// The longest integration id, in bytes.
    const CAPACITY = 64;
}

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
    pub(crate) token: Token,
    pub(crate) integration: Option<IntegrationId>,
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
}
