//! HTTP/1.1 responses (RFC 9112): status line, header fields and framing.

mod coding;
mod fields;
mod framing;
mod head;
mod lines;

pub use coding::ContentCoding;
pub(crate) use framing::Framing;
pub(crate) use head::Head;
#[cfg(feature = "notify")]
pub(crate) use lines::{LineToken, Lines};
