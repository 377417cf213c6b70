//! Compares a webhook with its desired state.

use crate::json::same_value;
use crate::values::Members;
use crate::{Compares, EventSet, Field, Json, Webhook};

/// A set of fields, without the id.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Fields {
    url: bool,
    events: bool,
    pub(super) secret_key: bool,
    metadata: bool,
}

impl Fields {
    /// Returns the first field of the set, in the order in which errors name them.
    pub(super) fn first(self) -> Option<Field> {
        let fields = [
            (self.url, Field::Url),
            (self.events, Field::Events),
            (self.secret_key, Field::SecretKey),
            (self.metadata, Field::Metadata),
        ];
        let (_, field) = fields.into_iter().find(|(is_in, _)| *is_in)?;
        Some(field)
    }

    /// Returns the members whose fields are in the set.
    pub(super) fn of<'a>(self, members: &Members<'a>) -> Members<'a> {
        Members {
            id: None,
            url: members.url.filter(|_| self.url),
            events: members.events.filter(|_| self.events),
            secret_key: members.secret_key.filter(|_| self.secret_key),
            metadata: members.metadata.filter(|_| self.metadata),
        }
    }
}

/// Returns the fields of `desired` that differ in `present`. A secret key that the API does not
/// show counts as different.
pub(super) fn differences<F, C: Compares<F>>(
    desired: &Members<'_>,
    present: &Webhook<C>,
) -> Fields {
    between(
        desired,
        present.url.as_ref(),
        EventSet::from(&present.events),
        present.secret_key.expose(),
        present.metadata.raw().unwrap_or_default(),
    )
}

/// Compares the fields without their capacities, so that the code exists once.
fn between(
    desired: &Members<'_>,
    url: &str,
    events: EventSet<'_>,
    secret_key: &str,
    metadata: &str,
) -> Fields {
    let contains = |all: EventSet<'_>, some: EventSet<'_>| {
        let mut some = some.iter();
        some.all(|event| all.iter().any(|other| other == event))
    };
    let same_events = |wanted| contains(events, wanted) && contains(wanted, events);
    let same_metadata = |wanted: Json<'_>| same_value(wanted.as_str(), metadata);
    Fields {
        url: desired.url.is_some_and(|wanted| wanted != url),
        events: desired.events.is_some_and(|wanted| !same_events(wanted)),
        secret_key: desired
            .secret_key
            .is_some_and(|wanted| wanted.0 != secret_key),
        metadata: desired
            .metadata
            .is_some_and(|wanted| !same_metadata(wanted)),
    }
}
