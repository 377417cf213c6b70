//! Receiving notifications: a small server for a gateway, with a thread for each connection.
//!
//! ```
//! use gigapay_webhooks_std::listen::{Reply, listen};
//!
//! let secrets = ["c1329a085d65f7757838df5920fdcc9a"];
//! let listening = listen("127.0.0.1:0", &secrets, |notification| {
//!     println!("{}", String::from_utf8_lossy(notification.body));
//!     Reply::Accepted
//! })?;
//! println!("receiving at {}", listening.addr());
//! listening.stop();
//! # Ok::<(), gigapay_webhooks_std::listen::ListenError>(())
//! ```
//!
//! Only what is authentic ([B24](gigapay_webhooks::behaviour#b24)), of an acceptable age, and new
//! reaches the handler; everything else is answered as
//! [`Rejection::status`](gigapay_webhooks::notify::Rejection::status) says. What is HTTP and what
//! is a signature is decided by the core's [`Receiver`](gigapay_webhooks::notify::Receiver); this
//! adds what a host has: sockets, threads, time.
//!
//! It speaks plain HTTP/1.1. The API wants https, so put it behind what ends TLS, and let it listen
//! on loopback only.
//!
//! # Limits
//!
//! Whatever peers do, there are never more than [`Listener::max_connections`] connections, a thread
//! and at most [`Listener::max_body`] bytes of body for each, in a buffer of no more than twice
//! that. A request that takes longer than [`Listener::request_time`], from its first byte to its
//! last, is answered 408. Further connections wait in the system's queue; where one waits, a
//! connection that waits for another request makes room for it.
//!
//! The last 4,096 notifications are remembered, in 160 kB: so many others must come before one can
//! be handed on a second time, and by then it is stale in most cases.
//!
//! # Age
//!
//! A notification that was signed more than 300 seconds ago is authentic, but stale, and answered
//! 400. The API tries up to ten times, waiting longer each time, and it is not documented whether
//! it signs each attempt anew ([B25](gigapay_webhooks::behaviour#b25)). If it does not, a receiver
//! that was down for more than five minutes refuses all that it missed, and at the tenth try the
//! notification is lost. So choose [`Listener::tolerance`] by how long the receiver may be down: an
//! hour, or a day, rather than five minutes, if nothing else fetches what it missed.
//!
//! What a longer time costs is memory: for as long as a notification is not stale, only the guard
//! against replays keeps it from being handed on twice. Here it remembers 4,096, so take no more
//! seconds than those in which so many come: at one a second an hour, at one a minute almost three
//! days. A larger one is the core's [`ReplayGuard`](gigapay_webhooks::notify::ReplayGuard), 40
//! bytes for each that it remembers. Restarting forgets them all: then only the age counts, and
//! what the handler knows of the object.

mod connection;
mod error;
mod event_loop;
mod handle;
mod local;
mod notification;
mod replays;
mod serve;
mod settings;
mod shared;
mod workers;

pub use error::ListenError;
pub use gigapay_webhooks::notify::{FinalStatus, Outcome, Rejection, Reply};
pub use handle::Listening;
pub use notification::{Notification, Report};
pub use settings::{Listener, listen};
