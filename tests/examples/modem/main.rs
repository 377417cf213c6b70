//! The six operations over a modem: a device has nothing but a serial port, and asks an AT-command
//! modem for a connection. TLS runs on the device, by heapless-tls; the modem sees ciphertext.
//!
//! [`device`] and [`at`] are what a device would have, `no_std` but for `main`. [`simulator`] is
//! the modem, on the other end of the serial port: here it connects to the sandbox.
//!
//! ```sh
//! cargo run -p gigapay-webhooks-tests --example modem
//! ```

mod at;
mod device;
mod simulator;

use std::error::Error;

use gigapay_sandbox::{Sandbox, Tls};
use gigapay_webhooks_tests as _;

fn main() -> Result<(), Box<dyn Error>> {
    let (report, requests) = run()?;
    println!(
        "{requests} requests over {} connections, at most {} bytes a read: {} events, {} deleted",
        report.connections, report.longest_read, report.events, report.deleted
    );
    Ok(())
}

/// Runs the device against a sandbox. Returns what it did, and how many requests arrived.
fn run() -> Result<(device::Report, usize), Box<dyn Error>> {
    let sandbox = Sandbox::builder().tls(Tls::SelfMade).start()?;
    let root = sandbox.ca_der().ok_or("the sandbox has no root")?;
    let uart = simulator::start()?;
    let base_url = sandbox.base_url();
    let report = device::run(uart, &base_url, root)?;
    Ok((report, sandbox.requests().len()))
}

#[test]
fn device_does_all_operations_over_a_modem() {
    let (report, requests) = run().expect("all operations");
    // Registering, retrieving, updating, replacing, the one webhook of the list.
    assert_eq!((report.events, report.deleted), (1 + 1 + 2 + 1 + 1, 1));
    assert_eq!(requests, 6);
    assert!((1..=simulator::FIFO).contains(&report.longest_read));
}

#[test]
fn modem_without_network_is_an_error() {
    let uart = simulator::start().expect("a serial port");
    // The discard port, where no server listens.
    let ended = device::run(uart, "https://127.0.0.1:9/v2/", &[]);
    assert_eq!(
        ended.expect_err("no connection").to_string(),
        "the modem reaches no server at this address"
    );
}
