//! Lists the public items of each published library in a file here, and fails if one is out of
//! date, or if a type or trait of a crate that is not meant to shows in a signature.

mod walk;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use walk::Walk;

/// The libraries, and the crates whose items their interfaces may show.
const LIBRARIES: [(&str, &[&str]); 4] = [
    // zeroize: a text of a webhook can be wiped, of any capacity.
    (
        "gigapay-webhooks",
        &[
            "defmt",
            "embedded_io",
            "embedded_io_async",
            "heapless",
            "serde_core",
            "zeroize",
        ],
    ),
    // rustls: the caller's TLS configuration.
    (
        "gigapay-webhooks-std",
        &["gigapay_webhooks", "heapless", "rustls", "serde_core"],
    ),
    // rand_core and rustls_pki_types: the caller's random numbers and trust anchors.
    (
        "heapless-tls",
        &[
            "defmt",
            "embedded_io",
            "embedded_io_async",
            "rand_core",
            "rustls_pki_types",
        ],
    ),
    // smoltcp: what embassy-net exports under its own name, as the address of a peer.
    (
        "gigapay-webhooks-embassy",
        &[
            "defmt",
            "embassy_net",
            "embassy_time",
            "embedded_io",
            "embedded_io_async",
            "gigapay_webhooks",
            "heapless",
            "heapless_tls",
            "serde_core",
            "smoltcp",
        ],
    ),
];

fn main() -> Result<()> {
    let write = std::env::args()
        .nth(1)
        .is_some_and(|argument| argument == "--write");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut failures = Vec::new();
    for (package, allowed) in LIBRARIES {
        let document = document(folder, package)?;
        let mut walk = Walk::new(&document);
        walk.all()?;
        let text = walk
            .lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>();
        ensure!(walk.lines.len() > 20, "{package} seems to offer nothing");
        let path = folder.join(format!("{package}.txt"));
        if write {
            fs::write(&path, &text)?;
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            failures.push(format!(
                "the interface of {package} has changed: \
                    see with `tests/public-api/run --write` and git diff"
            ));
        }
        let meant: BTreeSet<&str> = allowed
            .iter()
            .copied()
            .chain(["core", "alloc", "std"])
            .collect();
        for (name, place) in &walk.foreign {
            if !meant.contains(name.as_str()) {
                failures.push(format!("{package} shows an item of {name}: {place}"));
            }
        }
        if package == "gigapay-webhooks" {
            failures.extend(unmeasured(folder, &walk.lines)?);
        }
        println!(
            "{package}: {} items, showing {:?}",
            walk.lines.len(),
            walk.foreign.keys()
        );
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// The types of the core whose size tests/footprint does not report.
fn unmeasured(folder: &Path, lines: &BTreeSet<String>) -> Result<Vec<String>> {
    // The first two belong to features that the image is built without. `ListInto` is measured
    // as `List`. The others have no values.
    const EXEMPT: [&str; 7] = [
        "TypedJsonError",
        "RefusalEvent",
        "ListInto",
        "Register",
        "Retrieve",
        "Update",
        "Replace",
    ];
    let measured = fs::read_to_string(folder.join("../footprint/src/sizes.rs"))?;
    let words: BTreeSet<&str> = measured.split(|c: char| !c.is_alphanumeric()).collect();
    let types = lines.iter().filter_map(|line| {
        let path = line
            .strip_prefix("struct ")
            .or(line.strip_prefix("enum "))?;
        path.rsplit("::").next()
    });
    let missing = types.filter(|name| !EXEMPT.contains(name) && !words.contains(name));
    Ok(missing
        .map(|name| format!("tests/footprint does not report the size of {name}"))
        .collect())
}

/// What rustdoc knows of a library.
fn document(folder: &Path, package: &str) -> Result<Value> {
    let root = folder.join("../..");
    let target = folder.join("target/json");
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "rustdoc",
            "--quiet",
            "--locked",
            "--lib",
            "--all-features",
            "--package",
            package,
        ])
        .arg("--target-dir")
        .arg(&target)
        .args(["--", "-Zunstable-options", "--output-format=json"])
        // rustdoc's JSON is not stable; what is documented is built by stable Rust.
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(root)
        .status()
        .context("cargo cannot be started")?;
    ensure!(status.success(), "{package} cannot be documented");
    let file = target.join(format!("doc/{}.json", package.replace('-', "_")));
    Ok(serde_json::from_slice(&fs::read(file)?)?)
}
