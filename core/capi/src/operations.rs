//! The operations with one response.

use gigapay_webhooks::{
    Delete, NewWebhook, Register, Replace, Replacement, ReplacementSecret, Retrieve, Update,
    WebhookUpdate,
};

use crate::border::gigapay_text;
use crate::call;
use crate::client::gigapay_client;
use crate::fields::{Fields, gigapay_fields};
use crate::result::gigapay_result;
use crate::status::gigapay_status;
use crate::webhook::gigapay_webhook;

/// What is to become of the signing secret when a webhook is replaced.
#[repr(u32)]
#[derive(Clone, Copy)]
pub enum gigapay_replacement_secret {
    /// `secret_key` is sent, to keep or to set one. The API has no word for keeping it.
    Set = 0,
    /// The server draws a new one. Receivers that verify with the old one then refuse
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
        call::run(client, Some(webhook), result, |call, webhook| {
            let webhook = webhook.ok_or(gigapay_status::NullPointer)?;
            let key = call.written.text(idempotency_key)?;
            let fields = Fields::read(fields, call.written)?;
            let (Some(url), Some(events)) = (fields.url, &fields.events) else {
                return Err(gigapay_status::InvalidArgument);
            };
            let mut new = NewWebhook::new(url, events);
            if let Some(id) = fields.id {
                new = new.id(id);
            }
            if let Some(secret_key) = &fields.secret_key {
                new = new.secret_key(secret_key);
            }
            if let Some(metadata) = fields.metadata {
                new = new.metadata(metadata);
            }
            if let Some(key) = key {
                new = new.idempotency_key(key);
            }
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
        call::run(client, Some(webhook), result, |call, webhook| {
            let webhook = webhook.ok_or(gigapay_status::NullPointer)?;
            let id = call.written.text(id)?.ok_or(gigapay_status::NullPointer)?;
            call.single(Retrieve::new(id, webhook))
        })
    }
}

/// Changes the fields of a webhook that are there.
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
        call::run(client, Some(webhook), result, |call, webhook| {
            let webhook = webhook.ok_or(gigapay_status::NullPointer)?;
            let id = call.written.text(id)?.ok_or(gigapay_status::NullPointer)?;
            let fields = Fields::read(fields, call.written)?;
            let mut changes = WebhookUpdate::new();
            if let Some(id) = fields.id {
                changes = changes.id(id);
            }
            if let Some(url) = fields.url {
                changes = changes.url(url);
            }
            if let Some(events) = &fields.events {
                changes = changes.events(events);
            }
            if let Some(secret_key) = &fields.secret_key {
                changes = changes.secret_key(secret_key);
            }
            if let Some(metadata) = fields.metadata {
                changes = changes.metadata(metadata);
            }
            call.single(Update::new(id, changes, webhook))
        })
    }
}

/// Replaces a webhook whole. `fields` needs `url` and `events`; without metadata, the API resets it
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
        call::run(client, Some(webhook), result, |call, webhook| {
            let webhook = webhook.ok_or(gigapay_status::NullPointer)?;
            const SET: u32 = gigapay_replacement_secret::Set as u32;
            const REGENERATE: u32 = gigapay_replacement_secret::Regenerate as u32;
            let id = call.written.text(id)?.ok_or(gigapay_status::NullPointer)?;
            let fields = Fields::read(fields, call.written)?;
            let (Some(url), Some(events)) = (fields.url, &fields.events) else {
                return Err(gigapay_status::InvalidArgument);
            };
            let secret = match (secret, &fields.secret_key) {
                (SET, Some(key)) => ReplacementSecret::set(key),
                (SET, None) => return Err(gigapay_status::EmptySecretKey),
                (REGENERATE, None) => ReplacementSecret::REGENERATE,
                _ => return Err(gigapay_status::InvalidArgument),
            };
            let mut replacement = Replacement::new(url, events, secret);
            if let Some(id) = fields.id {
                replacement = replacement.id(id);
            }
            if let Some(metadata) = fields.metadata {
                replacement = replacement.metadata(metadata);
            }
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
            let id = call.written.text(id)?.ok_or(gigapay_status::NullPointer)?;
            call.single(Delete::new(id))
        })
    }
}
