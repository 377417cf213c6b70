//! Verifies a notification that the caller's HTTP server received.

use gigapay_webhooks::notify::{Signature, TimeCheck, Verdict, Verifier};

use super::gigapay_time_check;
use super::keyring::gigapay_keyring;
use super::replay::gigapay_delivery_id;
use crate::border::{self, gigapay_text};
use crate::object::{self, object};
use crate::status::gigapay_status;

/// Words of a `gigapay_signature`.
pub const GIGAPAY_SIGNATURE_WORDS: usize = 37;
/// Words of a `gigapay_verifier`.
pub const GIGAPAY_VERIFIER_WORDS: usize = 21;

/// A parsed `Gigapay-Signature` field.
#[repr(C)]
pub struct gigapay_signature {
    opaque: [u64; GIGAPAY_SIGNATURE_WORDS],
}

/// Verifies a notification whose body arrives in pieces. It keeps pointers to the keyring and the
/// signature that it was initialised with: do not move or change them until it is finished or
/// wiped.
#[repr(C)]
pub struct gigapay_verifier {
    opaque: [u64; GIGAPAY_VERIFIER_WORDS],
}

object!(
    gigapay_signature,
    GIGAPAY_SIGNATURE_WORDS,
    Signature,
    0x6769_7305
);
object!(
    gigapay_verifier,
    GIGAPAY_VERIFIER_WORDS,
    Verifier<'static, 2>,
    0x6769_7606
);

/// What a notification turned out to be.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gigapay_verdict_kind {
    /// Signed with none of the secrets, or changed since.
    Forged = 0,
    /// Signed with one of the secrets, at an acceptable time.
    Authentic = 1,
    /// Signed with one of the secrets, but too long ago.
    Stale = 2,
    /// Signed with one of the secrets, but in the future: a clock is wrong.
    Future = 3,
}

/// Verdict on a notification. Act upon it only if it is authentic, and new to a replay guard.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_verdict {
    /// The verdict.
    pub kind: gigapay_verdict_kind,
    /// Index of the secret in the keyring; 0 if it is forged.
    pub secret: usize,
    /// When it was signed, in seconds of Unix time; 0 if it is forged.
    pub timestamp: u64,
    /// Seconds that it is too old or too early by the clock; 0 if it is neither.
    pub seconds: u64,
}

impl From<Verdict> for gigapay_verdict {
    fn from(verdict: Verdict) -> Self {
        use gigapay_verdict_kind as Kind;
        let (kind, secret, timestamp, seconds) = match verdict {
            Verdict::Forged => (Kind::Forged, 0, 0, 0),
            Verdict::Authentic { secret, timestamp } => (Kind::Authentic, secret, timestamp, 0),
            Verdict::Stale {
                secret,
                timestamp,
                age,
            } => (Kind::Stale, secret, timestamp, age),
            Verdict::Future {
                secret,
                timestamp,
                ahead,
            } => (Kind::Future, secret, timestamp, ahead),
        };
        Self {
            kind,
            secret,
            timestamp,
            seconds,
        }
    }
}

/// Parses the value of a `Gigapay-Signature` field.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_signature_parse(
    signature: *mut gigapay_signature,
    value: gigapay_text,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    let bytes = unsafe { border::bytes(value.data.cast(), value.length) };
    let parsed = bytes.and_then(|bytes| Ok(Signature::parse(bytes)?));
    // SAFETY: as above. The value was copied.
    gigapay_status::of(parsed.and_then(|parsed| unsafe { object::init(signature, parsed) }))
}

/// Initialises a verifier for the body that came with `signature`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_verifier_init(
    verifier: *mut gigapay_verifier,
    keyring: *const gigapay_keyring,
    signature: *const gigapay_signature,
) -> gigapay_status {
    // SAFETY: the contract of all functions, and that of this type: both outlive the verifier.
    let initialised = unsafe {
        object::get(keyring).and_then(|keyring| {
            let value = Verifier::new(keyring, object::get(signature)?);
            object::init(verifier, value)
        })
    };
    gigapay_status::of(initialised)
}

/// Adds the next piece of the body, byte for byte as it was sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_verifier_update(
    verifier: *mut gigapay_verifier,
    piece: *const u8,
    length: usize,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    let updated = unsafe {
        object::get_mut(verifier).and_then(|verifier| {
            verifier.update(border::bytes(piece, length)?);
            Ok(())
        })
    };
    gigapay_status::of(updated)
}

/// Ends the body, writes the verdict, and wipes the verifier. Without `time` (`NULL`), the age is
/// not checked. `id` is for a replay guard, and may be `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_verifier_finish(
    verifier: *mut gigapay_verifier,
    time: *const gigapay_time_check,
    verdict: *mut gigapay_verdict,
    id: *mut gigapay_delivery_id,
) -> gigapay_status {
    if verdict.is_null() {
        return gigapay_status::NullPointer;
    }
    // SAFETY: the contract of all functions (see the header).
    let finished = unsafe {
        let time = match time.is_null() {
            true => Ok(TimeCheck::Skip),
            false => border::reference(time).map(TimeCheck::from),
        };
        time.and_then(|time| {
            let (found, found_id) = object::take(verifier)?.finish_with_id(time);
            border::put(verdict, found.into());
            match id.is_null() {
                true => Ok(()),
                false => object::init(id, found_id),
            }
        })
    };
    gigapay_status::of(finished)
}

/// Overwrites a verifier with zeros.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_verifier_wipe(verifier: *mut gigapay_verifier) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    gigapay_status::of(unsafe { object::wipe(verifier) })
}
