//! The handle of a running sandbox.

mod builder;

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch;

use crate::certificates::{self, Root};
use crate::deliveries::Delivery;
use crate::error::StartError;
use crate::faults::{Armed, Faults};
use crate::notifications::{self, Happening, TriggerError};
use crate::record::Request;
use crate::server;
use crate::shared::Shared;
use crate::state::Change;
use crate::store::Store;
use crate::sync::lock;
use crate::webhook::Webhook;

pub use builder::{Builder, Tls};

/// The token that a sandbox accepts by default.
pub const DEFAULT_TOKEN: &str = "sandbox-token";

/// A running server. Dropping it stops the server and waits for it to end.
///
/// ```
/// use gigapay_sandbox::Sandbox;
/// let sandbox = Sandbox::builder().start()?;
/// println!("listening at {}", sandbox.base_url());
/// assert!(sandbox.webhooks().is_empty());
/// # Ok::<(), gigapay_sandbox::StartError>(())
/// ```
pub struct Sandbox {
    address: SocketAddr,
    tls: bool,
    root: Option<Root>,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Sandbox {
    /// Returns the settings of a sandbox to start.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    fn start(builder: Builder) -> Result<Self, StartError> {
        let Builder {
            mut config,
            address,
            tls,
            tls_names,
            data_file,
        } = builder;
        if config.tokens.is_empty() {
            config.tokens.push(DEFAULT_TOKEN.into());
        }
        let store = Store::open(data_file)?;
        let (root, tls) = match tls {
            Tls::None => (None, None),
            Tls::SelfMade => {
                let (root, tls) =
                    certificates::make(&tls_names).map_err(StartError::Certificates)?;
                (Some(root), Some(tls))
            }
            Tls::Custom(tls) => (None, Some(tls)),
        };
        config.tls = tls.is_some();
        let (listener, local) =
            server::listen(&address).map_err(|source| StartError::Listen { address, source })?;
        let (shared, numbers) = Shared::new(config, store);
        let shared = Arc::new(shared);
        let (stop, stopped) = watch::channel(false);
        let (running, has_tls) = (shared.clone(), tls.is_some());
        let thread = thread::Builder::new()
            .name("gigapay-sandbox".into())
            .spawn(move || server::run(listener, tls, running, numbers, stopped))
            .map_err(StartError::Thread)?;
        Ok(Self {
            address: local,
            tls: has_tls,
            root,
            shared,
            stop,
            thread: Some(thread),
        })
    }

    /// Returns the address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Returns the API's base URL, such as `http://127.0.0.1:8000/v2/`. With TLS the host is
    /// `localhost`.
    #[must_use]
    pub fn base_url(&self) -> String {
        let port = self.address.port();
        if self.tls {
            return format!("https://localhost:{port}/v2/");
        }
        let ip = match self.address.ip() {
            ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            ip => ip,
        };
        format!("http://{}/v2/", SocketAddr::new(ip, port))
    }

