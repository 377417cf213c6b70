//! The report at the end.

mod json;

use crate::budget::{Budget, HANDSHAKES};
use crate::emulator::{End, Outcome};
use crate::image::Image;
use crate::log::{Step, Verdict};
use crate::options::{Clock, Options};
use crate::qemu::Qemu;
use crate::toolchain::Built;

/// A core cycle of the board (25 MHz) is 40 ns, which is 40 instructions when guest time counts
/// instructions.
const INSTRUCTIONS_PER_CYCLE: u64 = 40;

/// The runs so far.
pub(crate) struct Report<'a> {
    options: &'a Options,
    qemu: &'a Qemu,
    built: &'a Built,
    image: &'a Image,
    outcomes: Vec<Outcome>,
}

/// What something costs.
struct Price {
    /// The step that does it.
    name: &'static str,
    instructions: u64,
    most: Option<u64>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(
        options: &'a Options,
        qemu: &'a Qemu,
        built: &'a Built,
        image: &'a Image,
    ) -> Self {
        Self {
            options,
            qemu,
            built,
            image,
            outcomes: Vec::new(),
        }
    }

    /// Adds a run and prints its result.
    pub(crate) fn add(&mut self, outcome: Outcome) {
        let number = self.outcomes.len() + 1;
        let verdict = if outcome.passed() { "passed" } else { "FAILED" };
        let took = outcome.took.as_secs_f32();
        let repeat = self.options.repeat;
        self.options.say(&format!(
            "run {number} of {repeat}: {verdict} in {took:.2} s{}",
            why(&outcome)
        ));
        if !outcome.passed() {
            outcome.lines.iter().for_each(|line| self.options.say(line));
        }
        self.outcomes.push(outcome);
    }

    /// Whether every run passed within the budgets.
    pub(crate) fn passed(&self) -> bool {
        self.outcomes.iter().all(Outcome::passed) && self.exceeded().is_empty()
    }

