//! Runs an image in the emulator one instruction at a time and parses the trace: how many
//! instructions a function took, how deep the stack went, and what was reported.

use std::collections::HashMap;
use std::io::BufReader;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::elf::Elf;
use crate::image::Built;
use crate::machine::Machine;
use crate::registers::Registers;

/// Timeout that ends a hanging run. The longest takes seconds.
const WATCHDOG: Duration = Duration::from_secs(60);

/// What an image did between entering `perform` and `finished`.
#[derive(Default)]
pub(crate) struct Run {
    /// The argument of `finished`.
    pub(crate) done: u32,
    /// The total under the name `perform`, and each operation under its own.
    pub(crate) costs: Vec<(String, Cost)>,
    /// Instructions, by the address of the function that contains them.
    pub(crate) profile: HashMap<u32, u64>,
    /// What `report` was called with.
    pub(crate) reported: Vec<(String, u32)>,
}

/// What a function took, including everything it called.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cost {
    pub(crate) instructions: u64,
    /// Bytes from the stack pointer at the start of `perform` to the deepest point.
    pub(crate) stack: u32,
}

/// Runs an image to its end.
pub(crate) fn run(image: &Built) -> Result<Run> {
    let mut child = Command::new(image.machine.emulator)
        .args(image.machine.arguments)
        .args(["-display", "none", "-serial", "none", "-monitor", "none"])
        .args(single_step(image.machine)?)
        .args(["-D", "/dev/stdout", "-kernel"])
        .arg(&image.path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().context("no output")?;
    let (done, is_done) = mpsc::channel();
    let watch = thread::spawn(move || end(child, &is_done));
    let run = read(BufReader::with_capacity(1 << 16, output), image);
    let _ = done.send(());
    let _ = watch.join();
    run
}

/// Ends the emulator, which does not exit by itself, when told to or after the timeout.
fn end(mut child: Child, is_done: &mpsc::Receiver<()>) {
    let _ = is_done.recv_timeout(WATCHDOG);
    let _ = child.kill();
    let _ = child.wait();
}

/// Returns the arguments that make the emulator report registers before each instruction.
fn single_step(machine: &Machine) -> Result<&'static [&'static str]> {
    let emulator = machine.emulator;
    let output = Command::new(emulator).arg("--version").output();
    let output = output.with_context(|| format!("{emulator} is missing; Debian has it"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text
        .split_once(" version ")
        .and_then(|(_, number)| number.split_once('.'));
    let (major, rest) = version.context("QEMU does not say its version")?;
    let minor = rest.split(|c: char| !c.is_ascii_digit()).next();
    let version: (u32, u32) = (major.parse()?, minor.unwrap_or("0").parse()?);
    Ok(if version >= (8, 1) {
        &["-accel", "tcg,one-insn-per-tb=on", "-d", "exec,cpu,nochain"]
    } else {
        &["-singlestep", "-d", "exec,cpu,nochain"]
    })
}

/// Parses the trace until the image has finished.
fn read(mut lines: impl std::io::BufRead, image: &Built) -> Result<Run> {
    let mut counter = Counter::new(&image.elf)?;
    let mut registers = Registers::default();
    let mut line = Vec::new();
    while {
        line.clear();
        lines.read_until(b'\n', &mut line)? > 0
    } {
        let is_complete = match image.machine.is_riscv {
            true => registers.take_riscv(&line),
            false => registers.take_arm(&line),
        };
        if is_complete && counter.instruction(&registers) {
            return counter.result();
        }
    }
    bail!("the image did not finish")
}

/// A watched function between its entry and its return.
struct Open {
    name: String,
    return_to: u32,
    stack: u32,
    begun: u64,
    lowest: u32,
}

struct Counter<'a> {
    elf: &'a Elf,
    /// The functions to watch, by address.
    watched: HashMap<u32, String>,
    finished: u32,
    report: Option<u32>,
    total: u64,
    open: Vec<Open>,
    run: Run,
    /// Bounds of the function of the last instruction, which saves a search.
    function: (u32, u32),
    base: u32,
}

impl<'a> Counter<'a> {
    fn new(elf: &'a Elf) -> Result<Self> {
        let watched = elf.symbols.iter().filter(|symbol| {
            symbol.is_code && (symbol.name == "perform" || symbol.name.starts_with("operation_"))
        });
        Ok(Self {
            elf,
            watched: watched
                .map(|symbol| (symbol.address, symbol.name.clone()))
                .collect(),
            finished: elf.address("finished").context("no end in the image")?,
            report: elf.address("report"),
            total: 0,
            open: Vec::new(),
            run: Run::default(),
            function: (0, 0),
            base: 0,
        })
    }

    /// Counts an instruction. Returns `true` if it was the last.
    fn instruction(&mut self, registers: &Registers) -> bool {
        let at = registers.at;
        while let Some(open) = self.open.last()
            && at == open.return_to
            && registers.stack == open.stack
        {
            self.close();
        }
        if at == self.finished {
            self.run.done = registers.arguments[0];
            return true;
        }
        if let Some(name) = self.watched.get(&at) {
            self.open(name.clone(), registers);
        }
        if self.open.is_empty() {
            return false;
        }
        if Some(at) == self.report {
            self.reported(registers);
        }
        self.total += 1;
        for open in &mut self.open {
            open.lowest = open.lowest.min(registers.stack);
        }
        self.count(at);
        false
    }

    fn open(&mut self, name: String, registers: &Registers) {
        if self.open.is_empty() {
            self.base = registers.stack;
        }
        self.open.push(Open {
            name,
            return_to: registers.return_to,
            stack: registers.stack,
            begun: self.total,
            lowest: registers.stack,
        });
    }

    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            let cost = Cost {
                instructions: self.total - open.begun,
                stack: self.base - open.lowest,
            };
            self.run.costs.push((open.name, cost));
        }
    }

    fn count(&mut self, at: u32) {
        if !(self.function.0..self.function.1).contains(&at) {
            self.function = match self.elf.function(at) {
                Some(symbol) => (symbol.address, symbol.address + symbol.size.max(2)),
                None => (at, at + 2),
            };
        }
        *self.run.profile.entry(self.function.0).or_default() += 1;
    }

    fn reported(&mut self, registers: &Registers) {
        let [name, length, number] = registers.arguments;
        if let Some(bytes) = self.elf.bytes(name, length) {
            let name = String::from_utf8_lossy(bytes).into_owned();
            self.run.reported.push((name, number));
        }
    }

    fn result(mut self) -> Result<Run> {
        if !self.open.is_empty() {
            bail!("{} never returned", self.open[0].name);
        }
        // Outer functions end later; the total comes first.
        self.run.costs.reverse();
        Ok(self.run)
    }
}
