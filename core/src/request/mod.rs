//! Requests as bytes (RFC 9112 sections 2 to 6): a function of what is asked and an offset, so
//! that a window of any size can carry one, and nothing half-sent is ever remembered.

mod encoder;
mod escape;
mod head;

pub use encoder::Encoder;
pub(crate) use escape::{json_members, path_segment};
pub(crate) use head::encode;
