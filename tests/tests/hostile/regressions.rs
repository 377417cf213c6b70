//! What fuzzing found once, tried in every run.

use std::path::PathBuf;

use gigapay_webhooks_tests::{check, count};

#[test]
fn every_finding_of_the_fuzz_targets() {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fuzz"].iter().collect();
    let mut findings = 0;
    for (name, check) in check::ALL {
        // Each check is a fuzz target, and each may have findings.
        let target = folder.join("fuzz_targets").join(name);
        assert!(
            target.with_extension("rs").is_file(),
            "{}",
            target.display()
        );
        let Ok(files) = std::fs::read_dir(folder.join("regressions").join(name)) else {
            continue;
        };
        for file in files {
            let path = file.expect("a file").path();
            check(&std::fs::read(&path).expect("a file that can be read"));
            findings += 1;
        }
    }
    count::tell(&format!("past findings of the fuzz targets: {findings}"));
}
