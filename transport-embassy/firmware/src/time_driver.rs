//! The clock and the alarms of embassy-time, from the core's SysTick timer.
//!
//! Periods of a millisecond are counted in software, and the timer's value is the time within one:
//! the clock is exact to a cycle, alarms fire on the millisecond. If interrupts stay masked for
//! longer than a period (for instance while the host writes a log frame), the clock falls behind by
//! what was missed; it never goes back.

use core::cell::{Cell, RefCell};
use core::task::Waker;

use cortex_m::Peripherals;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::peripheral::{SCB, SYST};
use cortex_m_rt::exception;
use critical_section::{CriticalSection, Mutex};
use embassy_time_driver::{Driver, TICK_HZ, time_driver_impl};
use embassy_time_queue_utils::Queue;

/// The board's core clock.
pub(crate) const CYCLES_PER_SECOND: u64 = 25_000_000;
const CYCLES_PER_TICK: u64 = CYCLES_PER_SECOND / TICK_HZ;
const CYCLES_PER_PERIOD: u32 = (CYCLES_PER_SECOND / 1_000) as u32;

struct SysTick {
    /// Completed periods.
    periods: Mutex<Cell<u64>>,
    /// The tick at which the next alarm is due.
    next_alarm: Mutex<Cell<u64>>,
    alarms: Mutex<RefCell<Queue>>,
}

time_driver_impl!(static CLOCK: SysTick = SysTick {
    periods: Mutex::new(Cell::new(0)),
    next_alarm: Mutex::new(Cell::new(u64::MAX)),
    alarms: Mutex::new(RefCell::new(Queue::new())),
});

/// Starts the timer. Must be called before anything asks for the time.
pub(crate) fn start(peripherals: &mut Peripherals) {
    let timer = &mut peripherals.SYST;
    timer.set_clock_source(SystClkSource::Core);
    timer.set_reload(CYCLES_PER_PERIOD - 1);
    timer.clear_current();
    timer.enable_counter();
    // A value of zero means the end of a period, except here: let the first one begin.
    while SYST::get_current() == 0 {}
    timer.enable_interrupt();
}

/// Returns the core cycles since the start.
pub(crate) fn cycles() -> u64 {
    critical_section::with(|cs| CLOCK.cycles(cs))
}

impl SysTick {
    fn cycles(&self, cs: CriticalSection<'_>) -> u64 {
        let periods = self.periods.borrow(cs).get();
        let left = SYST::get_current();
        // A pending end of period has not been counted, and the value just read may be from either
        // side of it; a value read now is from after it.
        let (periods, into) = if SCB::is_pendst_pending() {
            (
                periods + 1,
                (CYCLES_PER_PERIOD - SYST::get_current()) % CYCLES_PER_PERIOD,
            )
        } else {
            (periods, CYCLES_PER_PERIOD - left)
        };
        periods * u64::from(CYCLES_PER_PERIOD) + u64::from(into)
    }

    /// Wakes the tasks that are due and sets the next alarm.
    fn ring(&self, cs: CriticalSection<'_>) {
        let next = self
            .alarms
            .borrow(cs)
            .borrow_mut()
            .next_expiration(self.now());
        self.next_alarm.borrow(cs).set(next);
    }
}

impl Driver for SysTick {
    fn now(&self) -> u64 {
        critical_section::with(|cs| self.cycles(cs)) / CYCLES_PER_TICK
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        critical_section::with(|cs| {
            let changed = self.alarms.borrow(cs).borrow_mut().schedule_wake(at, waker);
            if changed {
                self.ring(cs);
            }
        });
    }
}

#[exception]
fn SysTick() {
    critical_section::with(|cs| {
        let periods = CLOCK.periods.borrow(cs);
        periods.set(periods.get() + 1);
        if CLOCK.next_alarm.borrow(cs).get() <= CLOCK.now() {
            CLOCK.ring(cs);
        }
    });
}
