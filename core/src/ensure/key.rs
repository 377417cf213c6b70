//! The idempotency key of a registration (B21), a function of what is registered.

use heapless::String;

use crate::Api;
use crate::encoder::hex_digits;
use crate::sha256::{Gathered, START, digest};
use crate::values::Members;

/// Stands before all else, so that no other use of the hash gives the same key.
const PURPOSE: &str = "gigapay-webhooks/ensure/1";

/// The first 128 bits of a SHA-256, in lower-case hexadecimal digits.
///
/// What is hashed is a sequence of texts, each followed by the byte FF, which no UTF-8 holds: the
/// purpose; the integration id, or nothing; then `id`, `url`, `secret_key`, `metadata` and
/// `events`, each with its values behind it. What is not sent is left out. So a client that
/// registers something else, were it only to correct a value that was refused, does it under
/// another key.
///
/// The hash is one that cannot be undone, for the secret key is in it, and idempotency keys end up
/// in logs.
pub(super) fn key(api: &Api<'_>, id: &str, members: &Members<'_>) -> String<32> {
    let (mut states, mut gathered) = ([START], Gathered::after(0));
    let mut put = |text: &[u8]| {
        gathered.update(&mut states, text);
        gathered.update(&mut states, &[0xFF]);
    };
    put(PURPOSE.as_bytes());
    let integration = api.credentials.integration.as_ref();
    put(integration.map_or(&[], |id| id.as_bytes()));
    for (name, value) in [
        ("id", Some(id)),
        ("url", members.url),
        ("secret_key", members.secret_key.map(|key| key.0)),
        ("metadata", members.metadata.map(|json| json.as_str())),
    ] {
        if let Some(value) = value {
            put(name.as_bytes());
            put(value.as_bytes());
        }
    }
    put(b"events");
    for event in members.events.iter().flat_map(|events| events.iter()) {
        put(event.as_str().as_bytes());
    }
    gathered.finish(&mut states);
    // The secret key was in the block.
    gathered.wipe();
    let [state] = &states;
    let digits = digest(state).into_iter().flat_map(hex_digits);
    // As many as there is room for.
    let mut key = String::new();
    digits
        .map_while(|digit| key.push(char::from(digit | 0x20)).ok())
        .for_each(drop);
    key
}
