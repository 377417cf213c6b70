//! Instructions executed, as an emulator that lets time pass by instructions has them
//! (`qemu-system-arm -icount shift=0`: a nanosecond each).

use cortex_m::peripheral::{Peripherals, syst::SystClkSource};

/// Instructions from one tick to the next, at the board's 25 MHz.
const PER_TICK: u32 = 40;

/// Starts the clock, and says what it shows.
pub fn start() -> u32 {
    // SAFETY: nothing else in this image uses a peripheral.
    let mut clock = unsafe { Peripherals::steal() }.SYST;
    clock.set_clock_source(SystClkSource::Core);
    clock.set_reload(0x00FF_FFFF);
    clock.clear_current();
    clock.enable_counter();
    cortex_m::peripheral::SYST::get_current()
}

/// Instructions since then, up to 671 million of them.
pub fn since(start: u32) -> u32 {
    let now = cortex_m::peripheral::SYST::get_current();
    (start.wrapping_sub(now) & 0x00FF_FFFF) * PER_TICK
}
