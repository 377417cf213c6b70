//! Receiving notifications on the device: one connection at a time, on one socket of the stack.
//!
//! ```
//! # use embassy_net::Stack;
//! # use static_cell::ConstStaticCell;
//! use gigapay_webhooks_embassy::gigapay_webhooks::notify::{
//!     Endpoint, Keyring, ReplayGuard, Reply, TimeCheck,
//! };
//! use gigapay_webhooks_embassy::listen::{InvalidPort, ListenBuffers, Listener, Notification};
//!
//! static BUFFERS: ConstStaticCell<ListenBuffers> = ConstStaticCell::new(ListenBuffers::new());
//!
//! async fn listen(stack: Stack<'_>, keyring: &Keyring) -> Result<(), InvalidPort> {
//!     let endpoint = Endpoint::new("/hooks/").expect("it is a path");
//!     let mut listener = Listener::new(stack, 80, endpoint, BUFFERS.take())?;
//!     let mut guard: ReplayGuard<16> = ReplayGuard::new();
//!     loop {
//!         let deliver = async |notification: Notification<'_>| {
//!             println!("{} bytes", notification.body.len());
//!             Reply::Accepted
//!         };
//!         // A device that knows the time says it: `|| TimeCheck::unix(now)`.
//!         let received = listener.receive(keyring, &mut guard, || TimeCheck::Skip, deliver);
//!         println!("{:?}", received.await);
//!     }
//! }
//! # let _ = listen;
//! ```
//!
//! Only what is authentic ([B24](gigapay_webhooks::behaviour#b24)), of an acceptable age, and new
//! reaches the application; the response to everything else is as
//! [`Rejection::status`](gigapay_webhooks::notify::Rejection::status) says. What is HTTP and what
//! is a signature is decided by the core's [`Receiver`](gigapay_webhooks::notify::Receiver); this
//! adds what a device has: a socket, and time.
//!
//! It speaks plain HTTP/1.1, so what arrives is authentic but not secret. The API wants https:
//! something in front of the device ends TLS and forwards, with the field `Gigapay-Signature` and
//! the body untouched.
//!
//! # Limits
//!
//! Whatever peers do, memory is what [`ListenBuffers`] and the future have, and no request outlasts
//! [`ListenTimes`]. While one peer is served, others are refused by TCP; the API tries again
//! ([B25](gigapay_webhooks::behaviour#b25)). Anyone who can reach the port can keep it busy, so let
//! only the proxy reach it.
//!
//! # Dropping futures
//!
//! The future of [`receive`](Listener::receive) may be dropped at any point. While it waits for a
//! connection nothing is lost. In the middle of a request, that connection is given up, and a
//! notification that the application had and did not reply to comes again.

mod buffers;
mod connection;
mod serve;

use core::fmt;

use embassy_net::tcp::TcpSocket;
use embassy_net::{IpEndpoint, Stack};
use embassy_time::Duration;
use gigapay_webhooks::notify::{Endpoint, Keyring, Outcome, ReplayGuard, Reply, TimeCheck};

pub use buffers::{BODY, LISTEN_BUFFER, LISTEN_RECEIVE, LISTEN_SEND, ListenBuffers};
use connection::Connection;

/// How long a peer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ListenTimes {
    /// From a connection, or from the first byte of a further request on it, to the end of the
    /// request. Slower ones get a 408. By default 10 s.
    pub request: Duration,
    /// Until a response is taken. By default 5 s.
    pub response: Duration,
    /// How long a connection may lie idle and still bring another request. Meanwhile no other peer
    /// is served, so it is short: by default 1 s.
    pub idle: Duration,
}

impl ListenTimes {
    /// The defaults.
    pub const DEFAULT: Self = Self {
        request: Duration::from_secs(10),
        response: Duration::from_secs(5),
        idle: Duration::from_secs(1),
    };
}

impl Default for ListenTimes {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A notification that was verified: authentic, of an acceptable age, and new.
///
/// `Debug` does not show the body.
#[non_exhaustive]
pub struct Notification<'a> {
    /// The object that the event is about, as JSON ([B25](gigapay_webhooks::behaviour#b25)), byte
    /// for byte as it was signed.
    pub body: &'a [u8],
    /// When it was signed, in seconds of Unix time.
    pub timestamp: u64,
    /// The place in the keyring of the secret that it is signed with.
    pub secret: usize,
    /// Who sent it: the API, or the proxy in between.
    pub peer: Option<IpEndpoint>,
}

impl fmt::Debug for Notification<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("timestamp", &self.timestamp)
            .field("secret", &self.secret)
            .field("peer", &self.peer)
            .finish_non_exhaustive()
    }
}

/// Port 0 cannot be listened on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidPort;

impl fmt::Display for InvalidPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("port 0 is none: choose the one that the proxy forwards to")
    }
}

impl core::error::Error for InvalidPort {}

/// Receives notifications on a port, one after the other.
pub struct Listener<'a> {
    connection: Connection<'a>,
    endpoint: Endpoint<'a>,
    times: ListenTimes,
    buffer: &'a mut [u8],
    body: &'a mut [u8],
}

impl<'a> Listener<'a> {
    /// A listener on `port`, for notifications as `endpoint` says. It takes one socket of the
    /// `stack`'s [`StackResources`](embassy_net::StackResources), for as long as it lives. Nothing
    /// is accepted before the first [`receive`](Self::receive).
    ///
    /// # Errors
    /// [`InvalidPort`] if it is 0.
    ///
    /// # Panics
    /// embassy-net panics if the stack has no socket left.
    pub fn new<const R: usize, const S: usize, const W: usize, const B: usize>(
        stack: Stack<'a>,
        port: u16,
        endpoint: Endpoint<'a>,
        buffers: &'a mut ListenBuffers<R, S, W, B>,
    ) -> Result<Self, InvalidPort> {
        if port == 0 {
            return Err(InvalidPort);
        }
        let socket = TcpSocket::new(stack, &mut buffers.receive, &mut buffers.send);
        Ok(Self {
            connection: Connection::new(socket, port),
            endpoint,
            times: ListenTimes::DEFAULT,
            buffer: &mut buffers.buffer,
            body: &mut buffers.body,
        })
    }

    /// Changes how long peers may take. Default: [`ListenTimes::DEFAULT`].
    #[must_use]
    pub fn times(mut self, times: ListenTimes) -> Self {
        self.times = times;
        self
    }

    /// Waits for a request, responds to it, and reports the outcome.
    ///
    /// `clock` is asked once for each request whose body is complete. `deliver` gets what is
    /// authentic, of an acceptable age and new by the `guard`, at most once a call; its [`Reply`]
    /// decides the response. Until it replies the peer waits, with a patience of its
    /// own: do what takes long afterwards.
    ///
    /// What was turned away is only told: there is nothing to do but count and log it. A connection
    /// on which no request comes is not told.
    pub async fn receive<const N: usize, const M: usize>(
        &mut self,
        keyring: &Keyring<N>,
        guard: &mut ReplayGuard<M>,
        clock: impl Fn() -> TimeCheck,
        mut deliver: impl AsyncFnMut(Notification<'_>) -> Reply,
    ) -> Outcome {
        loop {
            self.connection.wait(&self.times).await;
            let outcome = self.serve(keyring, guard, &clock, &mut deliver).await;
            if outcome != Outcome::Unused {
                debug!("a request for the listener: {:?}", outcome);
                return outcome;
            }
        }
    }
}

impl fmt::Debug for Listener<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener")
            .field("endpoint", &self.endpoint)
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}
