//! A fleet of devices that all come back after a power cut: a discrete-event simulation.
//!
//! Every device runs core's own [`Ensure`](gigapay_webhooks::Ensure) over real bytes, and core's
//! own [`Retry`](gigapay_webhooks::Retry) unless the policy is another. Core does no I/O and has
//! no clock, so all of it runs in virtual time. A seed determines everything.

mod api;
pub mod chart;
mod device;
pub mod policy;
pub mod random;
mod simulation;
pub mod table;

pub use api::{Admission, Load, Store};
pub use simulation::{Report, run};

/// The devices, the network and the API.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// Number of devices.
    pub devices: u32,
    /// Requests that the server can carry out in a second.
    pub capacity: u64,
    /// Requests that the account may make in a minute; further ones are refused with 429.
    pub per_minute: u64,
    /// The longest queue in milliseconds; beyond it, requests are refused with 503.
    pub longest_queue: u64,
    /// How long a device waits for a response, in milliseconds.
    pub timeout: u64,
    /// Requests, and responses, that are lost, of a thousand.
    pub lost: u64,
    /// What determines every random number.
    pub seed: u64,
}

impl Conditions {
    /// The API's capacity grows with the fleet: the whole fleet's least number of requests takes
    /// it four minutes at its rate limit.
    pub const fn of(devices: u32, seed: u64) -> Self {
        let fleet = devices as u64;
        Self {
            devices,
            capacity: fleet / 100,
            per_minute: fleet * 3 / 10,
            longest_queue: 5_000,
            timeout: 10_000,
            lost: 10,
            seed,
        }
    }
}
