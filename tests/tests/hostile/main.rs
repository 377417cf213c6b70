//! Whatever a peer sends ends in a value or in an error, in bounded time, the same for any pieces.

mod arbitrary;
mod body;
mod framing;
mod heads;
mod mutated;
mod regressions;

use std::cell::Cell;

use gigapay_webhooks_tests::count;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestRunner};

/// Tries as many cases as [`count::cases`] says, and says how many they were.
fn try_all<S: Strategy>(what: &str, usual: u32, strategy: &S, test: impl Fn(S::Value)) {
    let config = Config {
        cases: count::cases(usual),
        failure_persistence: None,
        ..Config::default()
    };
    let tried = Cell::new(0);
    let result = TestRunner::new(config.clone()).run(strategy, |value| {
        test(value);
        tried.set(tried.get() + 1);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{what}: {error}");
    }
    count::tell(&format!("{what}: {} cases", tried.get()));
    assert_eq!(tried.get(), config.cases, "{what}");
}
