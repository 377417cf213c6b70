//! TLS 1.3 over another link.

mod date_tap;

use embedded_io_async_0_7::{ErrorType, Read, Write};
use gigapay_webhooks::{Scheme, Server};
use rand_core_0_6::{CryptoRng, RngCore};
use zeroize::Zeroize;

use crate::tls::{self, DateClock, Session, TlsConfig, TlsError};
use crate::{Link, Progress, Stage, TlsBuffers};
use date_tap::DateTap;

/// TLS 1.3 over a link that does not encrypt by itself, such as [`Tcp`](crate::tcp::Tcp).
///
/// Not a byte of a request leaves before the server has proved its name as [`TlsConfig`] demands. It holds the record
/// buffers for as long as it lives; between two connections nothing is left in them.
pub struct Secure<'a, L, R> {
    under: L,
    config: TlsConfig<'a>,
    receive: &'a mut [u8],
    send: &'a mut [u8],
    rng: R,
    session: Option<Session>,
    clock: Option<(&'a DateClock, DateTap)>,
}

impl<'a, L: Link, R: RngCore + CryptoRng> Secure<'a, L, R> {
    /// TLS over `under`, to a server that proves itself as `config` says.
    ///
    /// `rng` makes the connections' secrets. It has to be seeded from hardware entropy, anew on each start: with a
    /// constant seed, everybody who has the firmware can read everything.
    ///
    /// See [`TLS_RECEIVE`](crate::TLS_RECEIVE) and [`TLS_SEND`](crate::TLS_SEND) for the sizes of `buffers`. One that is too
    /// small is an error of the first connection, before any byte is sent.
    pub fn new<const RECEIVE: usize, const SEND: usize>(
        under: L,
        config: TlsConfig<'a>,
        buffers: &'a mut TlsBuffers<RECEIVE, SEND>,
        rng: R,
    ) -> Self {
        Self {
            under,
            config,
            receive: &mut buffers.receive,
            send: &mut buffers.send,
            rng,
            session: None,
            clock: None,
        }
    }

    /// Sets `clock` by the `Date` of every response. Whoever sends it is authenticated; see [`DateClock`] for what that is
    /// worth, and [`Validity::AtOrSince`](tls::Validity::AtOrSince) for a configuration that uses it.
    #[must_use]
    pub const fn set_clock(mut self, clock: &'a DateClock) -> Self {
        self.clock = Some((clock, DateTap::new()));
        self
    }

    /// What it goes over.
    pub const fn under(&self) -> &L {
        &self.under
    }
}

impl<L: Link, R: RngCore + CryptoRng> Link for Secure<'_, L, R> {
    const SCHEME: Scheme = {
        assert!(
            matches!(L::SCHEME, Scheme::Http),
            "the link under this one encrypts already"
        );
        Scheme::Https
    };

    async fn connect(
        &mut self,
        server: Server<'_>,
        progress: &Progress,
    ) -> Result<(), Self::Error> {
        self.forget();
        // What can be found wrong without a connection need not cost one.
        progress.enter(Stage::Tls);
        self.config.check()?;
        let connected = self.under.connect(server, progress).await;
        connected.map_err(TlsError::Io)?;
        progress.enter(Stage::Tls);
        let session = tls::open(
            &mut self.under,
            &self.config,
            self.receive,
            self.send,
            &mut self.rng,
        );
        self.session = Some(session.await?);
        debug!("the server is authenticated");
        Ok(())
    }

    fn is_quiet(&mut self) -> bool {
        self.session.as_ref().is_some_and(Session::is_quiet) && self.under.is_quiet()
    }

    fn abort(&mut self) {
        self.forget();
        self.under.abort();
    }

    async fn close(&mut self) {
        if let Some(session) = &mut self.session {
            // Without it the server would take the end for an attack; that it cannot be sent changes nothing.
            let _ = session.close(&mut self.under, self.send).await;
        }
        self.forget();
        self.under.close().await;
    }
}

impl<L, R> Secure<'_, L, R> {
    /// Leaves nothing of a connection in memory.
    fn forget(&mut self) {
        self.session = None;
        self.receive.zeroize();
        self.send.zeroize();
    }
}

impl<L, R> Drop for Secure<'_, L, R> {
    fn drop(&mut self) {
        self.forget();
    }
}

impl<L: Link, R> ErrorType for Secure<'_, L, R> {
    type Error = TlsError<L::Error>;
}

impl<L: Link, R> Read for Secure<'_, L, R> {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, Self::Error> {
        let session = self.session.as_mut().ok_or(TlsError::Dead)?;
        let read = session.read(&mut self.under, self.receive, space).await?;
        if let (Some((clock, tap)), Some(bytes)) = (&mut self.clock, space.get(..read)) {
            tap.watch(bytes, clock);
        }
        Ok(read)
    }
}

impl<L: Link, R> Write for Secure<'_, L, R> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        if let Some((_, tap)) = &mut self.clock {
            *tap = DateTap::new();
        }
        let session = self.session.as_mut().ok_or(TlsError::Dead)?;
        session.write(&mut self.under, self.send, bytes).await
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        let session = self.session.as_mut().ok_or(TlsError::Dead)?;
        session.flush(&mut self.under, self.send).await
    }
}

impl<L: core::fmt::Debug, R> core::fmt::Debug for Secure<'_, L, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Secure")
            .field("under", &self.under)
            .field("is_open", &self.session.is_some())
            .finish_non_exhaustive()
    }
}
