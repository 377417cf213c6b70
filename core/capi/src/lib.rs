//! C interface of `gigapay-webhooks`. The header `include/gigapay.h` is made from it by cbindgen.
//!
//! Each function converts what C gives it into checked Rust values ([`border`]), and leaves the
//! rest to the core. Nothing is allocated, nothing panics, and no pointer is kept after a function
//! returns, but those of a verifier.
#![cfg_attr(not(test), no_std)]
#![allow(
    non_camel_case_types,
    reason = "these are the names of the C header, where cbindgen puts them"
)]
#![warn(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod border;
mod c_text;
mod call;
mod client;
mod connection;
mod ensure;
mod fields;
mod list;
mod notify;
mod object;
mod operations;
mod result;
mod status;
mod webhook;

/// Only the linker needs this handler: the check makes sure that no panic is reachable.
#[cfg(all(not(test), feature = "panic-handler"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

/// A deliberate panic, which the check must find.
///
/// cbindgen:ignore
#[cfg(feature = "planted-panic")]
#[unsafe(no_mangle)]
#[allow(clippy::indexing_slicing, reason = "it is to panic")]
pub extern "C" fn gigapay_planted(place: usize) -> u8 {
    b"planted"[place]
}
