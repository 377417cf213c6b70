//! What defmt puts on the wire, uncoded: texts stand in it as they are.

use std::cell::RefCell;

thread_local! {
    static WRITTEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

#[defmt::global_logger]
struct Kept;

// SAFETY: each thread has its own bytes, and nothing interrupts one.
unsafe impl defmt::Logger for Kept {
    fn acquire() {}

    unsafe fn flush() {}

    unsafe fn release() {}

    unsafe fn write(bytes: &[u8]) {
        WRITTEN.with_borrow_mut(|written| written.extend_from_slice(bytes));
    }
}

defmt::timestamp!("");

#[defmt::panic_handler]
fn panic() -> ! {
    std::process::abort()
}

/// The bytes that `work` logs.
pub fn of(work: impl FnOnce()) -> Vec<u8> {
    WRITTEN.take();
    work();
    WRITTEN.take()
}
