//! Replay guard: the notifications that were already accepted.

use gigapay_webhooks::notify::{Admission, DeliveryId, ReplayGuard, ReplayStore};

use crate::border;
use crate::object::{self, object};
use crate::status::gigapay_status;

/// Notifications that a `gigapay_replay_guard` remembers.
pub const GIGAPAY_REPLAY_GUARD_CAPACITY: usize = 32;
/// Words of a `gigapay_replay_guard`.
pub const GIGAPAY_REPLAY_GUARD_WORDS: usize = 161;
/// Words of a `gigapay_delivery_id`.
pub const GIGAPAY_DELIVERY_ID_WORDS: usize = 7;

/// Remembers the last notifications that were accepted or are in progress, so that the application
/// gets none twice. Initialise it with `gigapay_replay_guard_init`. Receivers that run at the same
/// time share one guard; protect each of their calls by one lock.
#[repr(C)]
pub struct gigapay_replay_guard {
    opaque: [u64; GIGAPAY_REPLAY_GUARD_WORDS],
}

/// Identity of a notification.
#[repr(C)]
pub struct gigapay_delivery_id {
    opaque: [u64; GIGAPAY_DELIVERY_ID_WORDS],
}

pub(super) type Guard = ReplayGuard<GIGAPAY_REPLAY_GUARD_CAPACITY>;

object!(
    gigapay_replay_guard,
    GIGAPAY_REPLAY_GUARD_WORDS,
    Guard,
    0x6769_6703
);
object!(
    gigapay_delivery_id,
    GIGAPAY_DELIVERY_ID_WORDS,
    DeliveryId<2>,
    0x6769_6404
);

/// Whether to deliver a notification to the application.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gigapay_admission {
    /// It is new, and in progress from now on: call `gigapay_replay_guard_settle` afterwards.
    New = 0,
    /// The application has accepted it before: respond with 200 once more.
    Replayed = 1,
    /// The application is processing it: respond with 503, so that the API sends it again.
    InProgress = 2,
}

/// Initialises a guard that remembers nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_replay_guard_init(
    guard: *mut gigapay_replay_guard,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    gigapay_status::of(unsafe { object::init(guard, ReplayGuard::new()) })
}

/// Admits or rejects a notification. Call it only for authentic notifications.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_replay_guard_admit(
    guard: *mut gigapay_replay_guard,
    id: *const gigapay_delivery_id,
    admission: *mut gigapay_admission,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    let arguments = unsafe { arguments(guard, id) };
    gigapay_status::of(arguments.map(|(guard, id)| {
        let found = match guard.admit(id) {
            Admission::New => gigapay_admission::New,
            Admission::Replayed => gigapay_admission::Replayed,
            Admission::InProgress => gigapay_admission::InProgress,
        };
        // SAFETY: as above.
        unsafe { border::put(admission, found) };
    }))
}

/// Ends the processing of a notification. If `accepted` is 0, the guard forgets it, so that it is
/// admitted when the API sends it again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_replay_guard_settle(
    guard: *mut gigapay_replay_guard,
    id: *const gigapay_delivery_id,
    accepted: i32,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    let arguments = unsafe { arguments(guard, id) };
    gigapay_status::of(arguments.map(|(guard, id)| guard.settle(id, accepted != 0)))
}

/// # Safety
/// The contract of all functions (see the header).
unsafe fn arguments<'a>(
    guard: *mut gigapay_replay_guard,
    id: *const gigapay_delivery_id,
) -> Result<(&'a mut Guard, &'a DeliveryId<2>), gigapay_status> {
    // SAFETY: the caller's promise. Objects of two types do not overlap.
    unsafe { Ok((object::get_mut(guard)?, object::get(id)?)) }
}
