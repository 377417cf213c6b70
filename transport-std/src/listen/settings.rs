//! How a listener is set up.

use std::fmt;
use std::io;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use gigapay_webhooks::notify::{Endpoint, Reply};

use mio::Interest;
use mio::net::TcpListener;

use super::event_loop::{EventLoop, LISTENER, WAKER};
use super::job::{AcceptObserver, Callbacks, Observer};
use super::notification::{Notification, Report};
use super::shared::{Rules, Shared, keyring};
use super::workers::Workers;
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
    observer: Option<Box<Observer>>,
    accept_observer: Option<Box<AcceptObserver>>,
}

/// Receives notifications at any address, with the default settings: those of [`Listener::new`].
///
/// The handler gets only what was verified, up to 32 at the same time, and may block: the response
/// waits for it. By anything but an acceptance it lets the notification come again; a panic is
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
    /// The path `/`, bodies up to 64 KiB, 1,024 connections, 5 seconds for the first byte, 10 for
    /// a request, 30 between two, and five minutes between the clocks.
    pub fn new() -> Self {
        Self {
            rules: Rules {
                path: "/".into(),
                max_body: Endpoint::MAX_BODY,
                max_connections: 1024,
                first_byte_time: Duration::from_secs(5),
                request_time: Duration::from_secs(10),
                idle_time: Duration::from_secs(30),
                max_age: 300,
                max_ahead: 300,
            },
            observer: None,
            accept_observer: None,
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

    /// The most connections at a time, at least 1. Each has a file descriptor, and no thread.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.rules.max_connections = connections.max(1);
        self
    }

    /// How long a new connection may be silent. A day at most.
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
    /// It is not documented whether a repeated notification is signed anew
    /// ([B25](gigapay_webhooks::behaviour#b25)). If it is not, a short time loses those that were
    /// not accepted at first.
    pub fn tolerance(mut self, max_age: u32, max_ahead: u32) -> Self {
        self.rules.max_age = max_age;
        self.rules.max_ahead = max_ahead;
        self
    }

    /// Calls a function with the outcome of every request, just after its response was sent.
    ///
    /// No report is lost: once as many wait for the function as there may be connections, a
    /// connection with a further report stays open until that can be handed over.
    pub fn on_report(mut self, observer: impl Fn(&Report) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Calls a function when the system cannot accept another connection, for example because too
    /// many files are open: once a second at most. The listener continues, makes room as if it
    /// were full, and tries again 50 ms later.
    pub fn on_accept_error(
        mut self,
        observer: impl Fn(&io::Error) + Send + Sync + 'static,
    ) -> Self {
        self.accept_observer = Some(Box::new(observer));
        self
    }

    /// Starts to listen: host and port; port 0 takes a free one. The secrets are those of the
    /// webhooks whose notifications come here, and both while one replaces another, 8 at most.
    /// While there is none, notifications get a 503
    /// ([`Rejection::NoSecret`](super::Rejection::NoSecret)), so that they come again: start
    /// without one where the webhook is still to be registered, and then call
    /// [`Listening::set_secrets`].
    ///
    /// For the handler see [`listen`].
    ///
    /// # Errors
    /// When a secret is empty or one too many, the path does not begin with `/`, or the system has
    /// neither address nor thread.
    pub fn start<S: AsRef<[u8]>>(
        self,
        address: &str,
        secrets: &[S],
        handler: impl Fn(&Notification<'_>) -> Reply + Send + Sync + 'static,
    ) -> Result<Listening, ListenError> {
        let keys = keyring(secrets)?;
        let shared = Arc::new(Shared::new(self.rules, keys));
        shared.endpoint()?;
        let error = |source| ListenError::Bind {
            address: address.into(),
            source,
        };
        let mut listener = bind(address).map_err(error)?;
        let local = listener.local_addr().map_err(error)?;
        let poll = mio::Poll::new().map_err(error)?;
        let registered = poll
            .registry()
            .register(&mut listener, LISTENER, Interest::READABLE);
        registered.map_err(error)?;
        let waker = Arc::new(mio::Waker::new(poll.registry(), WAKER).map_err(error)?);
        let callbacks = Callbacks {
            handler: Box::new(handler),
            observer: self.observer,
            accept_observer: self.accept_observer,
        };
        let max_reports = shared.rules.max_connections;
        let workers = Workers::start(callbacks, max_reports, waker.clone());
        let workers = workers.map_err(ListenError::Thread)?;
        let running = (shared.clone(), workers.clone());
        let thread = thread::Builder::new()
            .name("notifications".into())
            .spawn(move || EventLoop::new(poll, listener, running.0, running.1).run());
        let thread = thread.map_err(|error| {
            workers.close();
            ListenError::Thread(error)
        })?;
        Ok(Listening {
            address: local,
            shared,
            waker,
            thread: Some(thread),
        })
    }
}

/// Listens on the first of the addresses that can be listened on.
fn bind(address: &str) -> io::Result<TcpListener> {
    let mut result = Err(io::ErrorKind::AddrNotAvailable.into());
    for address in address.to_socket_addrs()? {
        result = TcpListener::bind(address);
        if result.is_ok() {
            break;
        }
    }
    result
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
            .field("max_connections", &self.rules.max_connections)
            .finish_non_exhaustive()
    }
}
