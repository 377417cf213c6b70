//! TLS 1.3 over another link.

mod date_tap;

use embedded_io_async_0_7::{ErrorType, Read, Write};
use gigapay_webhooks::{Scheme, Server};

use crate::tls::rand_core::TryCryptoRng;
use crate::tls::{self, Connection, DateClock, Session, StreamError, TlsConfig, TlsError, asynch};
use crate::{Link, Progress, Stage, TlsBuffers};
use date_tap::DateTap;

/// TLS 1.3 over a link that does not encrypt by itself, such as [`Tcp`](crate::tcp::Tcp).
///
/// No byte of a request leaves before the server has proved its name as [`TlsConfig`] demands. It
/// holds the record buffers for as long as it lives; between two connections they are wiped.
pub struct Secure<'a, L, R> {
    under: L,
    config: TlsConfig<'a>,
    buffers: tls::RecordBuffers<'a>,
    rng: R,
    connection: Connection,
    clock: Option<(&'a DateClock, DateTap)>,
}

impl<'a, L: Link, R: TryCryptoRng> Secure<'a, L, R> {
    /// TLS over `under`, to a server that proves itself as `config` says.
    ///
    /// `rng` generates the secrets of each connection. Seed it from hardware entropy at each start:
    /// with a constant seed, anyone who has the firmware can decrypt everything.
    ///
    /// See [`TLS_RECEIVE`](crate::TLS_RECEIVE) and [`TLS_SEND`](crate::TLS_SEND) for the sizes of
    /// `buffers`. A buffer that is too small is an error of the first connection.
    pub fn new<const RECEIVE: usize, const SEND: usize>(
        under: L,
        config: TlsConfig<'a>,
        buffers: &'a mut TlsBuffers<RECEIVE, SEND>,
        rng: R,
    ) -> Self {
        Self {
            under,
            config,
            buffers: tls::RecordBuffers::new(&mut buffers.receive, &mut buffers.send),
            rng,
            connection: Connection::new(),
            clock: None,
        }
    }

    /// Resumes connections with `session`, which saves most of a handshake, and keeps the server's
    /// next ticket in it.
    ///
    /// A [`Session`] can outlive a restart or deep sleep: store [`Session::as_bytes`], and give
    /// [`Session::restore`] those bytes at the next start.
    #[must_use]
    pub fn resume(mut self, session: &'a mut Session) -> Self {
        self.buffers.session = Some(session);
        self
    }

    /// Sets `clock` by the `Date` of every response, which comes from an authenticated server. See
    /// [`DateClock`] for what that protects against, and
    /// [`Validity::AtOrSince`](tls::Validity::AtOrSince) for a configuration that uses it.
    #[must_use]
    pub const fn set_clock(mut self, clock: &'a DateClock) -> Self {
        self.clock = Some((clock, DateTap::new()));
        self
    }

    /// The session, if [`resume`](Self::resume) gave one.
    pub fn session(&self) -> Option<&Session> {
        self.buffers.session.as_deref()
    }

    /// The TLS connection: whether it was resumed, its cipher suite and its group.
    pub const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The link that TLS goes over.
    pub const fn under(&self) -> &L {
        &self.under
    }
}

impl<L: Link, R: TryCryptoRng> Link for Secure<'_, L, R> {
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
        // A configuration that cannot work is reported before a connection is made.
        progress.enter(Stage::Tls);
        self.config.check().map_err(TlsError::from)?;
        let connected = self.under.connect(server, progress).await;
        connected.map_err(StreamError::Io)?;
        progress.enter(Stage::Tls);
        let Self {
            under,
            config,
            buffers,
            rng,
            connection,
            ..
        } = self;
        asynch::open(connection, under, config, buffers, rng).await?;
        debug!("the server is authenticated");
        Ok(())
    }

    fn is_quiet(&mut self) -> bool {
        self.connection.is_quiet() && self.under.is_quiet()
    }

    fn abort(&mut self) {
        self.forget();
        self.under.abort();
    }

    async fn close(&mut self) {
        let Self {
            under,
            buffers,
            connection,
            ..
        } = self;
        // Without close_notify the server has to assume a truncation; a failure to send it changes
        // nothing here.
        let _ = asynch::close(connection, under, buffers).await;
        self.forget();
        self.under.close().await;
    }
}

impl<L, R> Secure<'_, L, R> {
    /// Wipes what memory holds of a connection.
    fn forget(&mut self) {
        self.connection = Connection::new();
        self.buffers.wipe();
    }
}

impl<L, R> Drop for Secure<'_, L, R> {
    fn drop(&mut self) {
        self.forget();
    }
}

impl<L: Link, R> ErrorType for Secure<'_, L, R> {
    type Error = StreamError<L::Error>;
}

impl<L: Link, R> Read for Secure<'_, L, R> {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, Self::Error> {
        let Self {
            under,
            buffers,
            connection,
            ..
        } = self;
        let read = asynch::read(connection, under, buffers, space).await?;
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
        let Self {
            under,
            buffers,
            connection,
            ..
        } = self;
        asynch::write(connection, under, buffers, bytes).await
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        let Self {
            under,
            buffers,
            connection,
            ..
        } = self;
        asynch::flush(connection, under, buffers).await
    }
}

impl<L: core::fmt::Debug, R> core::fmt::Debug for Secure<'_, L, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Secure")
            .field("under", &self.under)
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}
