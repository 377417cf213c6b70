//! The README at the top of the repository: its excerpts are compiled code, its links lead
//! somewhere. The programs in it that need no device are compiled by `tests/benches`.

use std::fs;
use std::path::Path;

const README: &str = include_str!("../../README.md");
const CONTRIBUTING: &str = include_str!("../../CONTRIBUTING.md");

#[test]
fn readme_shows_a_part_of_the_example_device() {
    let example = include_str!("../../transport-embassy/examples/device.rs");
    let (_, rest) = README.split_once("```rust,ignore\n").unwrap();
    let (code, _) = rest.split_once("```").unwrap();
    assert!(code.lines().count() > 10, "{code}");
    assert!(example.contains(code), "not in examples/device.rs:\n{code}");
}

#[test]
fn readme_has_at_most_200_lines() {
    assert!(README.lines().count() <= 200);
}

#[test]
fn links_lead_to_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for text in [README, CONTRIBUTING] {
        let inline = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'));
        let definitions = text.lines().filter_map(|line| line.split_once("]: "));
        let links: Vec<_> = inline
            .map(|(link, _)| link)
            .chain(definitions.map(|(_, link)| link))
            .filter(|link| !link.starts_with("http"))
            .collect();
        assert!(!links.is_empty());
        for link in links {
            let (path, _fragment) = link.split_once('#').unwrap_or((link, ""));
            assert!(fs::exists(root.join(path)).unwrap(), "{link} leads nowhere");
        }
    }
}

/// A path in backticks, such as `core/src/lib.rs`, is of a file or folder.
#[test]
fn paths_in_contributing_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = 0;
    for path in CONTRIBUTING.split('`').skip(1).step_by(2) {
        let is_path = ["core/", "transport-", "tests/", ".ci/"]
            .iter()
            .any(|start| path.starts_with(start));
        if is_path && !path.contains([' ', '*', '<', '…']) {
            paths += 1;
            assert!(
                fs::exists(root.join(path)).unwrap(),
                "{path} does not exist"
            );
        }
    }
    assert!(paths > 30, "{paths}");
}
