//! What the threads of a listener do, and what they call.

use std::io;
use std::net::SocketAddr;

use gigapay_webhooks::notify::Reply;

use super::notification::{Notification, Report};

pub(super) type Handler = dyn Fn(&Notification<'_>) -> Reply + Send + Sync;
pub(super) type Observer = dyn Fn(&Report) + Send + Sync;
pub(super) type AcceptObserver = dyn Fn(&io::Error) + Send + Sync;

/// What the threads call.
pub(super) struct Callbacks {
    pub(super) handler: Box<Handler>,
    pub(super) observer: Option<Box<Observer>>,
    pub(super) accept_observer: Option<Box<AcceptObserver>>,
}

/// A notification on its way to the handler.
pub(super) struct Delivery {
    /// The connection that waits for the reply.
    pub(super) connection: usize,
    pub(super) body: Vec<u8>,
    /// The request up to the end of its head, or further.
    pub(super) request: Vec<u8>,
    pub(super) timestamp: u64,
    pub(super) secret: usize,
    pub(super) peer: SocketAddr,
}

/// Something for a thread to do.
pub(super) enum Job {
    Handle(Delivery),
    Report(Report),
    AcceptFailed(io::Error),
}
