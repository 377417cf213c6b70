//! defmt's frames, written to the host's standard output: one host call per frame, or per full
//! buffer. The runner decodes them.

use core::cell::RefCell;

use critical_section::{Mutex, RestoreState};
use defmt::{Encoder, Logger, global_logger, timestamp};
use semihosting::io::{self, Stdout, Write as _};

use super::{Status, exit};
use crate::time_driver::{CYCLES_PER_SECOND, cycles};

timestamp!("{=u64:us}", cycles() / (CYCLES_PER_SECOND / 1_000_000));

#[global_logger]
struct HostLog;

/// State of a frame that is being written.
struct Frame {
    encoder: Encoder,
    output: Output,
    /// The interrupt state before the frame; `None` if there is no frame.
    interrupts: Option<RestoreState>,
}

static FRAME: Mutex<RefCell<Frame>> = Mutex::new(RefCell::new(Frame {
    encoder: Encoder::new(),
    output: Output {
        host: None,
        octets: heapless::Vec::new(),
    },
    interrupts: None,
}));

struct Output {
    host: Option<Stdout>,
    octets: heapless::Vec<u8, 128>,
}

impl Output {
    fn put(&mut self, octets: &[u8]) {
        for octet in octets {
            if self.octets.is_full() {
                self.send();
            }
            let _ = self.octets.push(*octet);
        }
    }

    fn send(&mut self) {
        if self.host.is_none() {
            self.host = io::stdout().ok();
        }
        let written = self.host.as_mut().map(|host| host.write_all(&self.octets));
        if !matches!(written, Some(Ok(()))) {
            exit(Status::Mute);
        }
        self.octets.clear();
    }
}

fn with<R>(work: impl FnOnce(&mut Frame) -> R) -> R {
    critical_section::with(|cs| {
        let mut frame = FRAME.borrow_ref_mut(cs);
        work(&mut frame)
    })
}

// SAFETY: from `acquire` to `release` interrupts are masked, so on a single core nothing else logs
// in between. A nested `acquire`, by a value that logs while it is being logged, ends the run.
// Frames are written as the encoder requires.
unsafe impl Logger for HostLog {
    fn acquire() {
        // SAFETY: released in `release`, in the opposite order.
        let interrupts = unsafe { critical_section::acquire() };
        with(|frame| {
            if frame.interrupts.replace(interrupts).is_some() {
                exit(Status::Mute);
            }
            frame.encoder.start_frame(|octets| frame.output.put(octets));
        });
    }

    unsafe fn flush() {
        with(|frame| frame.output.send());
    }

    unsafe fn release() {
        let interrupts = with(|frame| {
            frame.encoder.end_frame(|octets| frame.output.put(octets));
            frame.output.send();
            frame.interrupts.take()
        });
        if let Some(interrupts) = interrupts {
            // SAFETY: the state is that of the `acquire` that this call ends.
            unsafe { critical_section::release(interrupts) };
        }
    }

    unsafe fn write(octets: &[u8]) {
        with(|frame| {
            frame
                .encoder
                .write(octets, |octets| frame.output.put(octets))
        });
    }
}
