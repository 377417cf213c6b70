//! Serde for the values: to keep a webhook in flash, or to pass it on.
//!
//! Metadata is a text here, the raw JSON it is, since most formats have no place for JSON within.
//! A serialised webhook contains its secret key. A field that is left out is a unit.

use core::fmt;

use heapless::string::StringView;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use super::event::push_name;
use super::{Events, Json, Metadata, SecretKey, Text};

/// For fields that are a [`Text`]: `#[serde(with = "text")]`.
pub(super) mod text {
    use super::{Deserialize, Deserializer, Serializer, Text, TextVisitor};

    pub(in crate::values) fn serialize<S: Serializer, T: Text>(
        text: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match text.stored() {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_unit(),
        }
    }

    pub(in crate::values) fn deserialize<'de, D: Deserializer<'de>, T: Text>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let mut text = T::default();
        match text.view_mut() {
            Some(place) => deserializer.deserialize_str(TextVisitor(place))?,
            None => <()>::deserialize(deserializer)?,
        }
        Ok(text)
    }
}

struct TextVisitor<'t>(&'t mut StringView);

impl Visitor<'_> for TextVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text that fits its capacity")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match self.0.push_str(text) {
            Ok(()) => Ok(()),
            Err(_) => Err(E::invalid_length(text.len(), &self)),
        }
    }
}

impl<T: Text> Serialize for SecretKey<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        text::serialize(self.text(), serializer)
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
        match self.stored() {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_unit(),
        }
    }
}

impl<'de, T: Text> Deserialize<'de> for Metadata<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: T = text::deserialize(deserializer)?;
        let mut metadata = Self::default();
        if let (Some(text), Some(place)) = (text.stored(), metadata.text_mut().view_mut()) {
            let json = Json::new(text).map_err(D::Error::custom)?;
            place.push_str(json.as_str()).map_err(D::Error::custom)?;
        }
        Ok(metadata)
    }
}

impl<T: Text> Serialize for Events<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.text().stored().is_none() {
            return serializer.serialize_unit();
        }
        let mut names = serializer.serialize_seq(Some(self.names().count()))?;
        for event in self.names() {
            names.serialize_element(event.as_str())?;
        }
        names.end()
    }
}

impl<'de, T: Text> Deserialize<'de> for Events<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut events = Self::default();
        match events.packed_mut().view_mut() {
            Some(place) => deserializer.deserialize_seq(EventsVisitor(place))?,
            None => <()>::deserialize(deserializer)?,
        }
        Ok(events)
    }
}

struct EventsVisitor<'t>(&'t mut StringView);

impl<'de> Visitor<'de> for EventsVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names of events that fit their capacity")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<(), A::Error> {
        while names.next_element_seed(PushTo(self.0))?.is_some() {}
        Ok(())
    }
}

/// Adds one name, wherever the format keeps it meanwhile.
struct PushTo<'t>(&'t mut StringView);

impl<'de> DeserializeSeed<'de> for PushTo<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for PushTo<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an event that fits its capacity")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        push_name(self.0, name).map_err(E::custom)
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
            concat!(
                r#"{"id":"pump-7","url":"https://example.com/å/","#,
                r#""events":["Payout.created","New \"one\""],"#,
                r#""secret_key":"s","metadata":"{\"n\": 1e400}"}"#
            )
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
