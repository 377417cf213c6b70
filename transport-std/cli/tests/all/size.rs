//! How large the program is, and how long it takes to start.
//!
//! The table in the README is what this prints:
//! `cargo test --release -p gigapay-webhooks-cli --test all size -- --nocapture`

use std::fs;
use std::time::Instant;

use crate::common::*;

/// Number of starts measured; what else the computer does makes all but the fastest slower.
const STARTS: usize = 60;

/// The most bytes of the release program.
const BUDGET: u64 = 6_500_000;

#[test]
fn the_release_program_is_within_its_budget() {
    let size = fs::metadata(program().get_program()).unwrap().len();
    let starts = (0..STARTS).map(|_| {
        let mut command = program();
        command.arg("--version");
        let begun = Instant::now();
        let version = finish(command).done();
        let time = begun.elapsed();
        assert!(version.starts_with("gigapay-webhooks "), "{version}");
        time
    });
    let start = starts.min().unwrap().as_secs_f64() * 1000.0;
    println!("| {:.1} MB | {start:.1} ms |", size as f64 / 1e6);
    assert!(size <= BUDGET || cfg!(debug_assertions), "{size} bytes");
}
