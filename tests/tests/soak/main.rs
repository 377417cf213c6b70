//! A great many operations, one in a hundred of them disturbed: nothing panics, nothing leaks, no
//! response is wrong, nothing is doubled.
//!
//! `cargo test --test soak` is the short form that CI runs;
//! `SOAK=full cargo test --release --test soak`, the long one: a million operations in memory and a
//! hundred thousand over loopback. It prints what it counted, so it is a program and not a
//! `#[test]`.

mod loopback;
mod memory;
mod meters;
mod model;
mod slow;

use std::time::Instant;

use meters::Meters;
use model::{Counts, Model, Target};

/// One operation in so many is disturbed.
const FAULTS_ONE_IN: usize = 100;

/// Operations after which the store is held against the model, and old responses are forgotten.
const CHECK_EVERY: u64 = 1000;

/// The most by which the live heap may grow after warming up, in bytes.
const HEAP_GROWTH: i64 = 256 * 1024;

/// The most by which the resident set may grow after warming up, in bytes: allocators keep pages.
const RSS_GROWTH: i64 = 24 * 1024 * 1024;

fn main() {
    let is_full = std::env::var_os("SOAK").is_some_and(|form| form == "full");
    // Of whatever `cargo test` passes on, `--list` is asked by tools that run tests one by one.
    if std::env::args().any(|argument| argument == "--list") {
        println!("soak: test");
        return;
    }
    let (in_memory, over_loopback) = match is_full {
        true => (1_000_000, 100_000),
        false => (100_000, 5_000),
    };
    meters::the_counter_counts();
    soak("in memory", in_memory, &mut memory::InMemory::new());
    soak(
        "over loopback",
        over_loopback,
        &mut loopback::Loopback::new(),
    );
    slow::a_byte_a_second_meets_the_deadline();
}

/// Performs so many operations, and prints and asserts what came of them.
fn soak(name: &str, operations: u64, target: &mut dyn Target) {
    let begun = Instant::now();
    let mut model = Model::new(0x5EED ^ operations);
    let mut counts = Counts::default();
    let mut warm = None;
    for number in 1..=operations {
        model.operate(target, &mut counts);
        if number % CHECK_EVERY == 0 {
            target.forget();
            model.check(target);
            // A fifth of it fills caches and pools.
            if warm.is_none() && number * 5 >= operations {
                warm = Some(Meters::read());
            }
        }
    }
    target.forget();
    let warm = warm.expect("more operations than a check takes");
    let growth = Meters::read().since(&warm);
    println!(
        "soak {name}: {operations} operations in {:.1} s, {} disturbed ({}); {} webhooks created, \
         {} refusals as expected; heap {:+} bytes, resident {:+} KiB, descriptors {:+}",
        begun.elapsed().as_secs_f64(),
        counts.disturbed(),
        counts.faults(),
        counts.created,
        counts.refused,
        growth.heap,
        growth.resident / 1024,
        growth.descriptors,
    );
    let expected = operations / FAULTS_ONE_IN as u64;
    assert!(counts.disturbed() > expected / 2 && counts.disturbed() < expected * 2);
    assert!(counts.has_every_fault(), "{}", counts.faults());
    assert!(counts.created > operations / 50 && counts.refused > operations / 50);
    assert!(growth.heap <= HEAP_GROWTH, "the heap grows");
    assert!(growth.resident <= RSS_GROWTH, "the process grows");
    assert_eq!(growth.descriptors, 0, "descriptors leak");
}
