//! How a listener is set up.

use std::fmt;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use gigapay_webhooks::notify::{Endpoint, Reply};

use super::accept::accept;
use super::notification::{Notification, Report};
use super::registry::Registry;
use super::shared::{Rules, Shared, keyring};
use super::{ListenError, Listening};

/// The settings of a listener; [`start`](Self::start) starts it.
///
/// ```
/// use gigapay_webhooks_std::listen::{Listener, Reply};
///
/// let listening = Listener::new()
///     .path("/hooks/")
///     .max_body(16 * 1024)
///     .on_report(|report| eprintln!("{}: {report}", report.peer))
///     .start("127.0.0.1:0", &["c1329a085d65f7757838df5920fdcc9a"], |_| Reply::Accepted)?;
/// # drop(listening);
/// # Ok::<(), gigapay_webhooks_std::listen::ListenError>(())
/// ```
#[must_use = "a listener does nothing before it is started"]
pub struct Listener {
    rules: Rules,
    max_connections: usize,
}

/// Receives notifications at any address, with the default settings: those of [`Listener::new`].
///
/// The handler gets only what was verified, on the thread of the connection, and possibly several
/// at the same time. By anything but an acceptance it lets the notification come again; a panic is
/// [`Reply::Failed`].
///
/// # Errors
/// Those of [`Listener::start`].
pub fn listen<S: AsRef<[u8]>>(
    address: &str,
    secrets: &[S],
    handler: impl Fn(&Notification<'_>) -> Reply + Send + Sync + 'static,
) -> Result<Listening, ListenError> {
    Listener::new().start(address, secrets, handler)
}

impl Listener {
    /// The path `/`, bodies up to 64 KiB, 32 connections, 5 seconds for the first byte, 10 for a
    /// request, 30 between two, and five minutes between the clocks.
    pub fn new() -> Self {
        Self {
            rules: Rules {
                path: "/".into(),
                max_body: Endpoint::MAX_BODY,
                first_byte_time: Duration::from_secs(5),
                request_time: Duration::from_secs(10),
                idle_time: Duration::from_secs(30),
                max_age: 300,
                max_ahead: 300,
                observer: None,
            },
            max_connections: 32,
        }
    }

    /// The path of the webhook's `url`, with its query if it has one. Requests for others are 404.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.rules.path = path.into();
        self
    }

    /// The largest body, in bytes; larger ones are 413.
    pub fn max_body(mut self, bytes: u32) -> Self {
        self.rules.max_body = bytes;
        self
    }

    /// The most connections at a time, at least 1. Each has a thread.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }

    /// How long a new connection may be silent. It holds a place, so make it short. A day at most.
    pub fn first_byte_time(mut self, time: Duration) -> Self {
        self.rules.first_byte_time = time;
        self
    }

    /// How long a request may take from its first byte to its last. A day at most.
    pub fn request_time(mut self, time: Duration) -> Self {
        self.rules.request_time = time;
        self
    }

    /// How long a connection may wait for another request. A day at most.
    pub fn idle_time(mut self, time: Duration) -> Self {
        self.rules.idle_time = time;
        self
    }

    /// How many seconds ago, and from now, a notification may have been signed. Others are
    /// authentic, but stale or from the future: 400.
    ///
    /// It is not known whether one that is tried again is signed anew
    /// ([B25](gigapay_webhooks::behaviour#b25)). If it is not, a short time loses those that were
    /// not taken at first.
    pub fn tolerance(mut self, max_age: u32, max_ahead: u32) -> Self {
        self.rules.max_age = max_age;
        self.rules.max_ahead = max_ahead;
        self
    }

    /// Calls a function with what became of every request, just after its response has left.
    pub fn on_report(mut self, observer: impl Fn(&Report) + Send + Sync + 'static) -> Self {
        self.rules.observer = Some(Box::new(observer));
        self
    }

    /// Starts to listen: host and port; port 0 takes a free one. The secrets are those of the
    /// webhooks whose notifications come here, and both while one replaces another, 8 at most.
    ///
    /// For the handler see [`listen`].
    ///
    /// # Errors
    /// When there is no secret, one is empty or one too many, the path does not begin with `/`, or
    /// the system has neither address nor thread.
    pub fn start<S: AsRef<[u8]>>(
        self,
        address: &str,
        secrets: &[S],
        handler: impl Fn(&Notification<'_>) -> Reply + Send + Sync + 'static,
    ) -> Result<Listening, ListenError> {
        let keys = keyring(secrets)?;
        let registry = Registry::new(self.max_connections);
        let shared = Arc::new(Shared::new(self.rules, Box::new(handler), registry, keys));
        shared.endpoint()?;
        let bind = |source| ListenError::Bind {
            address: address.into(),
            source,
        };
        let listener = TcpListener::bind(address).map_err(bind)?;
        let local = listener.local_addr().map_err(bind)?;
        let running = shared.clone();
        let thread = thread::Builder::new()
            .name("notifications".into())
            .spawn(move || accept(&listener, &running))
            .map_err(ListenError::Thread)?;
        Ok(Listening {
            address: local,
            shared,
            thread: Some(thread),
        })
    }
}

impl Default for Listener {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener")
            .field("path", &self.rules.path)
            .field("max_body", &self.rules.max_body)
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}
