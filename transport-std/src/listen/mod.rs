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
//! Only what is authentic (B24), of an acceptable age, and new reaches the handler; everything else
//! is answered as [`Rejection::status`](crate::core::notify::Rejection::status) says. What is
//! HTTP and what is a signature is decided by the core's
//! [`Receiver`](crate::core::notify::Receiver); this adds what a host has: sockets, threads, time.
//!
//! It speaks plain HTTP/1.1. The API wants https, so put it behind what ends TLS, and let it listen on
//! loopback only.
//!
//! # Limits
//!
//! Whatever peers do, there are never more than [`Listener::max_connections`] connections, a thread and
//! at most [`Listener::max_body`] bytes of body for each, in a buffer of no more than twice that. A request that takes longer than
//! [`Listener::request_time`], from its first byte to its last, is answered 408. Further connections wait
//! in the system's queue; where one waits, a connection that waits for another request makes room for it.
//!
//! The last 4,096 notifications are remembered, in 100 kB: so many others must come before one can be handed
//! on a second time, and by then it is stale in most cases.

mod accept;
mod connection;
mod error;
mod handle;
mod notification;
mod registry;
mod serve;
mod settings;
mod shared;

pub use error::ListenError;
pub use gigapay_webhooks::notify::{Outcome, Rejection, Reply};
pub use handle::Listening;
pub use notification::{Notification, Report};
pub use settings::{Listener, listen};
