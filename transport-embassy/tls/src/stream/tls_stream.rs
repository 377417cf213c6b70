//! A connection with its socket and its buffers.

/// Defines the stream of one flavour, over its loops. `$async` and `$await` are `async` and
/// `.await`, or nothing.
macro_rules! tls_stream {
    ([$($async:tt)?] [$($await:tt)*] $io:ident) => {
        use $io::{BufRead, ErrorType};

        use crate::error::TlsError;

        /// Makes a connection over `socket`, which is connected already, and authenticates the
        /// server as `config` says.
        ///
        /// Lend the socket (`&mut socket`) to have it back afterwards. See
        /// [`Connection::start`] for what `rng` has to be.
        ///
        /// # Errors
        ///
        /// Any. Nothing has been sent but the handshake itself.
        pub $($async)? fn connect<'b, S: Read + Write, R: TryCryptoRng + ?Sized>(
            socket: S,
            config: &TlsConfig<'_>,
            buffers: RecordBuffers<'b>,
            rng: &mut R,
        ) -> Result<TlsStream<'b, S>, StreamError<S::Error>> {
            let connection = Connection::new();
            let mut stream = TlsStream { socket, connection, buffers };
            let TlsStream { socket, connection, buffers } = &mut stream;
            open(connection, socket, config, buffers, rng)$($await)*?;
            Ok(stream)
        }

        /// A stream to a server that has been authenticated. [`connect`] makes it.
        ///
        /// # Reading
        ///
        /// A read returns `Ok(0)` only after the server's `close_notify`. When the connection just
        /// ends, reads fail with [`TlsError::Truncated`](crate::TlsError::Truncated), so a response
        /// that was cut is never taken for a whole one.
        ///
        /// # Writing
        ///
        /// What is written collects in the send buffer and leaves as one record when it is flushed,
        /// or when there is more than fits.
        ///
        /// # Cancellation
        ///
        /// A read that is dropped before it is ready has lost nothing. A write or flush that is
        /// dropped may have sent half a record; the next one that has to send fails with
        /// [`TlsError::Cancelled`](crate::TlsError::Cancelled).
        ///
        /// # Errors
        ///
        /// An error of TLS is final. After an error of writing, what the server has sent can still
        /// be read: it may say why it stopped listening.
        #[derive(Debug)]
        pub struct TlsStream<'b, S> {
            socket: S,
            connection: Connection,
            buffers: RecordBuffers<'b>,
        }

        impl<S> TlsStream<'_, S> {
            /// The state of the connection.
            #[must_use]
            pub const fn connection(&self) -> &Connection {
                &self.connection
            }

            /// The socket. What is read from it or written to it is missing in the connection.
            pub const fn socket_mut(&mut self) -> &mut S {
                &mut self.socket
            }

            /// See [`Connection::update_keys`].
            ///
            /// # Errors
            ///
            /// Those of [`Connection::update_keys`].
            pub fn update_keys(&mut self, request: bool) -> Result<(), TlsError> {
                self.connection.update_keys(request)
            }
        }

        impl<S: Read + Write> TlsStream<'_, S> {
            /// Sends what was written and `close_notify`: nothing more can be written. What the
            /// server still sends can be read.
            ///
            /// # Errors
            ///
            /// Those of [`close`].
            pub $($async)? fn close(&mut self) -> Result<(), StreamError<S::Error>> {
                close(&mut self.connection, &mut self.socket, &mut self.buffers)$($await)*
            }
        }

        impl<S: ErrorType> ErrorType for TlsStream<'_, S> {
            type Error = StreamError<S::Error>;
        }

        impl<S: Read + Write> Read for TlsStream<'_, S> {
            $($async)? fn read(&mut self, output: &mut [u8]) -> Result<usize, Self::Error> {
                let Self { connection, socket, buffers } = self;
                read(connection, socket, buffers, output)$($await)*
            }
        }

        impl<S: Read + Write> BufRead for TlsStream<'_, S> {
            $($async)? fn fill_buf(&mut self) -> Result<&[u8], Self::Error> {
                let Self { connection, socket, buffers } = self;
                fill_buf(connection, socket, buffers)$($await)*
            }

            fn consume(&mut self, length: usize) {
                self.connection.consume(&mut self.buffers, length);
            }
        }

        impl<S: Read + Write> Write for TlsStream<'_, S> {
            $($async)? fn write(&mut self, data: &[u8]) -> Result<usize, Self::Error> {
                let Self { connection, socket, buffers } = self;
                write(connection, socket, buffers, data)$($await)*
            }

            $($async)? fn flush(&mut self) -> Result<(), Self::Error> {
                let Self { connection, socket, buffers } = self;
                flush(connection, socket, buffers)$($await)*
            }
        }
    };
}

pub(super) use tls_stream;
