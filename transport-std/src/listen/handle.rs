//! A running listener, as its owner holds it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use super::ListenError;
use super::shared::{Shared, keyring};

/// How long the connection that ends the wait for connections may take: it does not leave this
/// computer.
const WAKE: Duration = Duration::from_secs(1);

/// A running listener. Dropping it is [`stop`](Self::stop).
pub struct Listening {
    pub(super) address: SocketAddr,
    pub(super) shared: Arc<Shared>,
    pub(super) thread: Option<JoinHandle<()>>,
}

impl Listening {
    /// The address that it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Accepts these secrets from now on, and no others: requests whose head is being read already
    /// are checked by the former ones.
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
    /// [`ListenError::NoSecret`], and [`ListenError::Setup`] if one is empty or there are more than
    /// 8. Nothing is changed then.
    pub fn set_secrets<S: AsRef<[u8]>>(&self, secrets: &[S]) -> Result<(), ListenError> {
        self.shared.set_keys(keyring(secrets)?);
        Ok(())
    }

    /// Stops: accepts no connection any more, closes those that are idle, and waits until every
    /// request under way is answered, its handler included. Handlers aside, this takes no longer
    /// than a request may, and a second: where even this computer cannot reach the listener's
    /// address, the port is free only when somebody has, who is turned away.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.shared.registry.stop();
        // Whoever waits for a connection gets one.
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        let address = SocketAddr::new(ip, self.address.port());
        let is_woken = TcpStream::connect_timeout(&address, WAKE).is_ok();
        if let Some(thread) = self.thread.take()
            && (is_woken || thread.is_finished())
        {
            let _ = thread.join();
        }
        self.shared.registry.wait();
    }
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening")
            .field("addr", &self.address)
            .finish_non_exhaustive()
    }
}

// Elsewhere, systems differ in what they do with one connection too many.
#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::TcpListener;
    use std::sync::mpsc::channel;
    use std::thread;

    use super::super::{Reply, listen};
    use super::*;

    /// Only ends a test that hangs.
    const WATCHDOG: Duration = Duration::from_secs(60);

    /// A listener that accepts nobody, and has no room for another connection: who connects waits.
    fn full() -> TcpListener {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let short = Duration::from_millis(200);
        let is_full = (0..20_000).any(|_| TcpStream::connect_timeout(&address, short).is_err());
        assert!(is_full, "it takes any number of connections");
        listener
    }

    #[test]
    fn stopping_ends_where_the_address_cannot_be_reached() {
        let full = full();
        let mut listening = listen("127.0.0.1:0", &["secret"], |_| Reply::Accepted).unwrap();
        let reachable = listening.address;
        listening.address = full.local_addr().unwrap();
        let (sender, stopped) = channel();
        thread::spawn(move || {
            listening.stop();
            sender.send(()).unwrap();
        });
        stopped.recv_timeout(WATCHDOG).expect("it never ends");
        // Nobody waits for connections any more once somebody came.
        let _ = TcpStream::connect_timeout(&reachable, WATCHDOG);
        drop(full);
    }
}
