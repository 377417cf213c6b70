//! How long is waited before the next attempt, and when there is none.

use std::time::Duration;

use gigapay_webhooks::{Attempts, Failure, OperationOutcome, Retry};

const PASSING: Failure = Failure {
    outcome: OperationOutcome::NotCarriedOut,
    is_repeatable: true,
    may_pass: true,
    retry_after: None,
};

fn waits(retry: Retry, random: u32) -> Vec<u64> {
    let mut attempts = Attempts::new(retry);
    std::iter::from_fn(|| attempts.failed(PASSING, Duration::ZERO, random))
        .map(|wait| wait.as_millis() as u64)
        .collect()
}

#[test]
fn waits_double_up_to_the_longest() {
    let ms = Duration::from_millis;
    let retry = Retry::new(7).waits(ms(100), ms(1000));
    assert_eq!(waits(retry, 0), [50, 100, 200, 400, 500, 500]);
    assert_eq!(waits(retry, u32::MAX), [99, 199, 399, 799, 999, 999]);
    let half = waits(retry, u32::MAX / 2 + 1);
    assert_eq!(half, [75, 150, 300, 600, 750, 750]);
}

#[test]
fn however_long_it_goes_on() {
    let hour = Duration::from_secs(3600);
    let all = waits(Retry::new(100).waits(hour, Duration::MAX), u32::MAX);
    assert_eq!(all.len(), 99);
    assert!(all.is_sorted(), "{all:?}");
    assert!(all.iter().all(|wait| *wait <= u64::from(u32::MAX)));
}

#[test]
fn off_is_one_attempt() {
    for retry in [Retry::OFF, Retry::new(0), Retry::new(1)] {
        assert!(retry.is_off());
        assert!(waits(retry, 0).is_empty());
    }
    assert!(!Retry::new(2).is_off());
}

/// B23: honoured, and capped.
#[test]
fn retry_after() {
    let retry = Retry::new(9).longest_retry_after(Duration::from_secs(90));
    let wait = |retry_after, random| {
        let failure = Failure {
            retry_after,
            ..PASSING
        };
        Attempts::new(retry)
            .failed(failure, Duration::ZERO, random)
            .unwrap()
            .as_millis()
    };
    assert_eq!(wait(Some(0), 0), 1_000);
    assert_eq!(wait(Some(1), u32::MAX), 1_999);
    assert_eq!(wait(Some(7), 0), 7_000);
    assert_eq!(wait(Some(7), u32::MAX), 10_499);
    assert_eq!(wait(Some(90), 0), 90_000);
    assert_eq!(wait(Some(91), 0), 90_000);
    assert_eq!(wait(Some(u32::MAX), 0), 90_000);
}

#[test]
fn no_wait_outlasts_the_whole() {
    let retry = Retry::new(9).within(Duration::from_secs(10));
    let wait = |elapsed, retry_after| {
        let failure = Failure {
            retry_after,
            ..PASSING
        };
        Attempts::new(retry).failed(failure, Duration::from_millis(elapsed), 0)
    };
    assert!(wait(8_999, None).is_some());
    assert!(wait(9_000, None).is_none());
    assert!(wait(u64::MAX, None).is_none());
    assert!(wait(0, Some(9)).is_some());
    assert!(wait(0, Some(10)).is_none());
    assert_eq!(
        retry.left(Duration::from_secs(4)),
        Some(Duration::from_secs(6))
    );
    assert_eq!(retry.left(Duration::MAX), Some(Duration::ZERO));
    assert_eq!(Retry::OFF.left(Duration::MAX), None);
}

#[test]
fn only_what_may_pass_and_is_safe() {
    for may_pass in [false, true] {
        for is_repeatable in [false, true] {
            let failure = Failure {
                may_pass,
                is_repeatable,
                ..PASSING
            };
            let mut attempts = Attempts::new(Retry::new(2));
            let wait = attempts.failed(failure, Duration::ZERO, 0);
            assert_eq!(wait.is_some(), may_pass && is_repeatable);
        }
    }
}
