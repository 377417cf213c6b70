//! The events, in order of virtual time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use gigapay_webhooks::{Api, Credentials, Server, Token, Webhook};

use crate::Conditions;
use crate::api::{Admission, Load, Store, refusal};
use crate::device::{Device, EVENTS_JSON, Outcome, url};
use crate::policy::Policy;
use crate::random::Random;

/// What came of a fleet.
#[derive(Debug)]
pub struct Report {
    /// The policy's name.
    pub policy: &'static str,
    /// Requests that arrived in each second.
    pub per_second: Vec<u32>,
    /// The largest of these.
    pub peak: u32,
    /// When 99.9 % of the devices were as desired, in milliseconds; `None` if they never were.
    pub nearly_all: Option<u64>,
    /// When the last device was.
    pub last: u64,
    /// Requests in all.
    pub requests: u64,
    /// Requests that were refused with 429 or 503.
    pub refused: u64,
    /// Devices that gave up.
    pub given_up: u32,
    /// Webhooks in the API at the end.
    pub webhooks: usize,
    /// Devices with exactly one webhook, which is as desired.
    pub exactly_one: u32,
}

/// A day: what has not ended by then is given up.
const END: u64 = 86_400_000;

/// Everything but the devices.
struct World {
    conditions: Conditions,
    random: Random,
    load: Load,
    store: Store,
    refused: u64,
}

impl World {
    /// What the API has of a device before the power cut.
    fn had(&mut self, number: usize, id: &str, url: &str) {
        match number % 10 {
            0 => {}
            1 => self.store.put(id, "https://example.com/old/", EVENTS_JSON),
            _ => self.store.put(id, url, EVENTS_JSON),
        }
    }

    /// A request arrives at `now`: the response, and when the device learns of it.
    fn serve(&mut self, now: u64, request: &str) -> (Option<String>, u64) {
        let lost = self.conditions.lost;
        let timeout = now + self.conditions.timeout;
        if self.random.is_one_of(lost) {
            return (None, timeout);
        }
        let (response, leaves) = match self.load.admit(now) {
            Admission::Served(at) => (self.store.respond(request), at),
            Admission::Throttled(seconds) => {
                self.refused += 1;
                (refusal(429, Some(seconds)), now)
            }
            Admission::Overloaded => {
                self.refused += 1;
                (refusal(503, None), now)
            }
        };
        let arrives = leaves + latency(&mut self.random);
        // What was carried out stays so, whether or not the device learns of it.
        match self.random.is_one_of(lost) || arrives > timeout {
            true => (None, timeout),
            false => (Some(response), arrives),
        }
    }
}

/// Of one way, in milliseconds.
fn latency(random: &mut Random) -> u64 {
    20 + random.below(80)
}

/// Runs a fleet to its end.
///
/// Four of five devices find their webhook as desired; one of ten finds another URL, and one of
/// ten finds none.
pub fn run(conditions: Conditions, policy: &Policy) -> Report {
    let credentials = Credentials::user(Token::new("fleet").expect("it is a token"));
    let api = Api::new(Server::PRODUCTION, &credentials);
    let ids: Vec<String> = (0..conditions.devices)
        .map(|number| format!("pump-{number:06}"))
        .collect();
    let urls: Vec<String> = ids.iter().map(|id| url(id)).collect();
    let mut world = World {
        conditions,
        random: Random::new(conditions.seed),
        load: Load::new(conditions),
        store: Store::default(),
        refused: 0,
    };
    let mut devices = Vec::new();
    let mut events = BinaryHeap::new();
    for (number, (id, url)) in ids.iter().zip(&urls).enumerate() {
        world.had(number, id, url);
        let mut device = Device::new(&api, id, url, policy.waits);
        // Starting and joining the network takes three to four seconds.
        device.begun = 3_000 + world.random.below(1_000) + world.random.below(policy.spread);
        let arrives = device.begun + latency(&mut world.random);
        events.push(Reverse((arrives, number)));
        devices.push(device);
    }
    let mut report = Report::new(policy.name);
    let mut ended = Vec::with_capacity(devices.len());
    let mut webhook = Webhook::new();
    while let Some(Reverse((now, number))) = events.pop() {
        report.arrived(now);
        match step(&api, &mut devices[number], &mut world, &mut webhook, now) {
            Next::Ended(at) => ended.push(at),
            Next::Arrives(at) if at < END => events.push(Reverse((at, number))),
            Next::Arrives(_) | Next::GivenUp => report.given_up += 1,
        }
    }
    report.end(conditions, ended);
    report.refused = world.refused;
    report.webhooks = world.store.count();
    let have_one = ids.iter().zip(&urls);
    report.exactly_one = have_one
        .filter(|(id, url)| world.store.has_one(id, url, EVENTS_JSON))
        .count() as u32;
    report
}

/// What follows from a request.
enum Next {
    /// The device is done at this time.
    Ended(u64),
    /// Its next request arrives at this time.
    Arrives(u64),
    GivenUp,
}

/// The request of a device that arrives at `now`.
fn step(
    api: &Api<'_>,
    device: &mut Device<'_>,
    world: &mut World,
    webhook: &mut Webhook,
    now: u64,
) -> Next {
    let mut learns = now;
    let outcome = device.request(api, webhook, |request| {
        let (response, at) = world.serve(now, request);
        learns = at;
        response
    });
    let wait = match outcome {
        Outcome::AsDesired => return Next::Ended(learns),
        Outcome::Next => Some(0),
        Outcome::Failed(failure) => {
            let elapsed = learns - device.begun;
            device.trial.failed(failure, elapsed, &mut world.random)
        }
    };
    match wait {
        Some(wait) => Next::Arrives(learns + wait + latency(&mut world.random)),
        None => Next::GivenUp,
    }
}

impl Report {
    fn new(policy: &'static str) -> Self {
        Self {
            policy,
            per_second: Vec::new(),
            peak: 0,
            nearly_all: None,
            last: 0,
            requests: 0,
            refused: 0,
            given_up: 0,
            webhooks: 0,
            exactly_one: 0,
        }
    }

    /// Whether every one of so many devices ended with exactly one webhook, and the API has no
    /// other.
    pub fn is_exactly_one(&self, devices: u32) -> bool {
        self.exactly_one == devices && self.webhooks == devices as usize && self.given_up == 0
    }

    fn arrived(&mut self, now: u64) {
        let second = (now / 1000) as usize;
        if self.per_second.len() <= second {
            self.per_second.resize(second + 1, 0);
        }
        self.per_second[second] += 1;
        self.requests += 1;
    }

    fn end(&mut self, conditions: Conditions, mut ended: Vec<u64>) {
        ended.sort_unstable();
        let nearly_all = (u64::from(conditions.devices) * 999).div_ceil(1000) as usize;
        self.nearly_all = ended.get(nearly_all.saturating_sub(1)).copied();
        self.last = ended.last().copied().unwrap_or(0);
        self.peak = self.per_second.iter().copied().max().unwrap_or(0);
    }
}
