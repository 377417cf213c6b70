//! The idempotency key of a registration (B21), a function of what is registered.

use crate::Api;
use crate::encoder::hex_digits;
use crate::sha256::{Gathered, START, State, digest};
use crate::values::Members;

/// Stands before all else, so that no other use of the hash gives the same key.
const PURPOSE: &str = "gigapay-webhooks/ensure/1";

/// Characters of a key.
const LENGTH: usize = 32;

/// An idempotency key: the first 128 bits of a SHA-256, in lower-case hexadecimal digits.
///
/// What is hashed is a sequence of texts, each followed by the byte FF, which no UTF-8 holds: the
/// purpose; the integration id, or nothing; then `id`, `url`, `secret_key`, `metadata` and
/// `events`, each with its values behind it. What is not sent is left out. So a client that
/// registers something else, were it only to correct a value that was refused, does it under
/// another key.
///
/// The hash is one that cannot be undone, for the secret key is in it, and idempotency keys end up
/// in logs.
#[derive(Clone)]
pub(super) struct Key([u8; LENGTH]);

impl Key {
    pub(super) fn of(api: &Api<'_>, id: &str, members: &Members<'_>) -> Self {
        let mut hash = Hash([START], Gathered::after(0));
        hash.put(PURPOSE.as_bytes());
        let integration = api.credentials().integration_id();
        hash.put(integration.map_or(&[], |id| id.as_bytes()));
        let metadata = members.metadata.map(|json| json.as_str());
        for (name, value) in [
            ("id", Some(id)),
            ("url", members.url),
            ("secret_key", members.secret_key.map(|key| key.0)),
            ("metadata", metadata),
        ] {
            if let Some(value) = value {
                hash.put(name.as_bytes());
                hash.put(value.as_bytes());
            }
        }
        hash.put(b"events");
        for event in members.events.iter().flat_map(|events| events.iter()) {
            hash.put(event.as_str().as_bytes());
        }
        let mut key = [0; LENGTH];
        for (place, byte) in key.as_chunks_mut().0.iter_mut().zip(hash.finish()) {
            *place = hex_digits(byte).map(|digit| digit | 0x20);
        }
        Self(key)
    }

    pub(super) fn as_str(&self) -> &str {
        // It is all digits.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The texts so far.
struct Hash([State; 1], Gathered);

impl Hash {
    fn put(&mut self, text: &[u8]) {
        self.1.update(&mut self.0, text);
        self.1.update(&mut self.0, &[0xFF]);
    }

    fn finish(mut self) -> [u8; 32] {
        self.1.finish(&mut self.0);
        // The secret key was in the block.
        self.1.wipe();
        let [state] = self.0;
        digest(&state)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::string::{String, ToString};

    use super::*;
    use crate::{
        Credentials, DesiredWebhook, Event, IntegrationId, Json, SecretKey, Server, Token,
    };

    fn key(credentials: &Credentials, desired: &DesiredWebhook<'_>) -> String {
        let api = Api::new(Server::DEMO, credentials);
        Key::of(&api, desired.id, &desired.members)
            .as_str()
            .to_string()
    }

    /// By another implementation: `printf` of `gigapay-webhooks/ensure/1\xff\xffid\xffpump-7\xff`
    /// and `url\xffhttps://h/\xffevents\xffPayout.created\xff`, into `sha256sum`.
    #[test]
    fn the_key_is_what_it_says() {
        let credentials = Credentials::user(Token::new("t").unwrap());
        let desired = DesiredWebhook::new("pump-7", "https://h/", &[Event::PAYOUT_CREATED]);
        assert_eq!(
            key(&credentials, &desired),
            "661d2c04dec96bd1ea344ab68e545faa"
        );
    }

    #[test]
    fn whatever_changes_changes_the_key() {
        let user = Credentials::user(Token::new("t").unwrap());
        let integration = IntegrationId::new("i").unwrap();
        let integration = Credentials::integration(Token::new("t").unwrap(), integration);
        let secret: SecretKey = SecretKey::new("s").unwrap();
        let events = [Event::PAYOUT_CREATED, Event::PAYOUT_ACCEPTED];
        let plain = DesiredWebhook::new("i", "u", &events[..1]);
        let all = [
            key(&user, &plain),
            key(&integration, &plain),
            key(&user, &DesiredWebhook::new("iu", "", &events[..1])),
            key(&user, &DesiredWebhook::new("i", "v", &events[..1])),
            key(&user, &DesiredWebhook::new("i", "u", &events)),
            key(&user, &DesiredWebhook::new("i", "u", &events[1..])),
            key(&user, &plain.secret_key(&secret)),
            key(&user, &plain.metadata(Json::EMPTY_OBJECT)),
            key(
                &user,
                &plain.metadata(Json::new(r#""secret_key""#).unwrap()),
            ),
        ];
        assert_eq!(BTreeSet::from(all.clone()).len(), all.len());
        // Another token is another device's, or the same after a change of keys.
        let other = Credentials::user(Token::new("u").unwrap());
        assert_eq!(key(&other, &plain), key(&user, &plain));
    }
}
