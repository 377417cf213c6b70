//! The host's clock. FOR THE TEST BOARD ONLY: see the module above.

use gigapay_webhooks_embassy::tls::Clock;
use semihosting::experimental::time::SystemTime;

/// The host's clock, for the dates in certificates.
pub(crate) struct HostClock;

impl Clock for HostClock {
    /// Only a host whose clock stands before 1970 does not know the time.
    fn now(&self) -> Option<u64> {
        let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        time.ok().map(|time| time.as_secs())
    }
}