    fn exceeded(&self) -> Vec<&'static str> {
        let stack = self.stack().map(|(peak, _)| peak);
        let Some(budget) = Budget::of(self.options) else {
            return Vec::new();
        };
        let exceeds = |price: &Price| price.most.is_some_and(|most| price.instructions > most);
        let prices = self.prices().into_iter().filter(exceeds);
        let mut exceeded = budget.exceeded(self.image, stack);
        exceeded.extend(prices.map(|price| price.name));
        exceeded
    }

    /// Prints everything.
    pub(crate) fn finish(&self) {
        let say = |line: String| self.options.say(&line);
        say(String::new());
        for row in self.rows() {
            say(row);
        }
        for price in self.prices() {
            let Price {
                name, instructions, ..
            } = price;
            let most = price.most.filter(|_| Budget::of(self.options).is_some());
            let most = most.map_or_else(String::new, |most| format!(" of {most} allowed"));
            say(format!("{name:<31} {instructions:>19} instructions{most}"));
        }
        let budget = Budget::of(self.options);
        let line = |name, taken, most: Option<u64>| {
            let most = most.map_or_else(String::new, |most| format!(" of {most} allowed"));
            format!("{name:<16} {taken:>10} bytes{most}")
        };
        let flash = budget.map(|budget| budget.flash);
        say(line("flash", self.image.flash, flash));
        let ram = budget.map(|budget| budget.ram);
        say(line("static RAM", self.image.ram, ram));
        if let Some((peak, size)) = self.stack() {
            let stack = budget.map(|budget| budget.stack);
            let line = line("peak stack", peak, stack);
            say(format!("{line}; there are {size}"));
        }
        for name in self.exceeded() {
            say(format!("{name} exceeds what is allowed"));
        }
        say(format!(
            "runs passed      {:>10} of {}",
            self.runs_passed(),
            self.outcomes.len()
        ));
        say(format!("toolchain        {}", self.built.toolchain));
        say(format!("emulator         {}", self.qemu.version));
        if self.options.json {
            println!("{}", self.json());
        }
    }

    /// Returns the steps of the last run, which went furthest, or is like all others.
    fn rows(&self) -> Vec<String> {
        let Some(outcome) = self.outcomes.last() else {
            return Vec::new();
        };
        let row = |(index, step): (usize, &Step)| match &step.verdict {
            Verdict::Failed(reason) => format!("step {:<26} FAILED: {reason}", step.name),
            Verdict::Passed { .. } => match self.instructions(outcome, index) {
                Some(count) => format!("step {:<26} passed {count:>12} instructions", step.name),
                None => format!("step {:<26} passed", step.name),
            },
        };
        let steps = outcome.steps.iter().enumerate().map(row);
        let servers = outcome.findings.iter().map(|finding| {
            let verdict = match &finding.fault {
                None => format!(
                    "passed {:>12} requests, {} webhooks left",
                    finding.requests, finding.webhooks
                ),
                Some(fault) => format!("FAILED: {fault}"),
            };
            format!("server {:<24} {verdict}", finding.server)
        });
        steps.chain(servers).collect()
    }

    /// Returns the instructions of a step, counted in the way that the clock allows.
    fn instructions(&self, outcome: &Outcome, index: usize) -> Option<u64> {
        match (self.options.clock, &outcome.steps.get(index)?.verdict) {
            (Clock::Trace, _) => outcome.traced.get(index).copied(),
            (Clock::Instructions, Verdict::Passed { awake }) => {
                Some(awake * INSTRUCTIONS_PER_CYCLE)
            }
            _ => None,
        }
    }

    /// Returns the cost of an operation on an open connection and of connecting, handshakes
    /// included: the difference between steps that differ only in that.
    fn prices(&self) -> Vec<Price> {
        let price = |name, less: Option<&str>, most| {
            let spared = less.map_or(Some(0), |less| self.dearest(less));
            let instructions = self.dearest(name)?.saturating_sub(spared?);
            Some(Price {
                name,
                instructions,
                most,
            })
        };
        let open = Some("list none");
        let mut prices = vec![
            price("connect and list", open, None),
            price("retrieve", None, None),
        ];
        let handshakes = HANDSHAKES.iter();
        prices.extend(handshakes.map(|(name, most)| price(name, open, Some(*most))));
        prices.into_iter().flatten().collect()
    }

    /// Returns the instructions that a step has taken at most in all runs.
    fn dearest(&self, name: &str) -> Option<u64> {
        let of_run = |outcome: &Outcome| {
            let index = outcome.steps.iter().position(|step| step.name == name)?;
            self.instructions(outcome, index)
        };
        self.outcomes.iter().filter_map(of_run).max()
    }

    fn runs_passed(&self) -> usize {
        self.outcomes
            .iter()
            .filter(|outcome| outcome.passed())
            .count()
    }

    /// Returns the highest peak of all runs, and the stack's size.
    fn stack(&self) -> Option<(u64, u64)> {
        let stacks = self.outcomes.iter().filter_map(|outcome| outcome.stack);
        stacks.map(|stack| (stack.peak, stack.size)).max()
    }
}

/// Returns why a run failed, as far as its end says.
fn why(outcome: &Outcome) -> String {
    let text = match outcome.end {
        End::Timeout => "it took too long and was ended",
        End::Killed => "QEMU was killed",
        End::Exit(101) => "the guest panicked",
        End::Exit(102) => "the guest faulted",
        End::Exit(103) => "the guest could not log",
        End::Exit(0) if outcome.broken_log => "the log is broken",
        End::Exit(0)
            if outcome
                .findings
                .iter()
                .any(|finding| finding.fault.is_some()) =>
        {
            "a server has seen something else"
        }
        End::Exit(0) if !outcome.passed() => "the log does not say that all is well",
        End::Exit(0) => return String::new(),
        End::Exit(1) if !outcome.steps.is_empty() => "a step failed",
        End::Exit(_) => "QEMU did not start, or the guest not",
    };
    format!(": {text}")
}
