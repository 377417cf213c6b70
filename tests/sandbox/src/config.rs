//! Configuration of a server, fixed at its start.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::deliveries::Delivery;
use crate::record::Request;

/// The settings, with the API's own defaults.
pub(crate) struct Config {
    pub(crate) tokens: Vec<String>,
    /// The known integrations; if empty, every name is one.
    pub(crate) integrations: Vec<String>,
    /// Whether user-scoped webhooks need `Integration-ID` too, as the reference says (B14).
    pub(crate) integration_always: bool,
    /// The allowed client addresses; if empty, every address is allowed (B3).
    pub(crate) whitelist: Vec<IpAddr>,
    pub(crate) page_size: usize,
    pub(crate) page_size_max: usize,
    /// The events that webhooks can subscribe to (B13).
    pub(crate) events: Vec<String>,
    pub(crate) idempotency_time: Duration,
    pub(crate) body_max: usize,
    pub(crate) read_time: Duration,
    pub(crate) on_request: Option<Arc<OnRequest>>,
    pub(crate) on_delivery: Option<Arc<OnDelivery>>,
    /// Interval before the first retry of a notification; it doubles from one retry to the next
    /// (B25).
    pub(crate) retry_unit: Duration,
    /// Timeout of one attempt.
    pub(crate) delivery_time: Duration,
    /// Whether notifications go to other computers too.
    pub(crate) deliver_anywhere: bool,
    /// Whether every response is a 301 (B4).
    pub(crate) redirect_to_https: bool,
    /// Whether the listener uses TLS.
    pub(crate) tls: bool,
}

/// Callback for every request.
pub(crate) type OnRequest = dyn Fn(&Request) + Send + Sync;

/// Callback for every attempt to deliver a notification.
pub(crate) type OnDelivery = dyn Fn(&Delivery) + Send + Sync;

/// The events that the documentation and the reference name ([B13](crate::behaviour#b13)): those
/// that a sandbox knows from the start.
pub const EVENTS: [&str; 12] = [
    "Employee.created",
    "Employee.notified",
    "Employee.claimed",
    "Employee.verified",
    "Payout.created",
    "Payout.notified",
    "Payout.accepted",
    "Payrun.created",
    "Payrun.paid",
    "Registration.verified",
    "Invoice.created",
    "Invoice.paid",
];

impl Default for Config {
    fn default() -> Self {
        Self {
            tokens: Vec::new(),
            integrations: Vec::new(),
            integration_always: false,
            whitelist: Vec::new(),
            page_size: 25,
            page_size_max: 100,
            events: EVENTS.map(String::from).to_vec(),
            idempotency_time: Duration::from_secs(24 * 60 * 60),
            body_max: 1024 * 1024,
            read_time: Duration::from_secs(30),
            on_request: None,
            on_delivery: None,
            retry_unit: Duration::from_secs(1),
            delivery_time: Duration::from_secs(10),
            deliver_anywhere: false,
            redirect_to_https: false,
            tls: false,
        }
    }
}

/// Leaves the tokens out.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}
