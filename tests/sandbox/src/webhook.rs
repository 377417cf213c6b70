//! The webhook as the server stores it ([B8](crate::behaviour#b8) to [B14](crate::behaviour#b14)).

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::json;

/// Members that no client knows, before the others ([B8](crate::behaviour#b8)).
const EXTRA_BEFORE: &str = concat!(
    r#""object":"webhook","#,
    r#""owner":{"id":"decoy","url":"http://decoy.invalid/","events":[]},"#
);

/// The same, after the others.
const EXTRA_AFTER: &str = concat!(
    r#","created_at":"2026-01-31T12:00:00.000000+01:00","#,
    r#""disabled":null,"tries":[1,-2.5e3,true,[{}]]"#
);

/// A stored webhook.
///
/// ```
/// use gigapay_sandbox::Webhook;
/// let webhook = Webhook::new("481272", "https://example.com/", &["Payout.created"]);
/// assert_eq!(webhook.metadata, "{}");
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Webhook {
    /// Its identifier, any string ([B9](crate::behaviour#b9)).
    pub id: String,
    /// The receiver of its notifications.
    pub url: String,
    /// The names of its events.
    pub events: Vec<String>,
    /// The key that signs its notifications ([B10](crate::behaviour#b10)).
    pub secret_key: String,
    /// Its metadata as JSON text ([B11](crate::behaviour#b11)).
    #[serde(with = "raw")]
    pub metadata: String,
    /// The integration it belongs to; `None` if it is user-scoped ([B14](crate::behaviour#b14)).
    pub integration: Option<String>,
    /// The key before this one, for signatures during a rotation ([B26](crate::behaviour#b26)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) former_secret_key: Option<String>,
}

impl Webhook {
    /// A user-scoped webhook with a random secret key and empty metadata. Nothing is validated.
    #[must_use]
    pub fn new(id: &str, url: &str, events: &[&str]) -> Self {
        Self {
            id: id.into(),
            url: url.into(),
            events: events.iter().map(|event| (*event).into()).collect(),
            secret_key: crate::random::hex_secret(),
            metadata: "{}".into(),
            integration: None,
            former_secret_key: None,
        }
    }

    /// The same webhook in an integration.
    #[must_use]
    pub fn in_integration(mut self, integration: &str) -> Self {
        self.integration = Some(integration.into());
        self
    }

    /// Signs with another key from now on.
    pub(crate) fn set_secret_key(&mut self, key: String) {
        if key != self.secret_key {
            self.former_secret_key = Some(std::mem::replace(&mut self.secret_key, key));
        }
    }

    /// Whether a caller with this `Integration-ID` header, or without one, sees the webhook
    /// ([B14](crate::behaviour#b14)).
    pub(crate) fn visible_to(&self, integration: Option<&str>) -> bool {
        self.integration.is_none() || self.integration.as_deref() == integration
    }

    /// The object as the API sends it, with or without fields that no client knows
    /// ([B8](crate::behaviour#b8)).
    pub(crate) fn render(&self, extra_fields: bool) -> String {
        let events: Vec<String> = self
            .events
            .iter()
            .map(|event| json::string(event))
            .collect();
        let (before, after) = match extra_fields {
            true => (EXTRA_BEFORE, EXTRA_AFTER),
            false => ("", ""),
        };
        format!(
            r#"{{{before}"id":{},"url":{},"events":[{}],"secret_key":{},"metadata":{}{after}}}"#,
            json::string(&self.id),
            json::string(&self.url),
            events.join(","),
            json::string(&self.secret_key),
            self.metadata,
        )
    }
}

/// Leaves the secret key out.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("url", &self.url)
            .field("events", &self.events)
            .field("metadata", &self.metadata)
            .field("integration", &self.integration)
            .finish_non_exhaustive()
    }
}

/// Whether these events make a webhook user-scoped ([B14](crate::behaviour#b14)).
pub(crate) fn user_scoped(events: &[String]) -> bool {
    events
        .iter()
        .all(|event| event.starts_with("Registration."))
}

/// Metadata in the data file: the value itself, not a string that contains it.
mod raw {
    use super::RawValue;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = serde_json::from_str::<&RawValue>(text).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<String, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        crate::json::compact(raw.get())
            .ok_or_else(|| serde::de::Error::custom("half a surrogate pair in metadata"))
    }
}
