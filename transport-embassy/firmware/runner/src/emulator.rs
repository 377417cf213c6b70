//! One run in QEMU.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::image::Image;
use crate::log::{Log, Stack, Step, Verdict};
use crate::options::{Clock, Options};
use crate::peer::{Finding, Peer};
use crate::qemu::Qemu;
use crate::trace;

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The guest ended it, with this status.
    Exit(i32),
    /// It took too long and was stopped.
    Timeout,
    /// QEMU was killed.
    Killed,
}

/// The result of a run.
pub(crate) struct Outcome {
    pub(crate) end: End,
    pub(crate) steps: Vec<Step>,
    pub(crate) stack: Option<Stack>,
    /// The log lines that were not shown.
    pub(crate) lines: Vec<String>,
    pub(crate) broken_log: bool,
    /// From the trace: instructions between the marks of each step.
    pub(crate) traced: Vec<u64>,
    /// What the servers have seen.
    pub(crate) findings: Vec<Finding>,
    pub(crate) took: Duration,
}

impl Outcome {
    /// Whether the guest says that it passed, and its whole log and the servers agree.
    pub(crate) fn passed(&self) -> bool {
        let passed = |step: &Step| matches!(step.verdict, Verdict::Passed { .. });
        self.end == End::Exit(0)
            && !self.broken_log
            && !self.steps.is_empty()
            && self.steps.iter().all(passed)
            && self.findings.iter().all(|finding| finding.fault.is_none())
            && self.stack.is_some_and(|stack| stack.peak < stack.size)
    }
}

/// Runs the image once.
pub(crate) fn run(qemu: &Qemu, options: &Options, image: &Image, peer: &Peer) -> Result<Outcome> {
    let begun = Instant::now();
    let mut child = command(qemu, options, image, peer).spawn()?;
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let (output, errors) = output.zip(errors).context("QEMU has no output")?;
    let mut log = Log::new(&image.texts);
    let (end, traced) = thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || forward(output, &sender));
        let tracer = scope.spawn(|| trace::read(errors, image.marks, |line| eprintln!("  {line}")));
        let mut is_notified = false;
        let end = loop {
            let left = options.timeout.saturating_sub(begun.elapsed());
            match receiver.recv_timeout(left) {
                Ok(octets) => {
                    log.take(&octets, options)?;
                    if !is_notified && log.has_passed("listen") {
                        is_notified = true;
                        scope.spawn(|| peer.notify());
                    }
                }
                Err(RecvTimeoutError::Disconnected) => break wait(&mut child)?,
                Err(RecvTimeoutError::Timeout) => break kill(&mut child)?,
            }
        };
        anyhow::Ok((end, tracer.join().unwrap_or_default()))
    })?;
    let took = begun.elapsed();
    let Log {
        steps,
        stack,
        lines,
        broken,
        ..
    } = log;
    Ok(Outcome {
        end,
        steps,
        stack,
        lines,
        broken_log: broken,
        traced,
        findings: peer.findings(),
        took,
    })
}

fn command(qemu: &Qemu, options: &Options, image: &Image, peer: &Peer) -> Command {
    let single_step = qemu.single_step();
    let mut qemu = qemu.command();
    qemu.current_dir(peer.folder());
    qemu.args(["-machine", "mps2-an386", "-nodefaults", "-display", "none"]);
    qemu.arg("-nic");
    qemu.arg(format!("user,model=lan9118{}", peer.forwarding()));
    qemu.args(["-semihosting-config", &semihosting(options, peer)]);
    if options.clock != Clock::Host {
        qemu.args(["-icount", "shift=0"]);
    }
    if options.clock == Clock::Trace {
        qemu.args(single_step);
    }
    qemu.arg("-kernel").arg(&image.path);
    qemu.stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    qemu
}

/// Returns the option that lets the guest call the host, and gives it its command line.
fn semihosting(options: &Options, peer: &Peer) -> String {
    let mut words = peer.arguments();
    if options.has_faults() {
        words.push(format!("loss={}", options.loss));
        words.extend(options.fail.as_ref().map(|how| format!("fail={how}")));
    }
    let mut option = String::from("enable=on,target=native,arg=firmware");
    for word in words {
        // A comma separates arguments; a double comma is a literal one.
        option.push_str(",arg=");
        option.push_str(&word.replace(',', ",,"));
    }
    option
}

/// Forwards what the guest logs, as it arrives, until QEMU ends.
fn forward(mut output: impl Read, sender: &Sender<Vec<u8>>) {
    let mut room = [0; 4096];
    while let Ok(length @ 1..) = output.read(&mut room) {
        if sender.send(room[..length].to_vec()).is_err() {
            return;
        }
    }
}

fn wait(child: &mut Child) -> Result<End> {
    Ok(child.wait()?.code().map_or(End::Killed, End::Exit))
}

fn kill(child: &mut Child) -> Result<End> {
    child.kill()?;
    child.wait()?;
    Ok(End::Timeout)
}
