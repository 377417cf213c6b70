//! The report for a machine.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Price, Report};
use crate::emulator::Outcome;
use crate::log::{Step, Verdict};
use crate::peer::Finding;

impl Report<'_> {
    pub(super) fn json(&self) -> Value {
        let steps = self.outcomes.last().map_or_else(Vec::new, |outcome| {
            let step = |(index, step): (usize, &Step)| {
                json!({
                    "name": step.name,
                    "passed": matches!(step.verdict, Verdict::Passed { .. }),
                    "instructions": self.instructions(outcome, index),
                })
            };
            outcome.steps.iter().enumerate().map(step).collect()
        });
        let seconds: Duration = self.outcomes.iter().map(|outcome| outcome.took).sum();
        json!({
            "passed": self.passed(),
            "runs": self.outcomes.len(),
            "runs_passed": self.runs_passed(),
            "seconds": seconds.as_secs_f64(),
            "features": self.options.features(),
            "target": self.options.target,
            "toolchain": self.built.toolchain,
            "emulator": self.qemu.version,
            "flash": self.image.flash,
            "static_ram": self.image.ram,
            "stack_peak": self.stack().map(|(peak, _)| peak),
            "stack_size": self.stack().map(|(_, size)| size),
            "prices": self.prices().iter().map(price).collect::<Value>(),
            "exceeded": self.exceeded(),
            "steps": steps,
            "servers": self.outcomes.last().map_or_else(Vec::new, servers),
        })
    }
}

/// A pair of name and value.
fn price(price: &Price) -> (String, Value) {
    (price.name.into(), price.instructions.into())
}

/// The requests that each server has seen.
fn servers(outcome: &Outcome) -> Vec<Value> {
    let server = |finding: &Finding| {
        json!({
            "name": finding.server,
            "passed": finding.fault.is_none(),
            "requests": finding.requests,
            "webhooks": finding.webhooks,
        })
    };
    outcome.findings.iter().map(server).collect()
}
