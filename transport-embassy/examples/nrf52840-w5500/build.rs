//! Puts the root certificate where the program includes it from, the file that `GIGAPAY_ROOT`
//! names, in DER; and the chip's memory where the linker finds it.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    put(&out, "memory.x", include_bytes!("memory.x"));
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rerun-if-changed=memory.x");

    println!("cargo:rerun-if-env-changed=GIGAPAY_ROOT");
    let root = match env::var_os("GIGAPAY_ROOT").map(PathBuf::from) {
        Some(path) => {
            println!("cargo:rerun-if-changed={}", path.display());
            fs::read(path).expect("GIGAPAY_ROOT names a file that cannot be read")
        }
        None => {
            println!("cargo:warning=without GIGAPAY_ROOT the program compiles, but trusts nobody");
            Vec::new()
        }
    };
    put(&out, "root.der", &root);
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).expect("the folder for what is built can be written to");
}
