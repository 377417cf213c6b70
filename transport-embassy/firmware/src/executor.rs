//! The executor's loop: run what is ready, then sleep in WFI until an interrupt makes more ready.
//!
//! embassy's own thread executor sleeps in WFE, which is a no-op in QEMU: it would keep a core of
//! the host busy.

use core::cell::Cell;
use core::ptr;
use core::sync::atomic::{AtomicBool, Ordering};

use cortex_m::asm;
use cortex_m::interrupt;
use critical_section::Mutex;
use embassy_executor::{Spawner, raw};
use static_cell::StaticCell;

use crate::time_driver::cycles;

/// Set by a waker, cleared by the loop.
static WORK: AtomicBool = AtomicBool::new(false);
/// Cycles spent asleep.
static ASLEEP: Mutex<Cell<u64>> = Mutex::new(Cell::new(0));

/// Lets `init` spawn the first tasks and runs them for ever.
pub(crate) fn run(init: impl FnOnce(Spawner)) -> ! {
    static EXECUTOR: StaticCell<raw::Executor> = StaticCell::new();
    let executor: &'static raw::Executor = EXECUTOR.init(raw::Executor::new(ptr::null_mut()));
    init(executor.spawner());
    loop {
        // SAFETY: this is the only place that polls, it is not reached from within a poll, and
        // the executor was initialised by the function that returned it.
        unsafe { executor.poll() };
        while !WORK.swap(false, Ordering::AcqRel) {
            sleep();
        }
    }
}

/// Returns the core cycles since the start, less those asleep.
pub(crate) fn cycles_awake() -> u64 {
    critical_section::with(|cs| cycles() - ASLEEP.borrow(cs).get())
}

/// Sleeps until an interrupt, unless there is work already.
///
/// With interrupts masked, no waker can run between the check and the sleep. A masked interrupt
/// still ends the sleep, and is served as soon as the mask is lifted.
fn sleep() {
    interrupt::disable();
    if !WORK.load(Ordering::Acquire) {
        let before = cycles();
        asm::dsb();
        asm::wfi();
        let slept = cycles() - before;
        critical_section::with(|cs| {
            let asleep = ASLEEP.borrow(cs);
            asleep.set(asleep.get() + slept);
        });
    }
    // SAFETY: the mask was set in this function and protects nothing any more.
    unsafe { interrupt::enable() };
}

// SAFETY: this is the symbol that embassy-executor calls when a task has become ready, with this
// signature, and nothing else defines it: the executor's platform features are off.
#[unsafe(export_name = "__pender")]
fn pender(_context: *mut ()) {
    WORK.store(true, Ordering::Release);
}
