//! The faults in the README: all there are, each as one can be armed.

use std::collections::BTreeSet;

use gigapay_sandbox::Armed;

const README: &str = include_str!("../../README.md");

/// The faults in the first columns of the README's tables.
fn examples() -> Vec<&'static str> {
    let rows = README.lines().filter_map(|line| line.strip_prefix("| `{"));
    let cells = rows.map(|row| row.split_once("` |").expect(row).0);
    cells.collect()
}

#[test]
fn readme_has_every_fault() {
    // serde names all of them when it is given another.
    let error = serde_json::from_str::<Armed>(r#"{"fault": "no_such_fault"}"#).unwrap_err();
    let error = error.to_string();
    let known: BTreeSet<_> = error.split('`').skip(3).step_by(2).collect();
    assert!(known.len() > 20 && known.contains("delay"), "{error}");

    let name = |example: &'static str| example.split('"').nth(3).expect(example);
    let shown: BTreeSet<_> = examples().into_iter().map(name).collect();
    assert_eq!(shown, known);
}

#[test]
fn faults_in_the_readme_can_be_armed() {
    for example in examples() {
        let armed = serde_json::from_str::<Armed>(&format!("{{{example}"));
        assert!(armed.is_ok(), "{example}: {armed:?}");
    }
}
