//! A running listener, as its owner holds it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use mio::Waker;

use super::ListenError;
use super::shared::{Shared, keyring};

/// A running listener. Dropping it is [`stop`](Self::stop).
pub struct Listening {
    pub(super) address: SocketAddr,
    pub(super) shared: Arc<Shared>,
    /// Wakes the event loop.
    pub(super) waker: Arc<Waker>,
    pub(super) thread: Option<JoinHandle<()>>,
}

impl Listening {
    /// The address that it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Accepts these secrets from now on, and no others: requests whose head is being read already
    /// are checked by the former ones. With none, notifications get a 503
    /// ([`Rejection::NoSecret`](super::Rejection::NoSecret)).
    ///
    /// To rotate a webhook's secret, give both, update the webhook, and give the new one alone once
    /// no notification signed with the former can be on its way any more
    /// ([B25](gigapay_webhooks::behaviour#b25): ten retries).
    ///
    /// ```
    /// # use gigapay_webhooks_std::listen::{Reply, listen};
    /// # let (old, new) = ("c1329a085d65f7757838df5920fdcc9a", "p9wzz8cpkymrcqphzeg0yyk5jhxe5m9h");
    /// let listening = listen("127.0.0.1:0", &[old], |_| Reply::Accepted)?;
    /// listening.set_secrets(&[old, new])?;
    /// // … update the webhook …
    /// listening.set_secrets(&[new])?;
    /// # Ok::<(), gigapay_webhooks_std::listen::ListenError>(())
    /// ```
    ///
    /// # Errors
    /// [`ListenError::Setup`] if one is empty or there are more than 8. Nothing is changed then.
    pub fn set_secrets<S: AsRef<[u8]>>(&self, secrets: &[S]) -> Result<(), ListenError> {
        self.shared.set_keys(keyring(secrets)?);
        Ok(())
    }

    /// Stops: accepts no connection any more, closes those that are idle, and waits until every
    /// request under way has its response, the handler included. Handlers aside, this takes no
    /// longer than a request may, and two seconds. The port is free at once.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.shared.stop();
        let is_woken = self.waker.wake().is_ok();
        if let Some(thread) = self.thread.take()
            && (is_woken || thread.is_finished())
        {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening")
            .field("addr", &self.address)
            .finish_non_exhaustive()
    }
}
