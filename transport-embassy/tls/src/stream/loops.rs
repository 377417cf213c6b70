//! The loops that drive a connection over a socket.

/// Defines the loops of one flavour. `$async` and `$await` are `async` and `.await`,
/// or nothing.
macro_rules! loops {
    ([$($async:tt)?] [$($await:tt)*] $io:ident) => {
        use rand_core::TryCryptoRng;
        use $io::{Read, Write};

        use crate::buffers::RecordBuffers;
        use crate::config::TlsConfig;
        use crate::connection::{Connection, TlsStep};
        use super::StreamError;

        /// Makes a connection as [`connect`] does, with everything lent: for an owner that keeps
        /// the connection beside its buffers. What there was of an earlier connection is forgotten.
        ///
        /// # Errors
        ///
        /// Any. Nothing has been sent but the handshake itself.
        pub $($async)? fn open<S: Read + Write, R: TryCryptoRng + ?Sized>(
            connection: &mut Connection,
            socket: &mut S,
            config: &TlsConfig<'_>,
            buffers: &mut RecordBuffers<'_>,
            rng: &mut R,
        ) -> Result<(), StreamError<S::Error>> {
            connection.start(config, buffers, rng)?;
            handshake(connection, socket, config, buffers)$($await)*
        }

        // Apart from the loop of `fill_buf`: one for both saves 300 bytes of flash, and takes 104
        // of stack more at its deepest (measured in the firmware).
        $($async)? fn handshake<S: Read + Write>(
            connection: &mut Connection,
            socket: &mut S,
            config: &TlsConfig<'_>,
            buffers: &mut RecordBuffers<'_>,
        ) -> Result<(), StreamError<S::Error>> {
            loop {
                match connection.handshake(config, buffers)? {
                    TlsStep::Transmit(bytes) => {
                        let written = socket.write(bytes)$($await)*;
                        report(connection, written)?;
                        // Nothing more to transmit means that the server has to see it now.
                        if connection.is_transmitted() {
                            flush_socket(connection, socket)$($await)*?;
                        }
                    }
                    TlsStep::Receive(space) => {
                        let length = socket.read(space)$($await)*.map_err(StreamError::Io)?;
                        connection.received(length);
                    }
                    TlsStep::Connected | TlsStep::Data | TlsStep::Closed => return Ok(()),
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
            buffers: &'r mut RecordBuffers<'_>,
        ) -> Result<&'r [u8], StreamError<S::Error>> {
            loop {
                match connection.poll(buffers)? {
                    TlsStep::Transmit(bytes) => {
                        let written = socket.write(bytes)$($await)*;
                        report(connection, written)?;
                        if connection.is_transmitted() {
                            flush_socket(connection, socket)$($await)*?;
                        }
                    }
                    TlsStep::Receive(space) => {
                        let length = socket.read(space)$($await)*.map_err(StreamError::Io)?;
                        connection.received(length);
                    }
                    TlsStep::Connected | TlsStep::Data | TlsStep::Closed => break,
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
            buffers: &mut RecordBuffers<'_>,
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
            buffers: &mut RecordBuffers<'_>,
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
            buffers: &mut RecordBuffers<'_>,
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
            buffers: &mut RecordBuffers<'_>,
        ) -> Result<(), StreamError<S::Error>> {
            // What was written leaves first: with a KeyUpdate it may take the whole buffer.
            transmit(connection, socket, buffers)$($await)*?;
            if !connection.is_closed() {
                connection.flush(buffers)?;
                transmit(connection, socket, buffers)$($await)*?;
            }
            connection.close(buffers)?;
            transmit(connection, socket, buffers)$($await)*?;
            flush_socket(connection, socket)$($await)*
        }

        $($async)? fn transmit<S: Write>(
            connection: &mut Connection,
            socket: &mut S,
            buffers: &RecordBuffers<'_>,
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
    };
}

pub(super) use loops;
