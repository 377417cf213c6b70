//! HTTP/1.1 answers (RFC 9112), a rule a file: lines, the fields that matter, framing, chunks.

mod chunked;
mod fields;
mod framing;
mod line;

pub(crate) use fields::Head;
pub(crate) use framing::{Extent, Framing};
pub(crate) use line::{Line, Skip, is_needed, next_line};
