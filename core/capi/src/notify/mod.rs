//! Notifications: verifying and receiving them.

mod keyring;
mod receiver;
mod rejection;
mod replay;
mod verifier;

use gigapay_webhooks::notify::TimeCheck;

/// The present time, and the largest age of a notification. `NULL` instead of a pointer to it skips
/// the check; then only a replay guard detects a notification that an attacker sends again.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_time_check {
    /// Unix time in seconds.
    pub now: u64,
    /// Largest age in seconds; 0 for 300.
    pub max_age: u32,
    /// Largest difference of the clocks in seconds, for a notification from the future; 0 for 300.
    pub max_ahead: u32,
}

impl From<&gigapay_time_check> for TimeCheck {
    fn from(check: &gigapay_time_check) -> Self {
        let or_default = |seconds| match seconds {
            0 => 300,
            seconds => seconds,
        };
        Self::Unix {
            now: check.now,
            max_age: or_default(check.max_age),
            max_ahead: or_default(check.max_ahead),
        }
    }
}
