//! Uses everything in the core, with every feature, over connections that do whatever they like.
//!
//! Nothing here runs: what counts is what the linker has to keep. So all inputs come out of
//! `black_box`, as they would come out of a network, and all results go into it.
#![no_std]
#![no_main]

#[path = "../../src/every.rs"]
mod every;
#[cfg(feature = "defmt")]
mod log;
mod operations;
mod receive;
mod typed;
mod wire;

use core::hint::black_box;

/// Looks at values by writing them to nowhere, in every form that they have.
struct Nowhere;

impl core::fmt::Write for Nowhere {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        black_box(text);
        if black_box(false) {
            Err(core::fmt::Error)
        } else {
            Ok(())
        }
    }
}

impl every::Look for Nowhere {
    fn debug<T: core::fmt::Debug>(&mut self, value: &T) {
        #[cfg(feature = "debug")]
        let _ = core::fmt::write(self, format_args!("{value:?}{value:#?}"));
        black_box(value);
    }

    fn display<T: core::fmt::Display>(&mut self, value: &T) {
        let _ = core::fmt::write(self, format_args!("{value}"));
    }

    #[cfg(feature = "defmt")]
    fn both<T: core::fmt::Debug + defmt::Format>(&mut self, value: &T) {
        self.debug(value);
        defmt::info!("{}", value);
    }
}

#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let texts = every::Texts {
        token: black_box("t"),
        integration: black_box("i"),
        secret: black_box("s"),
        text: black_box("{}"),
    };
    let _ = black_box(every::values(&mut Nowhere, texts));
    let _ = black_box(every::notifications(&mut Nowhere, texts, black_box(b"t=1")));
    if let Err(error) = operations::all(texts) {
        every::errors(&mut Nowhere, error, black_box(true));
    }
    receive::all(texts);
    typed::all(texts.text);
    planted();
    loop {
        core::hint::spin_loop();
    }
}

/// What the check must find; nothing unless a feature says so.
fn planted() {
    let bytes = black_box(&[1_u8, 2][..]);
    let number = black_box(3);
    #[cfg(feature = "planted-index")]
    black_box(bytes[number]);
    #[cfg(feature = "planted-division")]
    black_box(7 / number);
    #[cfg(feature = "planted-unwrap")]
    black_box(bytes.first().unwrap());
    black_box((bytes, number));
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}
