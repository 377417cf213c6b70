//! What a client needs of a network, for those who bring their own.

use embedded_io_async_0_7::{Read, Write};
use gigapay_webhooks::{Scheme, Server};

use crate::{Progress, Stage};

/// A way to the server: makes a connection, and then is that connection.
///
/// [`Tcp`](crate::tcp::Tcp) and, with the feature `tls`, `Secure` are the two that come with this
/// crate. Another TLS library, a modem that speaks TLS itself, or another network stack plugs in by
/// implementing this; [`Client::with_link`](crate::Client::with_link) takes it.
///
/// # What an implementation promises
///
/// - With [`SCHEME`](Self::SCHEME) `Https`, the server has proved its name when
///   [`connect`](Self::connect) succeeds, and what is written is encrypted. The client cannot check
///   that.
/// - Reads are cancel-safe: one that is dropped before it is ready has taken nothing. Nothing is
///   asked of writes: a connection on which one was dropped is given up.
/// - Read returns `Ok(0)` at an orderly end of the stream only.
/// - Any method may be called in any state, also after a [`connect`](Self::connect) that was
///   dropped midway; `connect` begins by giving up what there was.
///
/// # Example
///
/// A modem with sockets and TLS of its own:
///
/// ```
/// use embedded_io_async_0_7::{ErrorType, Read, Write};
/// use gigapay_webhooks_embassy::{Client, Link, Progress, Scheme, Server, Stage};
/// # mod modem {
/// #     use embedded_io_async_0_7::{ErrorKind, ErrorType, Read, Write};
/// #     pub struct Socket;
/// #     impl Socket {
/// #         pub async fn connect_tls(&mut self, _: &str, _: u16) -> Result<(), ErrorKind> {
/// #             Ok(())
/// #         }
/// #         pub fn hang_up(&mut self) {}
/// #         pub fn is_connected(&self) -> bool { false }
/// #         pub fn has_data(&self) -> bool { false }
/// #     }
/// #     impl ErrorType for Socket { type Error = ErrorKind; }
/// #     impl Read for Socket {
/// #         async fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> { Ok(0) }
/// #     }
/// #     impl Write for Socket {
/// #         async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
/// #             Ok(bytes.len())
/// #         }
/// #         async fn flush(&mut self) -> Result<(), ErrorKind> { Ok(()) }
/// #     }
/// # }
///
/// struct Modem(modem::Socket);
///
/// impl Link for Modem {
///     // The modem checks the server's certificate, so it may say so.
///     const SCHEME: Scheme = Scheme::Https;
///
///     async fn connect(
///         &mut self,
///         server: Server<'_>,
///         progress: &Progress,
///     ) -> Result<(), Self::Error> {
///         self.0.hang_up();
///         progress.enter(Stage::Tls);
///         self.0.connect_tls(server.host(), server.port()).await
///     }
///
///     fn is_quiet(&mut self) -> bool {
///         self.0.is_connected() && !self.0.has_data()
///     }
///
///     fn abort(&mut self) {
///         self.0.hang_up();
///     }
///
///     async fn close(&mut self) {
///         self.0.hang_up();
///     }
/// }
///
/// impl ErrorType for Modem {
///     type Error = embedded_io_async_0_7::ErrorKind;
/// }
///
/// impl Read for Modem {
///     async fn read(&mut self, space: &mut [u8]) -> Result<usize, Self::Error> {
///         self.0.read(space).await
///     }
/// }
///
/// impl Write for Modem {
///     async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
///         self.0.write(bytes).await
///     }
///
///     async fn flush(&mut self) -> Result<(), Self::Error> {
///         self.0.flush().await
///     }
/// }
///
/// # use gigapay_webhooks_embassy::{Api, Credentials, Token};
/// # let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
/// # let modem = Modem(modem::Socket);
/// let mut buffer = [0; 512];
/// let api = Api::new(Server::DEMO, &credentials);
/// let client = Client::with_link(api, modem, &mut buffer)?;
/// # let _ = client;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(
    async_fn_in_trait,
    reason = "a client's futures stay on one executor, and need not be Send"
)]
pub trait Link: Read + Write {
    /// How bytes travel. A client is only made for a [`Server`] of the same scheme.
    const SCHEME: Scheme;

    /// Gives up the connection there was, if any, and makes a new one. Says with `progress` what it
    /// begins to do, and with that how long it may take.
    ///
    /// Dropped midway, it leaves no connection, or one that the next call of anything here gives
    /// up.
    ///
    /// # Errors
    /// Its own. There is no connection then.
    async fn connect(&mut self, server: Server<'_>, progress: &Progress)
    -> Result<(), Self::Error>;

    /// Whether there is a connection on which the server has sent nothing that was not read, not
    /// even its end.
    fn is_quiet(&mut self) -> bool;

    /// Gives the connection up at once, whatever is under way on it. The server is told if that
    /// needs no waiting.
    fn abort(&mut self);

    /// Ends the connection in good order. Its caller bounds its time; may be dropped.
    async fn close(&mut self);
}

/// Whether a failure of a link in `stage` may be gone at the next try, by the kind of its error.
pub(crate) fn may_pass(stage: Stage, kind: embedded_io_async_0_7::ErrorKind) -> bool {
    use embedded_io_async_0_7::ErrorKind::*;
    match kind {
        InvalidInput | InvalidData | PermissionDenied | OutOfMemory | Unsupported => false,
        // An alert in the handshake: what the server refuses now, it will refuse again.
        ConnectionAborted => !matches!(stage, Stage::Tls),
        _ => true,
    }
}

/// Whether an error of this kind says that the connection has ended.
pub(crate) fn is_disconnection(kind: embedded_io_async_0_7::ErrorKind) -> bool {
    use embedded_io_async_0_7::ErrorKind::*;
    matches!(
        kind,
        BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected
    )
}
