//! State shared by the server's thread and the sandbox's owner.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::config::Config;
use crate::deliveries::Deliveries;
use crate::faults::Faults;
use crate::record::Request;
use crate::store::Store;
use crate::sync::lock;

/// Maximum number of recorded requests; beyond it the oldest are forgotten.
const REQUESTS_MAX: usize = 10_000;

/// State shared by the server's thread and the sandbox's owner.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) store: Mutex<Store>,
    pub(crate) faults: Faults,
    pub(crate) clock: Clock,
    pub(crate) requests: Mutex<VecDeque<Request>>,
    pub(crate) deliveries: Deliveries,
    connections: AtomicU64,
}

impl Shared {
    /// Creates the shared state, and the channel of the notifications to deliver.
    pub(crate) fn new(config: Config, store: Store) -> (Self, mpsc::UnboundedReceiver<u64>) {
        let (deliveries, numbers) = Deliveries::new();
        let shared = Self {
            config,
            store: Mutex::new(store),
            faults: Faults::default(),
            clock: Clock::default(),
            requests: Mutex::default(),
            deliveries,
            connections: AtomicU64::new(0),
        };
        (shared, numbers)
    }

    /// Returns the number of a connection that was just accepted.
    pub(crate) fn count_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    pub(crate) fn record(&self, request: Request) {
        if let Some(callback) = &self.config.on_request {
            callback(&request);
        }
        let mut requests = lock(&self.requests);
        if requests.len() >= REQUESTS_MAX {
            requests.pop_front();
        }
        requests.push_back(request);
    }
}
