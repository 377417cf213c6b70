//! The ends that are not the job's: a panic, a fault, an interrupt without a handler. Each is
//! logged and ends QEMU with a status of its own.

use core::panic::PanicInfo;

use cortex_m_rt::{ExceptionFrame, exception};
use defmt::error;

use super::{Status, exit};

/// Says where, and why if the reason is a plain text. Formatting others would link some kilobytes
/// of `core::fmt` for a moment that does not come.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    cortex_m::interrupt::disable();
    error!("panicked");
    exit(Status::Panicked)
}

#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    error!(
        "fault at {=u32:#010x}, called from {=u32:#010x}",
        frame.pc(),
        frame.lr()
    );
    exit(Status::Faulted)
}

#[exception]
unsafe fn DefaultHandler(number: i16) {
    error!("interrupt {=i16} has no handler", number);
    exit(Status::Faulted)
}
