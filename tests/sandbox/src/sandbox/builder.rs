//! Settings of a sandbox.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;

use super::Sandbox;
use crate::config::Config;
use crate::deliveries::Delivery;
use crate::error::StartError;
use crate::record::Request;

/// Plain HTTP or TLS.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Tls {
    /// Plain HTTP.
    #[default]
    None,
    /// TLS 1.2 and 1.3 with a certificate for `localhost`, `127.0.0.1` and `::1`, generated at
    /// start under a new root: see [`Sandbox::ca_pem`]. [`Builder::tls_name`] adds names.
    SelfMade,
    /// TLS with the caller's own configuration.
    Custom(Arc<ServerConfig>),
}

/// The settings of a sandbox; [`Builder::start`] starts it.
///
/// ```
/// use gigapay_sandbox::{Sandbox, Tls};
/// let sandbox = Sandbox::builder()
///     .listen("127.0.0.1:0")
///     .tls(Tls::SelfMade)
///     .token("secret")
///     .page_size_max(3)
///     .start()?;
/// assert!(sandbox.base_url().starts_with("https://localhost:"));
/// # Ok::<(), gigapay_sandbox::StartError>(())
/// ```
#[derive(Debug)]
pub struct Builder {
    pub(super) config: Config,
    pub(super) address: String,
    pub(super) tls: Tls,
    pub(super) tls_names: Vec<String>,
    pub(super) data_file: Option<PathBuf>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            config: Config::default(),
            address: "127.0.0.1:0".into(),
            tls: Tls::None,
            tls_names: Vec::new(),
            data_file: None,
        }
    }
}

impl Builder {
    /// Address to listen on: host and port. Port 0 lets the system choose. Default: `127.0.0.1:0`.
    #[must_use]
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// Plain HTTP or TLS. Default: plain HTTP.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// Adds a name or address to the self-made certificate, such as the one under which an emulated
    /// device reaches its host.
    #[must_use]
    pub fn tls_name(mut self, name: impl Into<String>) -> Self {
        self.tls_names.push(name.into());
        self
    }

    /// File to keep the state in, so that it survives a restart. Default: none, the state is in
    /// memory.
    ///
    /// Only one sandbox at a time can use it. A lock file beside it, with `.lock` after its name,
    /// enforces that.
    #[must_use]
    pub fn data_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_file = Some(path.into());
        self
    }

    /// Adds a token that is accepted. Can be called several times. Default:
    /// [`DEFAULT_TOKEN`](crate::DEFAULT_TOKEN).
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.config.tokens.push(token.into());
        self
    }

    /// Adds an integration that exists; all others are then refused with 403. Can be called several
    /// times. Default: every id names an integration.
    #[must_use]
    pub fn integration(mut self, id: impl Into<String>) -> Self {
        self.config.integrations.push(id.into());
        self
    }

    /// Requires `Integration-ID` in every request, as the reference says. Default: user-scoped
    /// webhooks go without it, as later documentation says ([B14](crate::behaviour#b14)).
    #[must_use]
    pub fn integration_always(mut self, always: bool) -> Self {
        self.config.integration_always = always;
        self
    }

    /// Adds an address that is allowed; all others are then refused with 403
    /// ([B3](crate::behaviour#b3)). Can be called several times. Default: every address is allowed.
    #[must_use]
    pub fn allow_only(mut self, address: IpAddr) -> Self {
        self.config.whitelist.push(address);
        self
    }

    /// Adds an event that webhooks can subscribe to ([B13](crate::behaviour#b13)).
    #[must_use]
    pub fn event(mut self, name: impl Into<String>) -> Self {
        self.config.events.push(name.into());
        self
    }

    /// Page size when a request does not say one. Default: 25 ([B15](crate::behaviour#b15)).
    #[must_use]
    pub fn page_size(mut self, size: usize) -> Self {
        self.config.page_size = size.max(1);
        self
    }

    /// Largest page size that a request can ask for. Default: 100.
    #[must_use]
    pub fn page_size_max(mut self, size: usize) -> Self {
        self.config.page_size_max = size.max(1);
        self
    }

    /// How long the response to an idempotency key is stored, in whole seconds. Default: 24 hours
    /// ([B21](crate::behaviour#b21)). [`Sandbox::advance_clock`] makes it expire.
    #[must_use]
    pub fn idempotency_time(mut self, time: Duration) -> Self {
        self.config.idempotency_time = time;
        self
    }

    /// Maximum length of a request's body; a longer one gets a 413. Default: one mebibyte.
    #[must_use]
    pub fn body_max(mut self, bytes: usize) -> Self {
        self.config.body_max = bytes;
        self
    }

    /// Timeout of a TLS handshake, of a request's head, of its body, and of an idle connection.
    /// Default: 30 seconds.
    #[must_use]
    pub fn read_time(mut self, time: Duration) -> Self {
        self.config.read_time = time;
        self
    }

    /// Responds to every request with a 301 to https, as the API does on plain HTTP
    /// ([B4](crate::behaviour#b4)). Default: no.
    #[must_use]
    pub fn redirect_to_https(mut self, redirect: bool) -> Self {
        self.config.redirect_to_https = redirect;
        self
    }

    /// Calls a function with every request before its response is sent. A request's `Display` is
    /// safe to print.
    #[must_use]
    pub fn on_request(mut self, callback: impl Fn(&Request) + Send + Sync + 'static) -> Self {
        self.config.on_request = Some(Arc::new(callback));
        self
    }

    /// Calls a function with every notification after each attempt to deliver it. A delivery's
    /// `Display` is safe to print.
    #[must_use]
    pub fn on_delivery(mut self, callback: impl Fn(&Delivery) + Send + Sync + 'static) -> Self {
        self.config.on_delivery = Some(Arc::new(callback));
        self
    }

    /// Interval between the first attempt to deliver a notification and the second; it doubles from
    /// one attempt to the next ([B25](crate::behaviour#b25)). Default: one second, so that the
    /// tenth and last retry comes after 17 minutes.
    #[must_use]
    pub fn retry_unit(mut self, time: Duration) -> Self {
        self.config.retry_unit = time;
        self
    }

    /// Timeout of an attempt to deliver a notification, response included. Default: 10 seconds.
    #[must_use]
    pub fn delivery_time(mut self, time: Duration) -> Self {
        self.config.delivery_time = time;
        self
    }

    /// Delivers notifications to other computers too. Default: only to this one, so that a test
    /// cannot bother anybody.
    #[must_use]
    pub fn deliver_anywhere(mut self, anywhere: bool) -> Self {
        self.config.deliver_anywhere = anywhere;
        self
    }

    /// Starts the server on a thread of its own. When this returns, it accepts connections.
    ///
    /// # Errors
    /// If the address cannot be bound, the data file is unusable, or the certificates or the thread
    /// cannot be created.
    pub fn start(self) -> Result<Sandbox, StartError> {
        Sandbox::start(self)
    }
}

impl fmt::Display for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "plain HTTP",
            Self::SelfMade => "TLS with a self-made certificate",
            Self::Custom(_) => "TLS with the caller's certificate",
        })
    }
}
