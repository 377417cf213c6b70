//! Copies the memory of the emulated board to where the linker finds it.
use std::{env, fs, path::PathBuf};

fn main() {
    let target = env::var("TARGET").expect("cargo sets TARGET");
    let machine = match target.split('-').next() {
        Some("thumbv6m") => "microbit",
        Some("riscv32imc") => "virt",
        _ => "mps2-an386",
    };
    let memory = format!("memory/{machine}.x");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::copy(&memory, out.join("memory.x")).expect("OUT_DIR is writable");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rerun-if-changed={memory}");
}
