//! Text that must not be mistaken for syntax: JSON strings (RFC 8259 section 7) and path
//! segments (RFC 3986 section 3.3).

use super::Encoder;
use crate::values::Members;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn put_hex(out: &mut Encoder<'_>, byte: u8) {
    for nibble in [byte >> 4, byte & 0xF] {
        out.put(&[HEX.get(usize::from(nibble)).copied().unwrap_or(b'0')]);
    }
}

/// `text` as one path segment: all but the unreserved characters percent-encoded.
pub(crate) fn path_segment(out: &mut Encoder<'_>, text: &str) {
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.put(&[byte]);
        } else {
            out.put(b"%");
            put_hex(out, byte);
        }
    }
}

/// `text` as a JSON string. Non-ASCII goes raw, as UTF-8.
fn json_string(out: &mut Encoder<'_>, text: &str) {
    out.put(b"\"");
    for &byte in text.as_bytes() {
        match byte {
            b'"' | b'\\' => out.put(&[b'\\', byte]),
            0..=0x1F => {
                out.put(b"\\u00");
                put_hex(out, byte);
            }
            _ => out.put(&[byte]),
        }
    }
    out.put(b"\"");
}

/// The members that are set, as a JSON object.
pub(crate) fn json_members(out: &mut Encoder<'_>, members: &Members<'_>) {
    let mut before: &[u8] = b"{";
    let texts = [
        ("id", members.id),
        ("url", members.url),
        ("secret_key", members.secret_key),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            member(out, &mut before, name);
            json_string(out, value);
        }
    }
    if let Some(events) = members.events {
        member(out, &mut before, "events");
        let mut before: &[u8] = b"[";
        for event in events.iter() {
            out.put(before);
            before = b",";
            json_string(out, event.as_str());
        }
        if before == b"[" {
            out.put(before);
        }
        out.put(b"]");
    }
    if let Some(metadata) = members.metadata {
        member(out, &mut before, "metadata");
        out.put(metadata.as_str().as_bytes());
    }
    if before == b"{" {
        out.put(before);
    }
    out.put(b"}");
}

fn member(out: &mut Encoder<'_>, before: &mut &[u8], name: &str) {
    out.put(before);
    *before = b",";
    out.put(b"\"");
    out.put(name.as_bytes());
    out.put(b"\":");
}
