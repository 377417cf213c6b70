//! Streams over `embedded-io` 0.7 and `embedded-io-async` 0.7.
//!
//! Both flavours are the same loops, written once: the async one waits where the other blocks.

mod error;

pub use error::StreamError;

/// Defines the loops and the stream of one flavour. `$async` and `$await` are `async` and `.await`,
/// or nothing.
macro_rules! streams {
    ([$($async:tt)?] [$($await:tt)*] $io:ident) => {
        use rand_core::TryCryptoRng;
        use $io::{BufRead, ErrorType, Read, Write};

        use crate::buffers::Buffers;
        use crate::config::TlsConfig;
        use crate::connection::{Connection, Step};
        use crate::error::TlsError;
        use super::StreamError;

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
            buffers: Buffers<'b>,
            rng: &mut R,
        ) -> Result<TlsStream<'b, S>, StreamError<S::Error>> {
            let connection = Connection::new();
            let mut stream = TlsStream { socket, connection, buffers };
            let TlsStream { socket, connection, buffers } = &mut stream;
            open(connection, socket, config, buffers, rng)$($await)*?;
            Ok(stream)
        }

        /// The same with everything lent: for an owner that keeps the connection beside its
        /// buffers. What there was of an earlier connection is forgotten.
        ///
        /// # Errors
        ///
        /// Any. Nothing has been sent but the handshake itself.
        pub $($async)? fn open<S: Read + Write, R: TryCryptoRng + ?Sized>(
            connection: &mut Connection,
            socket: &mut S,
            config: &TlsConfig<'_>,
            buffers: &mut Buffers<'_>,
            rng: &mut R,
        ) -> Result<(), StreamError<S::Error>> {
            connection.start(config, buffers, rng)?;
            handshake(connection, socket, config, buffers)$($await)*
        }

        $($async)? fn handshake<S: Read + Write>(
            connection: &mut Connection,
            socket: &mut S,
            config: &TlsConfig<'_>,
            buffers: &mut Buffers<'_>,
        ) -> Result<(), StreamError<S::Error>> {
            loop {
                match connection.handshake(config, buffers)? {
                    Step::Transmit(bytes) => {
                        let written = socket.write(bytes)$($await)*;
                        report(connection, written)?;
                        // Nothing more to transmit means that the server has to see it now.
                        if connection.is_transmitted() {
                            flush_socket(connection, socket)$($await)*?;
                        }
                    }
                    Step::Receive(space) => {
                        let length = socket.read(space)$($await)*.map_err(StreamError::Io)?;
                        connection.received(length);
                    }
                    Step::Connected | Step::Data | Step::Closed => return Ok(()),
                }
            }
        }

        /// Waits until there is data, and returns it: none after the server's `close_notify`.
        ///
        /// # Errors
        ///
        /// Those of [`Connection::poll`], and those of the socket.
        pub $($async)? fn fill_buf<'r, S: Read + Write>(
            connection: &mut Connection,
            socket: &mut S,
            buffers: &'r mut Buffers<'_>,
        ) -> Result<&'r [u8], StreamError<S::Error>> {
            loop {
                match connection.poll(buffers)? {
                    Step::Transmit(bytes) => {
                        let written = socket.write(bytes)$($await)*;
                        report(connection, written)?;
                        if connection.is_transmitted() {
                            flush_socket(connection, socket)$($await)*?;
                        }
                    }
                    Step::Receive(space) => {
                        let length = socket.read(space)$($await)*.map_err(StreamError::Io)?;
                        connection.received(length);
                    }
                    Step::Connected | Step::Data | Step::Closed => break,
                }
            }
            Ok(connection.data(buffers))
        }

        /// Reads data into `output`. Returns 0 only after the server's `close_notify`, or if
        /// `output` is empty.
        ///
        /// # Errors
        ///
        /// Those of [`Connection::poll`], and those of the socket.
        pub $($async)? fn read<S: Read + Write>(
            connection: &mut Connection,
            socket: &mut S,
            buffers: &mut Buffers<'_>,
            output: &mut [u8],
        ) -> Result<usize, StreamError<S::Error>> {
            if output.is_empty() {
                return Ok(0);
            }
            fill_buf(connection, socket, buffers)$($await)*?;
            Ok(connection.read(buffers, output))
        }

        /// Collects `data` in the send buffer, and sends what is there if that is full. Returns how
        /// much of it was taken.
        ///
        /// # Errors
        ///
        /// Those of [`Connection::write`], and those of the socket.
        pub $($async)? fn write<S: Write>(
            connection: &mut Connection,
            socket: &mut S,
            buffers: &mut Buffers<'_>,
            data: &[u8],
        ) -> Result<usize, StreamError<S::Error>> {
            let taken = connection.write(buffers, data)?;
            if taken > 0 || data.is_empty() {
                return Ok(taken);
            }
            connection.flush(buffers)?;
            transmit(connection, socket, buffers)$($await)*?;
            Ok(connection.write(buffers, data)?)
        }

        /// Sends what was written.
        ///
        /// # Errors
        ///
        /// Those of [`Connection::flush`], and those of the socket.
        pub $($async)? fn flush<S: Write>(
            connection: &mut Connection,
            socket: &mut S,
            buffers: &mut Buffers<'_>,
        ) -> Result<(), StreamError<S::Error>> {
            // Records that are due already come first; then there is room for what was collected.
            transmit(connection, socket, buffers)$($await)*?;
            connection.flush(buffers)?;
            transmit(connection, socket, buffers)$($await)*?;
            flush_socket(connection, socket)$($await)*
        }

        /// Sends what was written and `close_notify`: nothing more can be written. What the server
        /// still sends can be read.
        ///
        /// # Errors
        ///
        /// Those of [`Connection::close`], and those of the socket.
        pub $($async)? fn close<S: Write>(
            connection: &mut Connection,
            socket: &mut S,
            buffers: &mut Buffers<'_>,
        ) -> Result<(), StreamError<S::Error>> {
            transmit(connection, socket, buffers)$($await)*?;
            connection.close(buffers)?;
            transmit(connection, socket, buffers)$($await)*?;
            flush_socket(connection, socket)$($await)*
        }

        $($async)? fn transmit<S: Write>(
            connection: &mut Connection,
            socket: &mut S,
            buffers: &Buffers<'_>,
        ) -> Result<(), StreamError<S::Error>> {
            while let Some(bytes) = connection.transmit(buffers)? {
                let written = socket.write(bytes)$($await)*;
                report(connection, written)?;
            }
            Ok(())
        }

        $($async)? fn flush_socket<S: Write>(
            connection: &mut Connection,
            socket: &mut S,
        ) -> Result<(), StreamError<S::Error>> {
            let flushed = socket.flush()$($await)*;
            flushed.map_err(|error| refused(connection, StreamError::Io(error)))
        }

        /// Reports a write to the connection.
        fn report<E>(
            connection: &mut Connection,
            written: Result<usize, E>,
        ) -> Result<(), StreamError<E>> {
            match written {
                Ok(0) => Err(refused(connection, StreamError::WriteZero)),
                Ok(length) => {
                    connection.transmitted(length);
                    Ok(())
                }
                Err(error) => Err(refused(connection, StreamError::Io(error))),
            }
        }

        /// The error that ended the connection, if there is one: that its alert cannot be sent does
        /// not matter.
        fn refused<E>(connection: &Connection, error: StreamError<E>) -> StreamError<E> {
            connection.failure().map_or(error, StreamError::Tls)
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
            buffers: Buffers<'b>,
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

/// Streams over blocking sockets of `embedded-io` 0.7.
pub mod blocking {
    streams!([] [] embedded_io_0_7);
}

/// Streams over async sockets of `embedded-io-async` 0.7.
#[cfg(feature = "embedded-io-async-0-7")]
pub mod asynch {
    streams!([async] [.await] embedded_io_async_0_7);
}
