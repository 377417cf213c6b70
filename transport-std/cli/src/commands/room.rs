//! Values that the API would store, but that do not fit this program when they come back.
//!
//! The request would be carried out and the response lost, with the id and secret key generated for
//! it. So it is not sent.

use gigapay_webhooks_std::{Capacity, Field, Roomy};

use crate::failure::Failure;

type Id = <Roomy as Capacity>::Id;
type Url = <Roomy as Capacity>::Url;
type Events = <Roomy as Capacity>::Events;
type SecretKey = <Roomy as Capacity>::SecretKey;
type Metadata = <Roomy as Capacity>::Metadata;

/// Checks an id; the argument is named in the error.
pub(super) fn id(name: &str, text: &str) -> Result<(), Failure> {
    fits(Field::Id, name, text.len(), Id::new().capacity())
}

/// Checks a URL.
pub(super) fn url(name: &str, text: &str) -> Result<(), Failure> {
    fits(Field::Url, name, text.len(), Url::new().capacity())
}

/// Checks the names of events. Each takes a byte more than its length.
pub(super) fn events(name: &str, names: &[String]) -> Result<(), Failure> {
    let length = names.iter().map(|name| name.len() + 1).sum();
    fits(Field::Events, name, length, Events::new().capacity())
}

/// Returns the maximum length of a secret key in bytes.
pub(super) fn secret_key() -> usize {
    SecretKey::new().capacity()
}

/// Checks the text of metadata.
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
            "{name}: {length} bytes; this program can store {capacity}, so it could not read the \
             response; nothing was sent"
        ),
    ))
}