    /// Returns the root certificate to trust, as PEM; `None` unless it is [`Tls::SelfMade`].
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.root.as_ref().map(|root| root.pem.as_str())
    }

    /// Returns the root certificate to trust, as DER; `None` unless it is [`Tls::SelfMade`].
    #[must_use]
    pub fn ca_der(&self) -> Option<&[u8]> {
        self.root.as_ref().map(|root| root.der.as_slice())
    }

    /// Returns the faults, to arm and clear while it runs.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Arms a fault: short for `self.faults().arm(fault)`.
    pub fn arm(&self, fault: impl Into<Armed>) {
        self.faults().arm(fault);
    }

    /// Returns the requests to the API that it responded to, oldest first; the last ten thousand at
    /// most.
    ///
    /// A request is recorded before its response is sent. An incomplete request is not recorded,
    /// nor is one to `/sandbox/`.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.requests).iter().cloned().collect()
    }

    /// Forgets the recorded requests.
    pub fn clear_requests(&self) {
        lock(&self.shared.requests).clear();
    }

    /// Returns the number of connections it has accepted.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.connections()
    }

    /// Returns the stored webhooks of all integrations, oldest first.
    #[must_use]
    pub fn webhooks(&self) -> Vec<Webhook> {
        lock(&self.shared.store).state().webhooks().to_vec()
    }

    /// Stores webhooks without validation. One with a known id replaces the other.
    ///
    /// # Errors
    /// If the data file cannot be written, or a webhook's metadata is not JSON; nothing is stored
    /// then.
    pub fn insert(&self, webhooks: impl IntoIterator<Item = Webhook>) -> io::Result<()> {
        let mut checked = Vec::new();
        for mut webhook in webhooks {
            let raw = serde_json::from_str::<&serde_json::value::RawValue>(&webhook.metadata)?;
            webhook.metadata = crate::json::compact(raw.get())
                .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
            checked.push(webhook);
        }
        let stored = lock(&self.shared.store).change(|state| {
            for webhook in checked {
                let known = |known: &Webhook| known.id == webhook.id;
                state.apply(match state.webhooks().iter().position(known) {
                    Some(index) => Change::Set(index, webhook),
                    None => Change::Add(webhook),
                });
            }
            Ok::<_, std::convert::Infallible>(())
        });
        stored.map(|_| ())
    }

    /// Moves its clock forward, by whole seconds: stored responses to idempotency keys age.
    pub fn advance_clock(&self, time: Duration) {
        self.shared.clock.advance(time);
    }

    /// Makes an event happen: queues a notification for every webhook subscribed to it
    /// ([B14](crate::behaviour#b14)). An event of the user notifies the user's webhooks, and those
    /// of the integration if one is named; any other event notifies those of the integration. The
    /// object is sent byte for byte; without one, it is a [sample](crate::sample_object).
    ///
    /// Returns the numbers of the notifications; none without a subscriber.
    ///
    /// ```
    /// use gigapay_sandbox::{Outcome, Sandbox, Webhook};
    /// use std::time::Duration;
    /// let sandbox = Sandbox::builder().retry_unit(Duration::ZERO).start()?;
    /// // Nothing listens there.
    /// let webhook = Webhook::new("1", "http://127.0.0.1:1/", &["Registration.verified"]);
    /// sandbox.insert([webhook]).unwrap();
    /// assert_eq!(sandbox.trigger("Registration.verified", None, None).unwrap(), [1]);
    /// assert!(sandbox.wait_for_deliveries(Duration::from_secs(60)));
    /// assert_eq!(sandbox.deliveries()[0].outcome, Outcome::GivenUp);
    /// assert_eq!(sandbox.deliveries()[0].attempts.len(), 11);
    /// # Ok::<(), gigapay_sandbox::StartError>(())
    /// ```
    ///
    /// # Errors
    /// If the event needs an integration, the object is not JSON, or too many notifications are
    /// pending.
    pub fn trigger(
        &self,
        event: &str,
        integration: Option<&str>,
        object: Option<&str>,
    ) -> Result<Vec<u64>, TriggerError> {
        let object = match object {
            Some(text) => Some(serde_json::from_str(text).map_err(|_| TriggerError::NotJson)?),
            None => None,
        };
        let happening = Happening {
            event: event.into(),
            integration: integration.map(Into::into),
            object,
            wait_milliseconds: 0,
        };
        notifications::trigger(&self.shared, &happening)
    }

    /// Returns the notifications, oldest first, with every attempt so far; the last two thousand at
    /// most.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.deliveries.all()
    }

    /// Blocks until no notification is pending. Returns `false` if the time ran out.
    #[must_use]
    pub fn wait_for_deliveries(&self, time: Duration) -> bool {
        self.shared.deliveries.wait(time)
    }

    /// Waits for the server to end, which it normally never does: for a program that only serves.
    ///
    /// # Errors
    /// If the server could not run.
    pub fn wait(mut self) -> io::Result<()> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            Some(Err(_)) => Err(io::Error::other("the sandbox's thread panicked")),
            None => Ok(()),
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}
