//! Serde for the values: to keep a webhook in flash, or to pass it on.
//!
//! Metadata is a text here, the raw JSON it is, since most formats have no place for JSON within.
//! Whoever serialises a webhook gets its secret, too.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use super::{Event, Events, Json, Metadata, SecretKey, Text};

/// For fields that are a [`Text`]: `#[serde(with = "text")]`.
pub(super) mod text {
    use super::{Deserializer, Serializer, Text, TextVisitor};

    pub(in crate::values) fn serialize<S: Serializer, T: Text>(
        text: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text.as_ref())
    }

    pub(in crate::values) fn deserialize<'de, D: Deserializer<'de>, T: Text>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        deserializer.deserialize_str(TextVisitor(T::default()))
    }
}

struct TextVisitor<T>(T);

impl<T: Text> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text that fits its capacity")
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<T, E> {
        match self.0.view_mut().push_str(text) {
            Ok(()) => Ok(self.0),
            Err(_) => Err(E::invalid_length(text.len(), &self)),
        }
    }
}

impl<T: Text> Serialize for SecretKey<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de, T: Text> Deserialize<'de> for SecretKey<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut key = Self::default();
        *key.text_mut() = text::deserialize(deserializer)?;
        Ok(key)
    }
}

impl<T: Text> Serialize for Metadata<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, T: Text> Deserialize<'de> for Metadata<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: T = text::deserialize(deserializer)?;
        let json = Json::new(text.as_ref()).map_err(D::Error::custom)?;
        Self::new(json).map_err(D::Error::custom)
    }
}

impl<T: Text> Serialize for Events<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut names = serializer.serialize_seq(Some(self.len()))?;
        for event in self {
            names.serialize_element(event.as_str())?;
        }
        names.end()
    }
}

impl<'de, T: Text> Deserialize<'de> for Events<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(EventsVisitor(PhantomData))
    }
}

struct EventsVisitor<T>(PhantomData<T>);

impl<'de, T: Text> Visitor<'de> for EventsVisitor<T> {
    type Value = Events<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names of events that fit their capacity")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Events<T>, A::Error> {
        let mut events = Events::default();
        while names.next_element_seed(PushTo(&mut events))?.is_some() {}
        Ok(events)
    }
}

/// Adds one name, wherever the format keeps it meanwhile.
struct PushTo<'e, T: Text>(&'e mut Events<T>);

impl<'de, T: Text> DeserializeSeed<'de> for PushTo<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T: Text> Visitor<'_> for PushTo<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an event that fits its capacity")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        self.0.push(Event::new(name)).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Event, Json, Metadata, SecretKey, Webhook};

    #[test]
    fn a_webhook_survives_being_serialised() {
        let mut webhook = Webhook::new();
        webhook.id.push_str("pump-7").unwrap();
        webhook.url.push_str("https://example.com/å/").unwrap();
        webhook.events.push(Event::PAYOUT_CREATED).unwrap();
        webhook.events.push(Event::new("New \"one\"")).unwrap();
        webhook.secret_key = SecretKey::new("s").unwrap();
        webhook.metadata = Metadata::new(Json::new(r#"{"n": 1e400}"#).unwrap()).unwrap();
        let text = serde_json::to_string(&webhook).unwrap();
        assert_eq!(
            text,
            r#"{"id":"pump-7","url":"https://example.com/å/","events":["Payout.created","New \"one\""],"secret_key":"s","metadata":"{\"n\": 1e400}"}"#
        );
        assert_eq!(serde_json::from_str::<Webhook>(&text).unwrap(), webhook);
    }

    #[test]
    fn what_does_not_fit_or_is_no_json_is_refused() {
        let with = |id: &str, metadata: &str| {
            let text = std::format!(
                r#"{{"id":"{id}","url":"","events":[],"secret_key":"","metadata":"{metadata}"}}"#
            );
            serde_json::from_str::<Webhook>(&text).map(drop)
        };
        assert!(with("i", "{}").is_ok());
        assert!(with(&"i".repeat(65), "{}").is_err());
        assert!(with("i", "{]").is_err());
    }
}
