//! Streams over `embedded-io` 0.7 and `embedded-io-async` 0.7.
//!
//! Both flavours are the same loops, written once: the async one waits where the other blocks.

mod error;
mod loops;
mod tls_stream;

pub use error::StreamError;

/// Streams over blocking sockets of `embedded-io` 0.7.
pub mod blocking {
    super::loops::loops!([] [] embedded_io_0_7);
    super::tls_stream::tls_stream!([] [] embedded_io_0_7);
}

/// Streams over async sockets of `embedded-io-async` 0.7.
#[cfg(feature = "embedded-io-async-0-7")]
pub mod asynch {
    super::loops::loops!([async] [.await] embedded_io_async_0_7);
    super::tls_stream::tls_stream!([async] [.await] embedded_io_async_0_7);
}
