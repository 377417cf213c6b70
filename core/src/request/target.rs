//! The request target (RFC 9112 section 3.2.1) and path segments within it (RFC 3986 section 3.3).

use super::{Encoder, Request};

pub(super) fn encode(out: &mut Encoder<'_>, prefix: &str, request: &Request<'_>, page: u32) {
    out.put(prefix.as_bytes());
    out.put(b"/webhooks/");
    if let Some(id) = request.id {
        path_segment(out, id);
        out.put(b"/");
    }
    let page = if page == 0 { request.page } else { Some(page) };
    let mut before = "?";
    for (name, value) in [("page=", page), ("page_size=", request.page_size)] {
        if let Some(value) = value {
            out.put(before.as_bytes());
            out.put(name.as_bytes());
            out.put_number(value);
            before = "&";
        }
    }
}

/// `text` as one path segment: all but the unreserved characters percent-encoded.
fn path_segment(out: &mut Encoder<'_>, text: &str) {
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.put(&[byte]);
        } else {
            out.put(b"%");
            out.put_hex(byte);
        }
    }
}
