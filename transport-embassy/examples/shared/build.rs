//! The build script of all boards: gives the linker its arguments and the chip's memory, and puts
//! the root certificate where the program includes it from.

use std::path::{Path, PathBuf};
use std::{env, fs};

pub fn main() {
    let out = out();
    link(&out);
    let root = given("GIGAPAY_ROOT").map(|path| read(&path));
    if root.is_none() {
        println!("cargo:warning=without GIGAPAY_ROOT the program compiles, but trusts no server");
    }
    put(&out, "root.der", &root.unwrap_or_default());
}

/// Here and not as flags in `.cargo/config.toml`, so that boards can share what they build.
fn link(out: &Path) {
    println!("cargo:rerun-if-changed=memory.x");
    // Where there is none, the chip's crate has it.
    if let Ok(memory) = fs::read("memory.x") {
        put(out, "memory.x", &memory);
        println!("cargo:rustc-link-search={}", out.display());
    }
    let is_arm = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "arm");
    // `nmagic`: the parts of the image need not begin at a page boundary.
    let arguments: &[&str] = match is_arm {
        true => &["--nmagic", "-Tlink.x", "-Tdefmt.x"],
        false => &["-Tlinkall.x"],
    };
    for argument in arguments {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
}

/// The folder for what is built.
pub fn out() -> PathBuf {
    PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"))
}

/// A path that an environment variable names.
pub fn given(variable: &str) -> Option<PathBuf> {
    println!("cargo:rerun-if-env-changed={variable}");
    env::var_os(variable).map(PathBuf::from)
}

/// Reads a file that was named, so it must exist.
pub fn read(path: &Path) -> Vec<u8> {
    println!("cargo:rerun-if-changed={}", path.display());
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(!bytes.is_empty(), "{} is empty", path.display());
    bytes
}

/// Writes a file that the program includes, or the linker.
pub fn put(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).expect("the folder for what is built can be written to");
}
