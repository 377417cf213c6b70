//! What the API would keep, but has no room here when it comes back.
//!
//! The request would be carried out, and the response lost, with the id and the secret key that were drawn for it. So
//! it is not sent.

use gigapay_webhooks_std::{Capacity, Field, Roomy};

use crate::failure::Failure;

type Id = <Roomy as Capacity>::Id;
type Url = <Roomy as Capacity>::Url;
type Events = <Roomy as Capacity>::Events;
type Metadata = <Roomy as Capacity>::Metadata;

/// An id, by the name of its argument.
pub(super) fn id(name: &str, text: &str) -> Result<(), Failure> {
    fits(Field::Id, name, text.len(), Id::new().capacity())
}

/// A URL, by the name of its argument.
pub(super) fn url(name: &str, text: &str) -> Result<(), Failure> {
    fits(Field::Url, name, text.len(), Url::new().capacity())
}

/// The names of events, by the name of their argument. Each takes a byte more than its length.
pub(super) fn events(name: &str, names: &[String]) -> Result<(), Failure> {
    let length = names.iter().map(|name| name.len() + 1).sum();
    fits(Field::Events, name, length, Events::new().capacity())
}

/// The text of metadata, by the name of its argument.
pub(super) fn metadata(name: &str, text: &str) -> Result<(), Failure> {
    let capacity = Metadata::new().capacity();
    fits(Field::Metadata, name, text.len(), capacity)
}

fn fits(field: Field, name: &str, length: usize, capacity: usize) -> Result<(), Failure> {
    if length <= capacity {
        return Ok(());
    }
    Err(Failure::usage(
        field.name(),
        format!(
            "{name}: {length} bytes, and this program has room for {capacity}: the response could not be read, so \
             nothing was sent"
        ),
    ))
}
