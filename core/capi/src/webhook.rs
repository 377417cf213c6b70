//! The webhook object, in memory of the caller's.

use gigapay_webhooks::Webhook;

use crate::border::{self, gigapay_text};
use crate::object;
use crate::status::gigapay_status;

/// Words of a `gigapay_webhook`.
pub const GIGAPAY_WEBHOOK_WORDS: usize = 117;

/// A webhook as the API has it. Operations overwrite it, whatever it holds; until one did,
/// initialise it with `gigapay_webhook_init`. It holds the webhook's secret key: overwrite it with
/// `gigapay_webhook_wipe` when it is of no further use.
///
/// It has room for an id of 64 bytes, a url of 256, events of 256 (one more than its length for
/// each), a secret key of 64 and metadata of 256.
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

/// A webhook that C reads for as long as the callback runs that it is handed to.
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

/// The identifier. As all of these texts, it lies in the webhook: it is there until the webhook is
/// written to again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_id(webhook: *const gigapay_webhook) -> gigapay_text {
    // SAFETY: the contract of all functions (see the header).
    unsafe { read(webhook, |webhook| Some(webhook.id.as_str())) }
}

/// Where notifications are posted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_url(webhook: *const gigapay_webhook) -> gigapay_text {
    // SAFETY: the contract of all functions (see the header).
    unsafe { read(webhook, |webhook| Some(webhook.url.as_str())) }
}

/// The name of the event at this place, which counts from 0. After the last one, `data` is `NULL`.
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

/// What notifications are signed with. Empty if the API did not say. Do not log it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_secret_key(
    webhook: *const gigapay_webhook,
) -> gigapay_text {
    // SAFETY: the contract of all functions (see the header).
    unsafe { read(webhook, |webhook| Some(webhook.secret_key.expose())) }
}

/// The metadata: the text of one JSON value, as the API sent it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_webhook_metadata(webhook: *const gigapay_webhook) -> gigapay_text {
    // SAFETY: the contract of all functions (see the header).
    unsafe { read(webhook, |webhook| Some(webhook.metadata.as_str())) }
}
