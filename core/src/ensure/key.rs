//! The idempotency key of a registration (B21): a hash of its values.

use heapless::String;

use crate::Api;
use crate::encoder::hex_digits;
use crate::sha256::{Gathered, START, digest};
use crate::values::Members;

/// Prefix that separates this use of the hash from all others.
const PURPOSE: &str = "gigapay-webhooks/ensure/1";

/// Returns the first 128 bits of a SHA-256 hash in lower-case hexadecimal digits.
///
/// The hash covers a sequence of texts, each followed by the byte 0xFF, which UTF-8 never contains:
/// the purpose; the integration id, or an empty text; then the names `id`, `url`, `secret_key`,
/// `metadata` and `events`, each followed by its values. Fields that are not sent are left out. A
/// registration with any other value, for example one that corrects a refused value, thus has
/// another key.
///
/// The hash must be one-way, because it covers the secret key, and idempotency keys appear in logs.
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
    // The block contained the secret key.
    gathered.wipe();
    let [state] = &states;
    let digits = digest(state).into_iter().flat_map(hex_digits);
    // Only the first 32 digits fit.
    let mut key = String::new();
    digits
        .map_while(|digit| key.push(char::from(digit | 0x20)).ok())
        .for_each(drop);
    key
}
