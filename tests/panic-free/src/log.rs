//! A logger that drops what it is given.

use core::hint::black_box;

#[defmt::global_logger]
struct Dropped;

// SAFETY: nothing is shared, and nothing interrupts.
unsafe impl defmt::Logger for Dropped {
    fn acquire() {}

    unsafe fn flush() {}

    unsafe fn release() {}

    unsafe fn write(bytes: &[u8]) {
        black_box(bytes);
    }
}

defmt::timestamp!("{=u32}", black_box(0));

#[defmt::panic_handler]
fn panic() -> ! {
    loop {
        core::hint::spin_loop();
    }
}
