//! The secrets that notifications may be signed with.

use gigapay_webhooks::notify::Keyring;

use crate::border::{self, Region, Written, gigapay_text};
use crate::object::{self, object};
use crate::status::gigapay_status;

/// Words of a `gigapay_keyring`.
pub const GIGAPAY_KEYRING_WORDS: usize = 18;

/// Up to two secrets: two while one replaces the other. A notification is authentic if it is signed
/// with any of them, and forged if there are none. Initialise the keyring with
/// `gigapay_keyring_init`, overwrite it with `gigapay_keyring_wipe`.
#[repr(C)]
pub struct gigapay_keyring {
    opaque: [u64; GIGAPAY_KEYRING_WORDS],
}

object!(
    gigapay_keyring,
    GIGAPAY_KEYRING_WORDS,
    Keyring<2>,
    0x6769_6b02
);

/// Initialises a keyring without secrets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_keyring_init(keyring: *mut gigapay_keyring) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    gigapay_status::of(unsafe { object::init(keyring, Keyring::new()) })
}

/// Adds a secret: a webhook's `secret_key`, unchanged. Its index is the number of earlier secrets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_keyring_push(
    keyring: *mut gigapay_keyring,
    secret: gigapay_text,
) -> gigapay_status {
    let data: *const u8 = secret.data.cast();
    let pushed = Written::new([Region::of(keyring)])
        .and_then(|written| written.keeps(Region::bytes(data, secret.length)))
        .and_then(|()| {
            // SAFETY: the contract of all functions (see the header).
            let (keyring, secret) = unsafe {
                (
                    object::get_mut(keyring)?,
                    border::bytes(data, secret.length)?,
                )
            };
            Ok(keyring.push(secret)?)
        });
    gigapay_status::of(pushed)
}

/// Removes a secret and wipes it. The indices of the secrets after it decrease by one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_keyring_retire(
    keyring: *mut gigapay_keyring,
    secret: usize,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    let keyring = unsafe { object::get_mut(keyring) };
    gigapay_status::of(keyring.and_then(|keyring| match keyring.retire(secret) {
        true => Ok(()),
        false => Err(gigapay_status::InvalidArgument),
    }))
}

/// Overwrites a keyring with zeros.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_keyring_wipe(keyring: *mut gigapay_keyring) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    gigapay_status::of(unsafe { object::wipe(keyring) })
}
