//! Finds a toolchain for the target, and builds the image with it.
//!
//! First choice: the installed toolchain, with the target's library from rustup. Where that library
//! is not available: Debian's compiler and its copy of the library's source, from which cargo
//! builds `core` and nothing else.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::options::Options;

const PACKAGE: &str = "gigapay-firmware";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

/// SHA-2 as loops, which takes 32 kB less flash than unrolled.
const COMPACT_HASHES: &str = "--cfg sha2_backend_soft=\"compact\"";

/// An image, and the compiler it was built with.
pub(crate) struct Built {
    pub(crate) executable: PathBuf,
    pub(crate) toolchain: String,
}

/// Builds the image.
pub(crate) fn build(options: &Options) -> Result<Built> {
    let (mut cargo, rustc) = find(&options.target)?;
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    cargo.args([
        "build",
        "--release",
        "--message-format=json-render-diagnostics",
    ]);
    cargo.args(["--package", PACKAGE, "--target", &options.target]);
    cargo.arg("--manifest-path").arg(manifest);
    cargo.args(["--features", &options.features().join(",")]);
    cargo.stderr(Stdio::inherit());
    let output = cargo.output().context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("the image does not build");
    }
    let executable = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back()
        .context("cargo built no executable")?;
    let toolchain = text(Command::new(&rustc).arg("--version")).unwrap_or_default();
    Ok(Built {
        executable,
        toolchain,
    })
}

/// A cargo that can build for the target, and its compiler.
fn find(target: &str) -> Result<(Command, PathBuf)> {
    let rustc = PathBuf::from(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    if has_library(&rustc, target) || (add_library(target) && has_library(&rustc, target)) {
        let mut cargo = Command::new(cargo);
        set_flags(&mut cargo, target, COMPACT_HASHES);
        return Ok((cargo, rustc));
    }
    if Path::new(DEBIAN_CARGO).exists() && has_source(Path::new(DEBIAN_RUSTC)) {
        return Ok((debian(target), DEBIAN_RUSTC.into()));
    }
    bail!(
        "no toolchain for {target}: neither `rustup target add {target}` nor Debian's packages \
         rustc-web, cargo-web, rust-web-src and lld"
    )
}

/// Whether the compiler has `core` for the target.
fn has_library(rustc: &Path, target: &str) -> bool {
    let folder = text(Command::new(rustc).args(["--print", "target-libdir", "--target", target]));
    let Some(entries) = folder.and_then(|folder| Path::new(&folder).read_dir().ok()) else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
}

fn add_library(target: &str) -> bool {
    let status = Command::new("rustup")
        .args(["target", "add", target])
        .stdout(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

/// Whether the compiler has the source of `core`.
fn has_source(rustc: &Path) -> bool {
    let folder = text(Command::new(rustc).args(["--print", "sysroot"]));
    folder.is_some_and(|folder| {
        Path::new(&folder)
            .join("lib/rustlib/src/rust/library/core/Cargo.toml")
            .exists()
    })
}

/// Returns Debian's cargo, set to build `core` from source and to link with Debian's linker.
fn debian(target: &str) -> Command {
    let mut cargo = Command::new(DEBIAN_CARGO);
    for variable in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTDOC"] {
        cargo.env_remove(variable);
    }
    cargo.env("RUSTC", DEBIAN_RUSTC);
    // Building the library from source is not a stable feature of cargo; the image itself is
    // written in stable Rust.
    cargo.env("RUSTC_BOOTSTRAP", "1");
    let linker = "-C linker=ld.lld -C linker-flavor=ld.lld";
    set_flags(&mut cargo, target, &format!("{linker} {COMPACT_HASHES}"));
    cargo.arg("-Zbuild-std=core");
    cargo
}

/// Sets the compiler's flags for the image, instead of those that the caller sets for everything.
fn set_flags(cargo: &mut Command, target: &str, flags: &str) {
    let target = target.to_uppercase().replace('-', "_");
    cargo.env_remove("RUSTFLAGS");
    cargo.env(format!("CARGO_TARGET_{target}_RUSTFLAGS"), flags);
}

/// Returns what a command prints, if it succeeds.
fn text(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
