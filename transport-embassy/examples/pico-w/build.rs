//! Copies the files that the program includes: the root certificate that `GIGAPAY_ROOT` names, in
//! DER, and the firmware of the radio chip from the folder that `PICO_W_CYW43_FIRMWARE` names.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The chip's firmware, its regulatory limits, and the wiring of the board. They come from Infineon
/// under its Permissive Binary License: read it, then take them from the folder `cyw43-firmware` of
/// embassy's repository.
const FIRMWARE: [&str; 3] = ["43439A0.bin", "43439A0_clm.bin", "nvram_rp2040.bin"];

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    put(&out, "memory.x", include_bytes!("memory.x"));
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rerun-if-changed=memory.x");

    let root = given("GIGAPAY_ROOT").map(|path| read(&path));
    if root.is_none() {
        println!("cargo:warning=without GIGAPAY_ROOT the program compiles, but trusts nobody");
    }
    put(&out, "root.der", &root.unwrap_or_default());

    let folder = given("PICO_W_CYW43_FIRMWARE");
    if folder.is_none() {
        println!(
            "cargo:warning=without PICO_W_CYW43_FIRMWARE the program compiles, \
             but its radio does nothing"
        );
    }
    for name in FIRMWARE {
        let bytes = folder.as_ref().map(|folder| read(&folder.join(name)));
        put(&out, name, &bytes.unwrap_or_default());
    }
}

fn given(variable: &str) -> Option<PathBuf> {
    println!("cargo:rerun-if-env-changed={variable}");
    env::var_os(variable).map(PathBuf::from)
}

/// Reads a file that was named, so it must exist.
fn read(path: &Path) -> Vec<u8> {
    println!("cargo:rerun-if-changed={}", path.display());
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(!bytes.is_empty(), "{} is empty", path.display());
    bytes
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).expect("the folder for what is built can be written to");
}
