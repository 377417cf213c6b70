//! In which fields a webhook is not as it is to be.

use crate::json::same_value;
use crate::values::Members;
use crate::{Compares, EventSet, Field, Webhook};

/// A set of fields, without the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fields(u8);

/// In the order in which they are blamed.
const FIELDS: [Field; 4] = [Field::Url, Field::Events, Field::SecretKey, Field::Metadata];

impl Fields {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ALL: Self = Self(u8::MAX);

    const fn bit(field: Field) -> u8 {
        1 << field as u8
    }

    const fn has(self, field: Field) -> bool {
        self.0 & Self::bit(field) != 0
    }

    fn add_if(&mut self, differs: bool, field: Field) {
        if differs {
            self.0 |= Self::bit(field);
        }
    }

    #[must_use]
    pub(super) const fn without(self, field: Field) -> Self {
        Self(self.0 & !Self::bit(field))
    }

    pub(super) fn first(self) -> Option<Field> {
        FIELDS.into_iter().find(|field| self.has(*field))
    }

    /// Those of `members` that are in the set.
    pub(super) fn of<'a>(self, members: &Members<'a>) -> Members<'a> {
        Members {
            id: None,
            url: members.url.filter(|_| self.has(Field::Url)),
            events: members.events.filter(|_| self.has(Field::Events)),
            secret_key: members.secret_key.filter(|_| self.has(Field::SecretKey)),
            metadata: members.metadata.filter(|_| self.has(Field::Metadata)),
        }
    }
}

/// The fields of `desired` in which `present` is otherwise. A secret key that the API does not show
/// counts as another: nothing says that it is the same.
pub(super) fn differences<F, C: Compares<F>>(
    desired: &Members<'_>,
    present: &Webhook<C>,
) -> Fields {
    between(
        desired,
        present.url.as_ref(),
        EventSet::from(&present.events),
        present.secret_key.expose(),
        C::metadata(present),
    )
}

/// The same, once for all capacities.
fn between(
    desired: &Members<'_>,
    url: &str,
    events: EventSet<'_>,
    secret_key: &str,
    metadata: &str,
) -> Fields {
    let mut fields = Fields::NONE;
    fields.add_if(desired.url.is_some_and(|wanted| wanted != url), Field::Url);
    let same_events = |wanted: EventSet<'_>| contains(events, wanted) && contains(wanted, events);
    fields.add_if(
        desired.events.is_some_and(|wanted| !same_events(wanted)),
        Field::Events,
    );
    fields.add_if(
        desired
            .secret_key
            .is_some_and(|wanted| wanted.0 != secret_key),
        Field::SecretKey,
    );
    fields.add_if(
        desired
            .metadata
            .is_some_and(|wanted| !same_value(wanted.as_str(), metadata)),
        Field::Metadata,
    );
    fields
}

fn contains(all: EventSet<'_>, some: EventSet<'_>) -> bool {
    some.iter()
        .all(|event| all.iter().any(|other| other == event))
}
