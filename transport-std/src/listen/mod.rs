//! Receiving notifications: a small server for a gateway, with one thread for all connections.
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
//! reaches the handler; everything else gets the status that
//! [`Rejection::status`](gigapay_webhooks::notify::Rejection::status) says. What is HTTP and what
//! is a signature is decided by the core's [`Receiver`](gigapay_webhooks::notify::Receiver); this
//! adds what a host has: sockets, threads, time.
//!
//! It speaks plain HTTP/1.1. The API requires https, so run it behind a TLS-terminating reverse
//! proxy, and let it listen on loopback only.
//!
//! # Limits
//!
//! One thread waits for all connections. The handler and the observers, which may block, run on
//! others: as many as there is work for, 32 at most. Each connection has a file descriptor, and
//! there are never more than [`Listener::max_connections`].
//!
//! A connection that sends nothing takes less than 1 KiB. A request under way takes 7 KiB, its head
//! of up to 8 KiB, and its body of up to [`Listener::max_body`]. All bodies together take 64 MiB
//! and 16 KiB a connection at most; a larger body than 16 KiB that finds no room gets a 503
//! ([`Rejection::Overloaded`]).
//!
//! A request that takes longer than [`Listener::request_time`], from its first byte to its last,
//! gets a 408. So slow senders take places, and nothing else that an honest one needs. Where less
//! than a quarter of the places is left, responses say `Connection: close`. Where none is left, the
//! connection makes room that has used the largest share of its time without a complete request,
//! after half a second at the earliest; in the middle of a request it gets a 408 too. One whose
//! notification the handler has stays. A sender that opens connections again and again makes others
//! wait only if there are more than `max_connections` of them each half second; let the reverse
//! proxy limit the connections of one sender.
//!
//! A request that arrives together with the end of the one before it (pipelined) is not served: the
//! response to that one says `Connection: close`, and the peer has to send the request again
//! (RFC 9112 section 9.3.2).
//!
//! The last 4,096 notifications are remembered, in less than 1 MB: so many others must come before
//! one can be handed on a second time, and by then it is stale in most cases.
//!
//! # Age
//!
//! A notification that was signed more than 300 seconds ago is authentic, but stale, and gets a
//! 400. The API tries up to ten times, waiting longer each time, and it is not documented whether
//! it signs each attempt anew ([B25](gigapay_webhooks::behaviour#b25)). If it does not, a receiver
//! that was down for more than five minutes refuses all that it missed, and at the tenth try the
//! notification is lost. So choose [`Listener::tolerance`] by how long the receiver may be down: an
//! hour, or a day, rather than five minutes, if nothing else fetches what it missed.
//!
//! What a longer time costs is memory: for as long as a notification is not stale, only the guard
//! against replays keeps it from being handed on twice. Here it remembers 4,096, so take no more
//! seconds than those in which so many come: at one a second an hour, at one a minute almost three
//! days. For more, drive the core's receiver with a
//! [`ReplayStore`](gigapay_webhooks::notify::ReplayStore) of your own. Restarting forgets them all:
//! then only the age counts, and what the handler knows of the object.

mod connection;
mod error;
mod event_loop;
mod handle;
mod job;
mod local;
mod notification;
mod replays;
mod serve;
mod settings;
mod shared;
mod state;
mod workers;

pub use error::ListenError;
pub use gigapay_webhooks::notify::{FinalStatus, Outcome, Rejection, Reply};
pub use handle::Listening;
pub use notification::{Notification, Report};
pub use settings::{Listener, listen};
