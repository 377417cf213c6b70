//! Tells the linker where the memory layout is, and defmt what to keep. Stated here instead of in a
//! `.cargo/config.toml`, so that it holds whatever folder cargo is called from and whatever flags
//! the caller sets.

use std::env;

fn main() {
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo:rustc-link-search={folder}");
    for script in ["memory.x", "device.x"] {
        println!("cargo:rerun-if-changed={script}");
    }
    // Without padding of sections to a page size, which this system does not have.
    for argument in ["--nmagic", "-Tlink.x", "-Tdefmt.x"] {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
    // The steps are logged at the level info, which defmt leaves out by default. The crates below
    // log only errors, unless the caller sets the variable.
    println!("cargo:rerun-if-env-changed=DEFMT_LOG");
    if env::var_os("DEFMT_LOG").is_none() {
        println!("cargo:rustc-env=DEFMT_LOG=info");
    }
}
