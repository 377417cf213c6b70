//! The clients side by side, and the limits of ours.

use anyhow::{Context as _, Result, ensure};

use crate::clients::{self, CLIENTS, OURS, UREQ};
use crate::count;
use crate::load::Load;
use crate::server;

/// What a request costs one client.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    pub client: &'static str,
    pub load: Load,
    pub instructions: f64,
    pub system_calls: f64,
    pub requests_per_second: f64,
}

impl Cost {
    /// Megabytes of bodies per second.
    pub fn megabytes_per_second(&self) -> f64 {
        self.requests_per_second * self.load.body().len() as f64 / 1e6
    }
}

/// The most that ours may cost, as a share of what ureq costs. Only what is the same in every run
/// has a limit: in how many pieces a large page arrives is not.
struct Budget {
    load: Load,
    instructions: f64,
    system_calls: Option<f64>,
}

const BUDGETS: [Budget; 3] = [
    Budget {
        load: Load::Retrieve,
        instructions: 0.65,
        system_calls: Some(0.70),
    },
    Budget {
        load: Load::List(25),
        instructions: 2.40,
        system_calls: Some(0.70),
    },
    Budget {
        load: Load::List(1000),
        instructions: 2.60,
        system_calls: None,
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
        for client in CLIENTS {
            costs.push(cost(client, &address, load, short)?);
        }
    }
    Ok(costs)
}

fn cost(client: &'static str, address: &str, load: Load, short: bool) -> Result<Cost> {
    let rounds = if short { 1 } else { 9 };
    let requests = match load {
        Load::Retrieve => 1000,
        Load::List(25) => 500,
        Load::List(_) => 50,
    };
    let webhooks = load.webhooks().to_string();
    // Two counts: each includes the start of the program and the first connection.
    let each = |count: fn(&[&str]) -> Result<u64>| -> Result<f64> {
        let count = |requests| count(&["request", client, address, &webhooks, requests]);
        Ok((count("25")? as f64 - count("5")? as f64) / 20.0)
    };
    Ok(Cost {
        client,
        load,
        instructions: each(count::instructions)?,
        system_calls: each(count::system_calls)?,
        requests_per_second: clients::rate(client, address, load, requests, rounds)?,
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
        let system_calls = ours.system_calls / ureq.system_calls;
        for (what, ratio, limit) in [
            ("instructions", instructions, Some(budget.instructions)),
            ("system calls", system_calls, budget.system_calls),
        ] {
            ensure!(
                limit.is_none_or(|limit| ratio <= limit),
                "{:?}: {ratio:.2} times ureq's {what}, and at most {limit:?} are allowed",
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
            for (client, instructions, system_calls) in [(OURS, 1e3, 1.0), (UREQ, 1e4, 10.0)] {
                costs.push(Cost {
                    client,
                    load,
                    instructions,
                    system_calls,
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
            let mut costs = cheap();
            costs[load].system_calls *= 50.0;
            let error = decide(&costs).unwrap_err().to_string();
            assert!(error.contains("system calls"), "{error}");
        }
    }
}
