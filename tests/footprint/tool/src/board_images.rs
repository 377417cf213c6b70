//! Lints and builds the programs of the boards, and holds the table in the README of
//! `transport-embassy` to their images. They are linked and not run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::boards::{BOARDS, Board, DEFAULT, VARIANTS, Variant};
use crate::costs::Costs;
use crate::elf::{Elf, Symbol};
use crate::page::{self, table_of_boards};

/// Lints and links the default variant of every board. Returns what is wrong with the images or the
/// table; what is wrong with the code is on standard error.
pub(crate) fn check() -> Result<Vec<String>> {
    let published = published()?;
    let mut costs = Costs::default();
    for board in &BOARDS {
        cargo("clippy", board, DEFAULT, &["--", "-D", "warnings"])?;
        measure(&mut costs, board, DEFAULT)?;
    }
    let mut failures = page::differences(&published, &costs, DEFAULT.opt, "--boards --write");
    if written(&published)? != readme()? {
        let what = "the README of the boards is not what measure --boards --write writes";
        failures.push(what.into());
    }
    Ok(failures)
}

/// Links the variants of every board at these opt-levels, and writes the table. What was measured
/// at others stays in it.
pub(crate) fn write(opts: &[&str]) -> Result<()> {
    let mut costs = published().unwrap_or_default();
    costs.0.retain(|cost| !opts.contains(&&*cost.opt));
    for variant in VARIANTS.iter().filter(|it| opts.contains(&it.opt)) {
        for board in &BOARDS {
            measure(&mut costs, board, *variant)?;
            // Each, as all of them take long.
            costs.write(&folder().join("boards.tsv"))?;
        }
    }
    let text = written(&costs)?;
    fs::write(readme_path(), text).context("the README cannot be written")
}

/// The README as it is to be.
fn written(costs: &Costs) -> Result<String> {
    let manifest = examples().join("nrf52840-w5500/Cargo.toml");
    let manifest = fs::read_to_string(manifest).context("the board has no Cargo.toml")?;
    table_of_boards::replace(&readme()?, costs, &manifest)
}

fn measure(costs: &mut Costs, board: &Board, variant: Variant) -> Result<()> {
    let elf = Elf::read(&build(board, variant)?)?;
    let image = variant.image(board);
    whole(elf.code, &elf.symbols, variant).with_context(|| image.clone())?;
    let (opt, flash, ram) = (variant.opt, elf.flash, elf.ram);
    println!("linked {image}, opt-level {opt}: {flash} bytes of flash, {ram} of RAM");
    costs.push(opt, &image, "flash", flash);
    costs.push(opt, &image, "ram", ram);
    Ok(())
}

/// Fails if the image lacks what it is for: a program that ends early links as well.
fn whole(code: u64, symbols: &[Symbol], variant: Variant) -> Result<()> {
    let least = variant.least_code();
    if code < least {
        bail!("has {code} bytes of code, which is less than {least}");
    }
    let has = |package: &str| symbols.iter().any(|it| it.name.contains(package));
    for package in [
        "gigapay_webhooks::",
        "gigapay_webhooks_embassy::",
        "smoltcp::",
    ] {
        if !has(package) {
            bail!("has nothing of {package}");
        }
    }
    if has("heapless_tls::") != variant.has_tls {
        bail!("has TLS, or lacks it, against its features");
    }
    Ok(())
}

fn build(board: &Board, variant: Variant) -> Result<PathBuf> {
    cargo("build", board, variant, &[])?;
    let built = target().join(board.target).join("release");
    Ok(built.join(board.folder))
}

/// Runs a command of cargo in the board's folder.
fn cargo(command: &str, board: &Board, variant: Variant, rest: &[&str]) -> Result<()> {
    let tls = if variant.has_tls { "tls" } else { "" };
    let features = format!("{},{tls}", board.feature);
    let profile = format!("profile.release.opt-level='{}'", variant.opt);
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([command, "--release", "--quiet", "--locked"])
        .args(["--target", board.target])
        .args(["--no-default-features", "--features", &features])
        .args(["--config", &profile])
        .arg("--target-dir")
        .arg(target())
        .args(rest)
        .current_dir(examples().join(board.folder))
        // A caller's flags would replace those of the folder. Half the time goes into debug
        // information, which is not in the flash.
        .env_remove("RUSTFLAGS")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .status()
        .context("cargo cannot be started")?;
    if !status.success() {
        bail!("cargo {command} fails for {}", variant.image(board));
    }
    Ok(())
}

/// All share one folder: the boards of one target have the same dependencies in part.
fn target() -> PathBuf {
    examples().join("../../target/boards")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn examples() -> PathBuf {
    folder().join("../../transport-embassy/examples")
}

fn readme_path() -> PathBuf {
    examples().join("../README.md")
}

fn readme() -> Result<String> {
    fs::read_to_string(readme_path()).context("the README cannot be read")
}

fn published() -> Result<Costs> {
    Costs::read(&folder().join("boards.tsv"))
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT, Symbol, VARIANTS, Variant, whole};

    const CLEAR: [&str; 3] = [
        "gigapay_webhooks::exchange::advance",
        "gigapay_webhooks_embassy::client::call",
        "smoltcp::iface::poll",
    ];
    const TLS: [&str; 4] = [
        CLEAR[0],
        CLEAR[1],
        CLEAR[2],
        "heapless_tls::handshake::start",
    ];

    fn is_whole(code: u64, names: &[&str], variant: Variant) -> bool {
        let symbol = |name: &&str| Symbol {
            name: (*name).to_owned(),
            address: 0,
            size: 2,
            is_code: true,
        };
        let symbols: Vec<Symbol> = names.iter().map(symbol).collect();
        whole(code, &symbols, variant).is_ok()
    }

    #[test]
    fn images_with_all_packages_are_whole() {
        assert!(is_whole(200_000, &TLS, DEFAULT));
        assert!(is_whole(80_000, &CLEAR, VARIANTS[2]));
    }

    #[test]
    fn a_program_that_ends_early_is_not() {
        assert!(!is_whole(20_000, &TLS, DEFAULT));
        assert!(!is_whole(20_000, &CLEAR, VARIANTS[3]));
        assert!(!is_whole(200_000, &CLEAR, DEFAULT));
        assert!(!is_whole(200_000, &TLS, VARIANTS[2]));
        assert!(!is_whole(80_000, &CLEAR[..2], VARIANTS[2]));
    }
}
