//! The content: a JSON object (RFC 8259) of the members that are set.

use super::Encoder;
use crate::values::Members;

pub(super) fn encode(out: &mut Encoder<'_>, members: Option<&Members<'_>>) {
    let Some(members) = members else { return };
    let mut before = "{";
    let texts = [
        ("id", members.id),
        ("url", members.url),
        ("secret_key", members.secret_key),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            member(out, &mut before, name);
            string(out, value);
        }
    }
    if let Some(events) = members.events {
        member(out, &mut before, "events");
        let mut before = "[";
        for event in events.iter() {
            separate(out, &mut before);
            string(out, event.as_str());
        }
        close(out, before, "]");
    }
    if let Some(metadata) = members.metadata {
        member(out, &mut before, "metadata");
        out.put(metadata.as_str().as_bytes());
    }
    close(out, before, "}");
}

/// Puts what stands before an element: the bracket that opens, or a comma.
fn separate(out: &mut Encoder<'_>, before: &mut &str) {
    out.put(before.as_bytes());
    *before = ",";
}

fn member(out: &mut Encoder<'_>, before: &mut &str, name: &str) {
    separate(out, before);
    string(out, name);
    out.put(b":");
}

fn close(out: &mut Encoder<'_>, before: &str, bracket: &str) {
    if before != "," {
        out.put(before.as_bytes());
    }
    out.put(bracket.as_bytes());
}

/// `text` as a JSON string. Non-ASCII goes raw, as UTF-8.
fn string(out: &mut Encoder<'_>, text: &str) {
    out.put(b"\"");
    for &byte in text.as_bytes() {
        match byte {
            b'"' | b'\\' => out.put(&[b'\\', byte]),
            0..=0x1F => {
                out.put(b"\\u00");
                out.put_hex(byte);
            }
            _ => out.put(&[byte]),
        }
    }
    out.put(b"\"");
}
