//! The request target (RFC 9112 section 3.2.1) and path segments within it (RFC 3986 section 3.3).

use core::fmt;

use super::Request;
use crate::encoder::Encoder;

pub(super) fn encode(out: &mut Encoder<'_>, prefix: &str, request: &Request<'_>) {
    out.put(prefix.as_bytes());
    out.put(b"/webhooks/");
    if let Some(id) = request.id {
        out.put_segment(id);
        out.put(b"/");
    }
    if let Some(page) = request.page {
        out.put(b"?page=");
        out.put_number(page);
    }
    if let Some(size) = request.page_size {
        out.put(if request.page.is_some() { b"&" } else { b"?" });
        out.put(b"page_size=");
        out.put_number(size);
    }
}

/// The target of a request, as text.
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
            // It is all ASCII.
            let text = buffer.get(..filled).map(str::from_utf8);
            f.write_str(text.and_then(Result::ok).unwrap_or_default())?;
            if filled < buffer.len() {
                return Ok(());
            }
            offset += filled;
        }
    }
}
