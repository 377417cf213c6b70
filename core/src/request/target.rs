//! The request target (RFC 9112 section 3.2.1) and its path segments (RFC 3986 section 3.3).

use core::fmt;

use super::Request;
use crate::encoder::Encoder;

pub(super) fn encode(out: &mut Encoder<'_>, prefix: &str, request: &Request<'_>) {
    out.put_value(prefix.as_bytes(), Some(b"/webhooks/"));
    if let Some(id) = request.id {
        out.put_segment(id);
        out.put(b"/");
    }
    out.put_number(b"?page=", request.page);
    let page_size = match request.page {
        Some(_) => b"&page_size=",
        None => b"?page_size=",
    };
    out.put_number(page_size, request.page_size);
}

/// Displays the target of a request.
pub struct Target<'r> {
    pub(crate) prefix: &'r str,
    pub(crate) request: &'r Request<'r>,
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut offset = 0;
        loop {
            let mut buffer = [0; 64];
            let mut out = Encoder::new(&mut buffer, offset);
            encode(&mut out, self.prefix, self.request);
            let filled = out.filled();
            // A target is ASCII, so any cut is valid UTF-8.
            let text = buffer.get(..filled).map(str::from_utf8);
            f.write_str(text.and_then(Result::ok).unwrap_or_default())?;
            if filled < buffer.len() {
                return Ok(());
            }
            offset += filled;
        }
    }
}
