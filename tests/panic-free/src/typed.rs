//! Values by way of serde, with the means that serde itself has; and metadata, which
//! serde-json-core writes.

use core::hint::black_box;

use gigapay_webhooks::{Event, Json, Metadata, SecretKey, Standard, Webhook};
use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::{Deserialize, Serialize};

type Kept = Metadata<gigapay_webhooks::heapless::String<256>>;
type Key = SecretKey<gigapay_webhooks::heapless::String<64>>;

pub fn all(text: &str) {
    let names = [(text, text), ("id", text)];
    let webhook = MapDeserializer::<_, Error>::new(black_box(names).into_iter());
    let _ = black_box(Webhook::<Standard>::deserialize(webhook));
    let _ = black_box(Kept::deserialize(StrDeserializer::<Error>::new(text)));
    let _ = black_box(Key::deserialize(StrDeserializer::<Error>::new(text)));
    let events = SeqDeserializer::<_, Error>::new(black_box([text, "a"]).into_iter());
    let _ = black_box(gigapay_webhooks::Events::<
        gigapay_webhooks::heapless::String<64>,
    >::deserialize(events));
    // `Formatter` takes texts, and no more.
    let _ = core::fmt::write(&mut crate::Nowhere, format_args!("{}", Shown(text)));
    metadata(text);
}

struct Shown<'a>(&'a str);

impl core::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        Event::new(self.0).serialize(&mut *f)?;
        if let Ok(key) = Key::new(self.0) {
            key.serialize(&mut *f)?;
        }
        if let Ok(Ok(metadata)) = Json::new(self.0).map(Kept::new) {
            metadata.serialize(&mut *f)?;
        }
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
enum Kind<'a> {
    Plain,
    Named(&'a str),
}

#[derive(Serialize, Deserialize)]
struct Site<'a> {
    #[serde(borrow)]
    kind: Kind<'a>,
    name: &'a str,
    floor: i8,
    pair: (u16, u16),
}

fn metadata(text: &str) {
    let mut scratch = [0; 64];
    let scratch = black_box(&mut scratch[..]);
    if let Ok(Ok(metadata)) = Json::new(text).map(Kept::new)
        && let Ok(site) = metadata.to_value::<Site<'_>>(scratch)
    {
        black_box((site.name, site.floor, site.pair));
        if let Kind::Named(name) = site.kind {
            black_box(name);
        }
        #[cfg(feature = "typed")]
        let _ = black_box(Kept::from_value(&site, black_box(&mut [0; 64][..])));
    }
}
