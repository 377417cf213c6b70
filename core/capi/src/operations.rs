//! The operations with one response.

use gigapay_webhooks::{
    Delete, NewWebhook, Register, Replace, Replacement, ReplacementSecret, Retrieve, Update,
    WebhookUpdate,
};

use crate::border::gigapay_text;
use crate::call;
use crate::client::gigapay_client;
use crate::fields::{Fields, gigapay_fields, set};
use crate::result::gigapay_result;
use crate::status::gigapay_status;
use crate::webhook::gigapay_webhook;

/// What to do with the secret key when a webhook is replaced.
#[repr(u32)]
#[derive(Clone, Copy)]
pub enum gigapay_replacement_secret {
    /// Send `secret_key`: the present key to keep it, or a new one.
    Set = 0,
    /// The server generates a new one. Receivers that verify with the old one then reject
    /// notifications.
    Regenerate = 1,
}

/// Registers a webhook. `fields` needs `url` and `events`. `idempotency_key` may be left out: with
/// one, the request may be sent again if its response was lost; use a new one after a 4xx and for
/// other values.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_register(
    client: *mut gigapay_client,
    fields: *const gigapay_fields,
    idempotency_key: gigapay_text,
    webhook: *mut gigapay_webhook,
    result: *mut gigapay_result,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    unsafe {
        call::run_on(client, webhook, result, |call, webhook| {
            let key = call.written.text(idempotency_key)?;
            let fields = Fields::read(fields, call.written)?;
            let (url, events) = fields.url_and_events()?;
            let new = set!(
                NewWebhook::new(url, events),
                id: fields.id,
                secret_key: fields.secret_key.as_ref(),
                metadata: fields.metadata,
                idempotency_key: key,
            );
            call.single(Register::new(new, webhook))
        })
    }
}

/// Retrieves a webhook by its id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_retrieve(
    client: *mut gigapay_client,
    id: gigapay_text,
    webhook: *mut gigapay_webhook,
    result: *mut gigapay_result,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    unsafe {
        call::run_on(client, webhook, result, |call, webhook| {
            let id = call.id(id)?;
            call.single(Retrieve::new(id, webhook))
        })
    }
}

/// Updates the fields of a webhook that are set in `fields`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_update(
    client: *mut gigapay_client,
    id: gigapay_text,
    fields: *const gigapay_fields,
    webhook: *mut gigapay_webhook,
    result: *mut gigapay_result,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    unsafe {
        call::run_on(client, webhook, result, |call, webhook| {
            let id = call.id(id)?;
            let fields = Fields::read(fields, call.written)?;
            let changes = set!(
                WebhookUpdate::new(),
                id: fields.id,
                url: fields.url,
                events: fields.events.as_ref(),
                secret_key: fields.secret_key.as_ref(),
                metadata: fields.metadata,
            );
            call.single(Update::new(id, changes, webhook))
        })
    }
}

/// Replaces a webhook. `fields` needs `url` and `events`; without metadata, the API resets it
/// to `{}`. `secret` is a `gigapay_replacement_secret`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_replace(
    client: *mut gigapay_client,
    id: gigapay_text,
    fields: *const gigapay_fields,
    secret: u32,
    webhook: *mut gigapay_webhook,
    result: *mut gigapay_result,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    unsafe {
        call::run_on(client, webhook, result, |call, webhook| {
            const SET: u32 = gigapay_replacement_secret::Set as u32;
            const REGENERATE: u32 = gigapay_replacement_secret::Regenerate as u32;
            let id = call.id(id)?;
            let fields = Fields::read(fields, call.written)?;
            let (url, events) = fields.url_and_events()?;
            let secret = match (secret, &fields.secret_key) {
                (SET, Some(key)) => ReplacementSecret::set(key),
                (SET, None) => return Err(gigapay_status::EmptySecretKey),
                (REGENERATE, None) => ReplacementSecret::REGENERATE,
                _ => return Err(gigapay_status::InvalidArgument),
            };
            let replacement = set!(
                Replacement::new(url, events, secret),
                id: fields.id,
                metadata: fields.metadata,
            );
            call.single(Replace::new(id, replacement, webhook))
        })
    }
}

/// Deletes a webhook.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_delete(
    client: *mut gigapay_client,
    id: gigapay_text,
    result: *mut gigapay_result,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    unsafe {
        call::run(client, None, result, |call, _| {
            let id = call.id(id)?;
            call.single(Delete::new(id))
        })
    }
}
