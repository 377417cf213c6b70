//! Ends outside the job: a panic, a fault, an interrupt without a handler. Each is logged and ends
//! QEMU with a status of its own.

use core::panic::PanicInfo;

use cortex_m_rt::{ExceptionFrame, exception};
use defmt::error;

use super::{Status, exit};

/// Says only that it panicked: otherwise each place that can panic would add the name of its file
/// and the code that formats its message, a sixth of the image. The feature `panics` adds them.
#[cfg(not(feature = "panics"))]
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    cortex_m::interrupt::disable();
    error!("panicked; built with the feature `panics`, the image says where");
    exit(Status::Panicked)
}

/// Says where, and why if the message is plain text.
#[cfg(feature = "panics")]
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    cortex_m::interrupt::disable();
    let reason = info.message().as_str().unwrap_or("(see the source)");
    match info.location() {
        Some(place) => error!(
            "panicked at {=str}:{=u32}: {=str}",
            place.file(),
            place.line(),
            reason
        ),
        None => error!("panicked: {=str}", reason),
    }
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
