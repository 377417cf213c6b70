//! The host's clock. FOR THE TEST BOARD ONLY: see the module above.

use semihosting::experimental::time::SystemTime;

/// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
pub(crate) fn unix_seconds() -> u64 {
    // Only a host whose clock stands before 1970 has none.
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |time| time.as_secs())
}

/// The same for certificates.
#[cfg(feature = "tls")]
pub(crate) struct HostClock;

#[cfg(feature = "tls")]
impl gigapay_webhooks_embassy::tls::Clock for HostClock {
    fn now(&self) -> Option<u64> {
        // A host without a clock says 0.
        Some(unix_seconds()).filter(|seconds| *seconds > 0)
    }
}
