//! Encodes the request body: a JSON object (RFC 8259) of the members that are set.

use crate::encoder::Encoder;
use crate::values::Members;

pub(super) fn encode(out: &mut Encoder<'_>, members: Option<&Members<'_>>) {
    let Some(members) = members else { return };
    out.put(b"{");
    let is_first = true;
    let mut body = Body { out, is_first };
    body.string(br#","id":""#, members.id);
    body.string(br#","url":""#, members.url);
    body.string(br#","secret_key":""#, members.secret_key.map(|key| key.0));
    if let Some(events) = members.events {
        body.begin(br#","events":["#);
        body.is_first = true;
        for event in events.iter() {
            body.string(b",\"", Some(event.as_str()));
        }
        body.is_first = false;
        body.out.put(b"]");
    }
    if let Some(metadata) = members.metadata {
        body.begin(br#","metadata":"#);
        body.out.put(metadata.as_str().as_bytes());
    }
    body.out.put(b"}");
}

/// State of an encoder of a body.
struct Body<'o, 'w> {
    out: &'o mut Encoder<'w>,
    /// Whether the next member or element is the first in its object or array.
    is_first: bool,
}

impl Body<'_, '_> {
    /// Writes the beginning of a member or element, without the comma if it is the first.
    fn begin(&mut self, beginning: &[u8]) {
        let comma = usize::from(core::mem::take(&mut self.is_first));
        self.out.put(beginning.get(comma..).unwrap_or_default());
    }

    /// Writes `beginning`, which ends with the opening quote, and a string; nothing if it is not
    /// set.
    fn string(&mut self, beginning: &[u8], text: Option<&str>) {
        if let Some(text) = text {
            self.begin(beginning);
            self.out.put_json(text);
            self.out.put(b"\"");
        }
    }
}
