//! Every fixture, whole: exactly what comes out of it.

use std::collections::BTreeSet;

use gigapay_webhooks_tests::{Canned, Pieces, cases, perform};

/// Collects what went wrong, so that one bad fixture does not hide the others.
fn check(buffer: usize) {
    let mut wrong = Vec::new();
    let mut cases = cases::all();
    // Surplus bytes show only where there is room for them: a transport has to look for them, too.
    cases.retain(|case| buffer > 1 || case.name != "surplus");
    for case in &cases {
        let bytes = case.bytes();
        let outcome = perform(case.verb, buffer, &mut Canned::new(&bytes, Pieces::Whole));
        if outcome != case.outcome {
            wrong.push(format!(
                "{}:\n  is {outcome:?}\n  not {:?}",
                case.name, case.outcome
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} fixtures in a buffer of {buffer}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn in_a_buffer_that_holds_them_whole() {
    check(16_384);
}

#[test]
fn in_a_usual_buffer() {
    check(512);
}

#[test]
fn in_the_smallest_buffer() {
    check(gigapay_webhooks::MIN_BUFFER);
}

#[test]
fn every_file_has_its_case() {
    let named: BTreeSet<String> = cases::all().iter().map(|case| case.name.into()).collect();
    let files: BTreeSet<String> = std::fs::read_dir(cases::folder())
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "http")
        })
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into())
        .collect();
    assert_eq!(named, files);
}
