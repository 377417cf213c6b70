//! Steps: the parts of a run, which the runner reports and counts instructions by.

use core::sync::atomic::{AtomicU32, Ordering};

use defmt::{Format, error, info};

use crate::executor::cycles_awake;
use crate::time_driver::cycles;

/// A step failed; the log says which, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failed;

/// A step in progress. Its name is words separated by spaces.
#[must_use = "a step that does not end is neither passed nor failed"]
pub(crate) struct Step {
    name: &'static str,
    begun: u64,
    begun_awake: u64,
}

impl Step {
    /// Begins a step and starts its clocks.
    pub(crate) fn begin(name: &'static str) -> Self {
        let step = Self {
            name,
            begun: cycles(),
            begun_awake: cycles_awake(),
        };
        step_begins();
        step
    }

    /// Ends the step with the result of its work. The texts are those that the runner parses.
    pub(crate) fn end<T, E: Format>(self, outcome: Result<T, E>) -> Result<T, Failed> {
        step_ends();
        match outcome {
            Ok(value) => {
                self.tell_passed();
                Ok(value)
            }
            Err(reason) => {
                error!("step {=str} failed: {}", self.name, reason);
                Err(Failed)
            }
        }
    }

    /// Not inlined, so that the image has it once.
    #[inline(never)]
    fn tell_passed(&self) {
        let (awake, all) = (cycles_awake() - self.begun_awake, cycles() - self.begun);
        info!(
            "step {=str} passed in {=u64} of {=u64} cycles",
            self.name, awake, all
        );
    }
}

/// The number of steps begun and ended. The two marks change it in different ways, so that neither
/// is inlined or merged with the other.
static BEGUN: AtomicU32 = AtomicU32::new(0);
static ENDED: AtomicU32 = AtomicU32::new(0);

/// Where the runner begins to count instructions.
// SAFETY: no other function of this image has the name.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn step_begins() {
    BEGUN.fetch_add(1, Ordering::Relaxed);
}

/// Where the runner ends counting.
// SAFETY: no other function of this image has the name.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn step_ends() {
    ENDED.fetch_add(1, Ordering::Relaxed);
}
