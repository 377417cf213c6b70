//! The content: a JSON object (RFC 8259) of the members that are set.

use crate::encoder::{Encoder, Escape};
use crate::values::Members;

pub(super) fn encode(out: &mut Encoder<'_>, members: Option<&Members<'_>>) {
    let Some(members) = members else { return };
    out.put(b"{");
    text(out, br#""id":"#, members.id);
    text(out, br#""url":"#, members.url);
    text(
        out,
        br#""secret_key":"#,
        members.secret_key.map(|key| key.0),
    );
    if let Some(events) = members.events {
        member(out, br#""events":"#);
        out.put(b"[");
        for event in events.iter() {
            string(out, event.as_str());
        }
        out.put(b"]");
    }
    if let Some(metadata) = members.metadata {
        member(out, br#""metadata":"#);
        out.put(metadata.as_str().as_bytes());
    }
    out.put(b"}");
}

#[inline(never)]
fn text(out: &mut Encoder<'_>, name: &[u8], value: Option<&str>) {
    if let Some(value) = value {
        member(out, name);
        string(out, value);
    }
}

/// A name with its quotes and the colon, behind a comma unless it is the first.
#[inline(never)]
fn member(out: &mut Encoder<'_>, name: &[u8]) {
    if !matches!(out.last(), b'{' | b'[' | b':') {
        out.put(b",");
    }
    out.put(name);
}

/// `text` as a JSON string, behind a comma unless it is the first in its container or the value of
/// a member. Non-ASCII goes raw, as UTF-8.
#[inline(never)]
fn string(out: &mut Encoder<'_>, text: &str) {
    member(out, b"\"");
    out.put_escaped(text, Escape::Json);
    out.put(b"\"");
}
