//! The webhook object, in the caller's memory.

use gigapay_webhooks::Webhook;

use crate::border::{self, gigapay_text};
use crate::object;
use crate::status::gigapay_status;

/// Words of a `gigapay_webhook`.
pub const GIGAPAY_WEBHOOK_WORDS: usize = 117;

/// A webhook as the API returned it. Operations overwrite it, even if it is not initialised. To
/// read it before the first operation, initialise it with `gigapay_webhook_init`. It holds a secret
/// key: call `gigapay_webhook_wipe` when you no longer need it.
///
/// Capacities in bytes: id 64, url 256, events 256 (the length of each name and one extra byte),
/// secret key 64, metadata 256.
#[repr(C)]
pub struct gigapay_webhook {
    opaque: [u64; GIGAPAY_WEBHOOK_WORDS],
}

const _: () = {
    object::assert_room::<Webhook, gigapay_webhook>(8);
    assert!(size_of::<gigapay_webhook>() == GIGAPAY_WEBHOOK_WORDS * 8);
};

/// Overwrites a webhook with zeros, and puts an empty one there.
///
/// # Safety
/// The pointer is `NULL`, or there is room for a webhook that no other code uses during `'a`.
pub(crate) unsafe fn fresh<'a>(
    webhook: *mut gigapay_webhook,
) -> Result<&'a mut Webhook, gigapay_status> {
    if webhook.is_null() {
        return Err(gigapay_status::NullPointer);
    }
    if !webhook.is_aligned() {
        return Err(gigapay_status::Misaligned);
    }
    let value: *mut Webhook = webhook.cast();
    // SAFETY: it is aligned and not `NULL`, and there is room, which was checked at compile time.
    unsafe {
        object::zero(webhook);
        value.write(Webhook::new());
    }
    // SAFETY: there is a value now, and no other code uses it.
    Ok(unsafe { &mut *value })
}

/// A webhook for a callback of C, which reads it until it returns.
pub(crate) const fn lend(webhook: &Webhook) -> *const gigapay_webhook {
    core::ptr::from_ref(webhook).cast()
}

/// Puts an empty webhook there, whatever was there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_init(webhook: *mut gigapay_webhook) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    gigapay_status::of(unsafe { fresh(webhook) }.map(|_| ()))
}

/// Overwrites a webhook with zeros, its secret key included, and puts an empty one there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_wipe(webhook: *mut gigapay_webhook) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    gigapay_status::of(unsafe { fresh(webhook) }.map(|_| ()))
}

/// # Safety
/// As [`border::reference`].
unsafe fn read<'a>(
    webhook: *const gigapay_webhook,
    get: impl FnOnce(&'a Webhook) -> Option<&'a str>,
) -> gigapay_text {
    // SAFETY: the caller's promise; whatever initialises a `gigapay_webhook` puts this value there.
    let webhook = unsafe { border::reference(webhook.cast::<Webhook>()) };
    match webhook.ok().and_then(get) {
        Some(text) => gigapay_text::lend(text),
        None => gigapay_text::NONE,
    }
}

/// Returns the id. Like all of these texts, it is part of the webhook, and valid until the webhook
/// is written to again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_id(webhook: *const gigapay_webhook) -> gigapay_text {
    // SAFETY: the contract of all functions (see the header).
    unsafe { read(webhook, |webhook| Some(webhook.id.as_str())) }
}

/// Returns the url that notifications are posted to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_url(webhook: *const gigapay_webhook) -> gigapay_text {
    // SAFETY: the contract of all functions (see the header).
    unsafe { read(webhook, |webhook| Some(webhook.url.as_str())) }
}

/// Returns the name of the event at an index from 0. After the last one, `data` is `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_event(
    webhook: *const gigapay_webhook,
    place: usize,
) -> gigapay_text {
    // SAFETY: the contract of all functions (see the header).
    unsafe {
        read(webhook, |webhook| {
            webhook.events.iter().nth(place).map(|event| event.as_str())
        })
    }
}

/// Returns the key that notifications are signed with; empty if the API did not send it. Do not log
/// it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_secret_key(
    webhook: *const gigapay_webhook,
) -> gigapay_text {
    // SAFETY: the contract of all functions (see the header).
    unsafe { read(webhook, |webhook| Some(webhook.secret_key.expose())) }
}

/// Returns the metadata: the text of one JSON value, as the API sent it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_metadata(webhook: *const gigapay_webhook) -> gigapay_text {
    // SAFETY: the contract of all functions (see the header).
    unsafe { read(webhook, |webhook| Some(webhook.metadata.as_str())) }
}
