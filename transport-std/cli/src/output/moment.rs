//! The time of day.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the present Unix time in seconds.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

/// Returns the time of day of a Unix time, in UTC: it is the same on every computer, as in the
/// `Date` of a response.
pub(super) fn time_of_day(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::time_of_day;

    #[test]
    fn a_day_has_86400_seconds() {
        assert_eq!(time_of_day(0), "00:00:00Z");
        assert_eq!(time_of_day(86_399), "23:59:59Z");
        assert_eq!(time_of_day(1_700_000_000), "22:13:20Z");
    }
}
