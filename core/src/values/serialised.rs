//! Serde for the values, for example to store a webhook in flash.
//!
//! Metadata is serialised as a string of raw JSON, since most formats cannot embed JSON. A
//! serialised webhook contains its secret key. A field that is [`Omitted`](crate::Omitted) is a
//! unit struct.

/// `#[serde(with = "metadata")]`
pub(super) mod metadata {
    use serde::de::{Deserializer, Error};
    use serde::ser::Serializer;

    use crate::values::metadata::raw;
    use crate::{Json, Text};

    pub fn serialize<S: Serializer, T: Text>(text: &T, serializer: S) -> Result<S::Ok, S::Error> {
        match raw(text) {
            Some(raw) => serializer.serialize_str(raw),
            None => text.serialize(serializer),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T: Text>(format: D) -> Result<T, D::Error> {
        let text = T::deserialize(format)?;
        let is_json = text
            .stored()
            .map_or(Ok(()), |text| Json::new(text).map(drop));
        is_json.map(|()| text).map_err(D::Error::custom)
    }
}

/// `#[serde(with = "events")]`
pub(super) mod events {
    use core::fmt;

    use serde::de::{Deserializer, Error, SeqAccess, Visitor};
    use serde::ser::{SerializeSeq, Serializer};

    use crate::Text;
    use crate::values::event::{EventNames, push_name};

    pub fn serialize<S: Serializer, T: Text>(events: &T, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(packed) = events.stored() else {
            return events.serialize(serializer);
        };
        let names = EventNames::packed(packed);
        let mut list = serializer.serialize_seq(Some(names.clone().count()))?;
        for event in names {
            list.serialize_element(&event)?;
        }
        list.end()
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T: Text>(format: D) -> Result<T, D::Error> {
        let mut events = T::default();
        match events.view_mut() {
            Some(_) => format.deserialize_seq(Names(events)),
            None => T::deserialize(format),
        }
    }

    /// The packed names so far.
    struct Names<T>(T);

    impl<'de, T: Text> Visitor<'de> for Names<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("names of events that fit their capacity")
        }

        fn visit_seq<A: SeqAccess<'de>>(mut self, mut names: A) -> Result<T, A::Error> {
            while let Some(name) = names.next_element::<T>()? {
                push_name(&mut self.0, name.stored().unwrap_or_default())
                    .map_err(A::Error::custom)?;
            }
            Ok(self.0)
        }
    }
}
