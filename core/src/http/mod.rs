//! HTTP/1.1 responses (RFC 9112): the head, the fields that matter, framing.

mod coding;
mod fields;
mod framing;
mod head;
mod lines;

pub use coding::ContentCoding;
pub(crate) use framing::Framing;
pub(crate) use head::Head;
#[cfg(feature = "notify")]
pub(crate) use lines::{LinePart, Lines};
