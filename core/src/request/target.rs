//! The request target (RFC 9112 section 3.2.1) and path segments within it (RFC 3986 section 3.3).

use super::Request;
use crate::encoder::Encoder;

pub(super) fn encode(out: &mut Encoder<'_>, prefix: &str, request: &Request<'_>, page: u32) {
    out.put(prefix.as_bytes());
    out.put(b"/webhooks/");
    if let Some(id) = request.id {
        path_segment(out, id);
        out.put(b"/");
    }
    let page = if page == 0 { request.page } else { Some(page) };
    if let Some(page) = page {
        out.put(b"?page=");
        out.put_number(page);
    }
    if let Some(size) = request.page_size {
        out.put(if page.is_some() { b"&" } else { b"?" });
        out.put(b"page_size=");
        out.put_number(size);
    }
}

/// `text` as one path segment: all but the unreserved characters percent-encoded.
fn path_segment(out: &mut Encoder<'_>, text: &str) {
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.put_byte(byte);
        } else {
            out.put(b"%");
            out.put_hex(byte);
        }
    }
}
