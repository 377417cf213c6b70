//! The async stream: what happens to futures that are dropped.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use embedded_io_0_7::{self as blocking, ErrorKind};
use embedded_io_async_0_7::{ErrorType, Read, Write};
use heapless_tls::asynch::connect;
use heapless_tls::{RECEIVE_BUFFER, RecordBuffers, SEND_BUFFER, StreamError, TlsConfig, TlsError};
use heapless_tls::{Validity, anchor};

use crate::support::{Authority, NAME, RustlsServer, Socket, system_rng};

/// A socket that has to be polled twice for each read, and gets stuck in writing when told to.
struct SlowSocket {
    socket: Socket<RustlsServer>,
    was_pending: bool,
    /// Writes get stuck once so many bytes were written.
    stuck_at: usize,
}

impl ErrorType for SlowSocket {
    type Error = ErrorKind;
}

impl Read for SlowSocket {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        poll_fn(|_| {
            self.was_pending = !self.was_pending;
            if self.was_pending {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
        blocking::Read::read(&mut self.socket, buffer)
    }
}

impl Write for SlowSocket {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let room = self.stuck_at.saturating_sub(self.socket.written.len());
        if room == 0 {
            poll_fn(|_| Poll::<()>::Pending).await;
        }
        blocking::Write::write(&mut self.socket, &bytes[..bytes.len().min(room)])
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// Polls a future so many times, then drops it.
fn poll_times<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..times {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
    }
    None
}

fn block_on<F: Future>(future: F) -> F::Output {
    poll_times(future, 100_000).expect("the future hangs")
}

/// Connects, and does `then` with the stream.
fn with_stream<T>(
    then: impl FnOnce(heapless_tls::asynch::TlsStream<'_, &mut SlowSocket>) -> T,
) -> T {
    let root = Authority::root();
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut socket = SlowSocket {
        socket: Socket::new(RustlsServer::new(&root.identity())),
        was_pending: false,
        stuck_at: usize::MAX,
    };
    let (mut receive, mut send) = ([0; RECEIVE_BUFFER], [0; SEND_BUFFER]);
    let buffers = RecordBuffers::new(&mut receive, &mut send);
    let connected = block_on(connect(&mut socket, &config, buffers, &mut system_rng()));
    then(connected.unwrap())
}

#[test]
fn read_that_is_dropped_loses_nothing() {
    with_stream(|mut stream| {
        block_on(async {
            stream.write_all(b"hello bye").await?;
            stream.flush().await
        })
        .unwrap();
        let mut response = Vec::new();
        for _ in 0..100 {
            let mut byte = [0];
            match poll_times(stream.read(&mut byte), 1) {
                None => {}
                Some(Ok(0)) => break,
                Some(result) => response.extend_from_slice(&byte[..result.unwrap()]),
            }
        }
        assert_eq!(response, b"hello bye");
        block_on(stream.close()).unwrap();
    });
}

#[test]
fn write_that_is_dropped_ends_writing_but_not_reading() {
    with_stream(|mut stream| {
        block_on(async {
            stream.write_all(b"hello").await?;
            stream.flush().await
        })
        .unwrap();
        stream.socket_mut().stuck_at = stream.socket_mut().socket.written.len() + 10;
        assert!(poll_times(stream.write_all(b"more"), 9).is_some());
        assert!(poll_times(stream.flush(), 9).is_none());
        let cancelled = Err(StreamError::Tls(TlsError::Cancelled));
        assert_eq!(block_on(stream.write(b"again")), cancelled.map(|()| 0));
        assert_eq!(block_on(stream.flush()), cancelled);
        let mut response = [0; 9];
        assert_eq!(block_on(stream.read(&mut response)), Ok(5));
        assert_eq!(&response[..5], b"hello");
    });
}
