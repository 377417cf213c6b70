//! The image: a Cortex-M4 board in QEMU, with Ethernet, that runs the job and exits.
//!
//! The board is the lowest layer and knows nothing of the job: [`board`] boots and gets an address,
//! [`job`] does the work, and this file joins the two and turns the outcome into QEMU's exit
//! status.

#![no_std]
#![no_main]

mod board;
mod executor;
#[cfg(feature = "faults")]
mod faults;
mod host;
mod interrupts;
mod job;
mod lan9118;
mod stack;
mod step;
mod time_driver;

use cortex_m::Peripherals;
use cortex_m_rt::entry;
use defmt::{error, info};
use embassy_executor::Spawner;

use crate::board::Board;
use crate::host::{Status, exit};
use crate::step::Failed;

#[entry]
fn main() -> ! {
    let Some(mut peripherals) = Peripherals::take() else {
        exit(Status::Failed)
    };
    time_driver::start(&mut peripherals);
    executor::run(|spawner| match run(spawner) {
        Ok(task) => spawner.spawn(task),
        Err(_) => exit(Status::Failed),
    })
}

#[embassy_executor::task]
async fn run(spawner: Spawner) {
    let outcome = boot_and_work(spawner).await;
    let stack = stack::measure();
    info!("stack peak {=usize} of {=usize}", stack.peak, stack.size);
    match outcome {
        Ok(()) => exit(Status::Passed),
        Err(Failed) => {
            error!("the run failed");
            exit(Status::Failed)
        }
    }
}

async fn boot_and_work(spawner: Spawner) -> Result<(), Failed> {
    let board = Board::boot(spawner).await?;
    #[cfg(feature = "faults")]
    faults::provoke(&board.arguments).await?;
    job::run(&board).await
}
