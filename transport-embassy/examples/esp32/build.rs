//! Puts the root certificate where the program includes it from: the file that `GIGAPAY_ROOT`
//! names, in DER.

use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-env-changed=GIGAPAY_ROOT");
    let place = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("root.der");
    let root = match env::var_os("GIGAPAY_ROOT") {
        Some(path) => {
            println!("cargo:rerun-if-changed={}", path.display());
            fs::read(path).expect("GIGAPAY_ROOT names a file that cannot be read")
        }
        None => {
            println!("cargo:warning=without GIGAPAY_ROOT the program compiles, but trusts nobody");
            Vec::new()
        }
    };
    fs::write(place, root).expect("the folder for what is built can be written to");
}
