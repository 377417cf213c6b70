//! A connection of which nothing is known: it may fail, and say anything of how much it moved.

use core::hint::black_box;
#[cfg(feature = "async")]
use core::{future::poll_fn, task::Poll};

use embedded_io::{ErrorKind, ErrorType, Read, Write};

pub struct Wire;

fn moved(bytes: &[u8]) -> Result<usize, ErrorKind> {
    black_box(bytes);
    black_box(Ok(7))
}

impl ErrorType for Wire {
    type Error = ErrorKind;
}

impl Read for Wire {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, ErrorKind> {
        moved(black_box(space))
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        moved(bytes)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        black_box(Ok(()))
    }
}

// Futures made by hand: those of `async` blocks hold a panic each, for being polled after their
// end.

#[cfg(feature = "async")]
impl embedded_io_async::Read for Wire {
    fn read(&mut self, space: &mut [u8]) -> impl Future<Output = Result<usize, ErrorKind>> {
        poll_fn(move |_| black_box(Poll::Pending).map(|()| moved(black_box(&*space))))
    }
}

#[cfg(feature = "async")]
impl embedded_io_async::Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = Result<usize, ErrorKind>> {
        poll_fn(move |_| black_box(Poll::Pending).map(|()| moved(bytes)))
    }

    fn flush(&mut self) -> impl Future<Output = Result<(), ErrorKind>> {
        poll_fn(|_| black_box(Poll::Pending))
    }
}

/// Polls a future until it is ready, and not again.
#[cfg(feature = "async")]
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = core::pin::pin!(future);
    let mut context = core::task::Context::from_waker(core::task::Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}
