//! The clients side by side, and the limits of ours.

use anyhow::{Context as _, Result, ensure};

use crate::clients::{self, CLIENTS, OURS, UREQ};
use crate::count::{self, Calls};
use crate::load::Load;
use crate::server;

/// What a request costs one client.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    pub client: &'static str,
    pub load: Load,
    pub instructions: f64,
    pub system_calls: Calls,
    pub requests_per_second: f64,
}

impl Cost {
    /// Megabytes of bodies per second.
    pub fn megabytes_per_second(&self) -> f64 {
        self.requests_per_second * self.load.body().len() as f64 / 1e6
    }
}

/// The most that ours may cost. Only what is the same in every run has a limit: in how many pieces
/// a large page arrives is not.
struct Budget {
    load: Load,
    /// As a share of ureq's.
    instructions: f64,
    /// As a share of ureq's.
    system_calls: Option<f64>,
    /// The response, and whether a connection that was idle is still open.
    reads: Option<f64>,
}

/// In one piece.
const WRITES: f64 = 1.0;

/// Time-outs are set when a connection is opened; these requests are too fast to need others.
const OPTIONS: f64 = 0.0;

const BUDGETS: [Budget; 5] = [
    Budget {
        load: Load::RETRIEVE,
        instructions: 0.45,
        system_calls: Some(0.63),
        reads: Some(2.0),
    },
    Budget {
        load: Load::LIST_25,
        instructions: 1.20,
        system_calls: Some(0.63),
        reads: Some(2.0),
    },
    Budget {
        load: Load::LIST_1000,
        instructions: 1.25,
        system_calls: None,
        reads: None,
    },
    Budget {
        load: Load::RETRIEVE_TLS,
        instructions: 0.52,
        system_calls: Some(0.63),
        reads: Some(2.0),
    },
    Budget {
        load: Load::LIST_1000_TLS,
        instructions: 1.25,
        system_calls: None,
        reads: None,
    },
];

/// The most bytes of the heap that a client of ours may allocate, the texts of its settings
/// included.
const HEAP: usize = 20 * 1024;

/// Fails if a client takes more of the heap than it may.
pub fn heap() -> Result<()> {
    let heap = clients::own_heap()?;
    println!("A client takes {heap} bytes of the heap.\n");
    ensure!(heap <= HEAP, "a client takes more than {HEAP} bytes");
    Ok(())
}

/// Measures every client under every load.
pub fn measure(short: bool) -> Result<Vec<Cost>> {
    let address = server::start()?.to_string();
    let mut costs = Vec::new();
    for load in Load::ALL {
        let clients = if load.is_tls { 2 } else { CLIENTS.len() };
        for client in CLIENTS.into_iter().take(clients) {
            costs.push(cost(client, &address, load)?);
        }
    }
    // The clients take turns, so that what else the machine does slows all of them.
    for _ in 0..if short { 1 } else { ROUNDS } {
        for cost in &mut costs {
            let rate = clients::rate(cost.client, &address, cost.load)?;
            cost.requests_per_second = rate.max(cost.requests_per_second);
        }
    }
    Ok(costs)
}

/// How often each client's rate is measured; the highest counts.
const ROUNDS: u32 = 40;

/// What is counted of a client's requests, without their rate.
fn cost(client: &'static str, address: &str, load: Load) -> Result<Cost> {
    let argument = load.argument();
    // Two counts: each includes the start of the program and the first connection.
    let run = |requests| ["request", client, address, &argument, requests];
    let instructions = |requests| count::instructions(&run(requests));
    let calls = |requests| count::system_calls(&run(requests));
    Ok(Cost {
        client,
        load,
        instructions: (instructions("25")? as f64 - instructions("5")? as f64) / 20.0,
        system_calls: calls("25")?.each(calls("5")?, 20.0),
        requests_per_second: 0.0,
    })
}

/// Finds one client's cost.
pub fn find<'c>(costs: &'c [Cost], client: &str, load: Load) -> Result<&'c Cost> {
    let found = costs
        .iter()
        .find(|cost| cost.client == client && cost.load == load);
    found.with_context(|| format!("{client} was not measured"))
}

/// Fails if a budget is exceeded.
pub fn decide(costs: &[Cost]) -> Result<()> {
    for budget in BUDGETS {
        let ours = find(costs, OURS, budget.load)?;
        let ureq = find(costs, UREQ, budget.load)?;
        let instructions = ours.instructions / ureq.instructions;
        let calls = ours.system_calls;
        let system_calls = calls.total / ureq.system_calls.total;
        for (what, number, limit) in [
            (
                "of ureq's instructions",
                instructions,
                Some(budget.instructions),
            ),
            ("of ureq's system calls", system_calls, budget.system_calls),
            ("writes", calls.writes, Some(WRITES)),
            ("reads", calls.reads, budget.reads),
            ("socket options set", calls.options, Some(OPTIONS)),
        ] {
            ensure!(
                limit.is_none_or(|limit| number <= limit),
                "{:?}: {number:.2} {what}, and at most {limit:?} are allowed",
                budget.load
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ours at a tenth of ureq.
    fn cheap() -> Vec<Cost> {
        let mut costs = Vec::new();
        for load in Load::ALL {
            for (client, instructions, total) in [(OURS, 1e3, 5.0), (UREQ, 1e4, 10.0)] {
                costs.push(Cost {
                    client,
                    load,
                    instructions,
                    system_calls: Calls {
                        total,
                        writes: 1.0,
                        reads: 2.0,
                        options: 0.0,
                    },
                    requests_per_second: 1.0,
                });
            }
        }
        costs
    }

    #[test]
    fn finds_what_is_over_budget() {
        assert!(decide(&cheap()).is_ok());
        assert!(decide(&[]).is_err());
        for load in [0, 2, 4] {
            let mut costs = cheap();
            costs[load].instructions *= 50.0;
            let error = decide(&costs).unwrap_err().to_string();
            assert!(error.contains("instructions"), "{error}");
        }
        for load in [0, 2] {
            let over = |spoil: fn(&mut Calls), what: &str| {
                let mut costs = cheap();
                spoil(&mut costs[load].system_calls);
                let error = decide(&costs).unwrap_err().to_string();
                assert!(error.contains(what), "{error}");
            };
            over(|calls| calls.total *= 50.0, "system calls");
            over(|calls| calls.writes = 2.0, "writes");
            over(|calls| calls.reads = 3.0, "reads");
            over(|calls| calls.options = 0.5, "options");
        }
    }
}
