//! Builds the firmware image, runs it in QEMU against servers on this host's loopback, decodes its
//! log while it runs, and reports what passed, what the servers saw, and what it cost.

mod budget;
mod emulator;
mod folder;
mod image;
mod log;
mod options;
mod peer;
mod qemu;
mod report;
mod toolchain;
mod trace;

use std::process::ExitCode;

use anyhow::Result;

use crate::image::Image;
use crate::options::Options;
use crate::peer::{Chains, Peer};
use crate::qemu::Qemu;
use crate::report::Report;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether every run passed.
fn run() -> Result<bool> {
    let Some(options) = Options::read()? else {
        print!("{}", options::HELP);
        return Ok(true);
    };
    let qemu = Qemu::find()?;
    let built = toolchain::build(&options)?;
    let image = Image::read(&built.executable)?;
    let chains = Chains::make(&options)?;
    let mut report = Report::new(&options, &qemu, &built, &image);
    for _ in 0..options.repeat {
        // Each run has its own servers, so that no run inherits anything from the one before.
        let peer = Peer::start(&options, &chains)?;
        let outcome = emulator::run(&qemu, &options, &image, &peer)?;
        report.add(outcome);
    }
    report.finish();
    Ok(report.passed())
}
