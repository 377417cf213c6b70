//! Besides what all boards need: copies the firmware of the radio chip from the folder that
//! `PICO_W_CYW43_FIRMWARE` names to where the program includes it from.

#[path = "../shared/build.rs"]
mod shared;

use shared::{given, out, put, read};

/// The chip's firmware, its regulatory limits, and the wiring of the board. They come from Infineon
/// under its Permissive Binary License: read it, then take them from the folder `cyw43-firmware` of
/// embassy's repository.
const FIRMWARE: [&str; 3] = ["43439A0.bin", "43439A0_clm.bin", "nvram_rp2040.bin"];

fn main() {
    shared::main();
    // The second stage of the boot loader.
    println!("cargo:rustc-link-arg-bins=-Tlink-rp.x");
    let folder = given("PICO_W_CYW43_FIRMWARE");
    if folder.is_none() {
        println!(
            "cargo:warning=without PICO_W_CYW43_FIRMWARE the program compiles, \
             but its radio does nothing"
        );
    }
    for name in FIRMWARE {
        let bytes = folder.as_ref().map(|folder| read(&folder.join(name)));
        put(&out(), name, &bytes.unwrap_or_default());
    }
}
