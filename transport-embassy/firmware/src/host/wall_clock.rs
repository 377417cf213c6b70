//! The host's clock. FOR THE TEST BOARD ONLY: see the module above.

use semihosting::experimental::time::SystemTime;

/// Returns Unix time in seconds; `None` on a host whose clock is before 1970.
pub(crate) fn now() -> Option<u64> {
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    time.ok().map(|time| time.as_secs())
}

/// The host's clock, for the dates in certificates.
#[cfg(feature = "tls")]
pub(crate) struct HostClock;

#[cfg(feature = "tls")]
impl gigapay_webhooks_embassy::tls::Clock for HostClock {
    fn now(&self) -> Option<u64> {
        now()
    }
}
