//! The command line.

use std::time::Duration;

use anyhow::{Result, bail};
use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
Builds the firmware image and runs it in QEMU against servers on loopback.

Usage: run [OPTIONS]

  --tls             build with the feature `tls`, and use TLS on the servers
  --tls-all         the same with all algorithms, and chains of P-384 and RSA
  --notify          build with the feature `notify`, and send it notifications
  --loss PERCENT    damage that share of the frames, in both directions
  --fail HOW        fail on purpose, to see it reported: step, panic, fault or hang
  --panics          build panic messages into the image, which makes it larger
  --repeat N        run N times (default 1) and report how many passed
  --trace           count by a trace of every instruction, to check the clock's count; slow
  --real-time       let guest time follow the host's clock and count nothing
  --timeout SECONDS fail a run that takes longer (default 60; 300 with --loss, 900 with --trace)
  --target TRIPLE   build for another target (default thumbv7em-none-eabihf)
  --json            one line of JSON on stdout at the end; everything else on stderr
  --quiet           no log of the runs, only the report
  --help            this text

Exit status: 0 if every run passed, 1 if one did not, 2 if none could start.
";

/// How guest time advances, which decides what can be counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// One nanosecond per instruction: the guest's own clock counts them.
    Instructions,
    /// The host's clock.
    Host,
    /// Like `Instructions`, and QEMU reports each instruction.
    Trace,
}

/// The command line's options.
pub(crate) struct Options {
    /// With or without all algorithms.
    pub(crate) tls: bool,
    pub(crate) tls_all: bool,
    pub(crate) notify: bool,
    /// Percentage of frames to damage.
    pub(crate) loss: u8,
    pub(crate) fail: Option<String>,
    pub(crate) panics: bool,
    pub(crate) repeat: u32,
    pub(crate) clock: Clock,
    pub(crate) timeout: Duration,
    pub(crate) target: String,
    pub(crate) json: bool,
    pub(crate) quiet: bool,
}

impl Options {
    /// Parses the command line; `None` if it asks for help.
    pub(crate) fn read() -> Result<Option<Self>> {
        let mut options = Self {
            tls: false,
            tls_all: false,
            notify: false,
            loss: 0,
            fail: None,
            panics: false,
            repeat: 1,
            clock: Clock::Instructions,
            timeout: Duration::ZERO,
            target: "thumbv7em-none-eabihf".into(),
            json: false,
            quiet: false,
        };
        let mut timeout = None;
        let mut words = lexopt::Parser::from_env();
        while let Some(word) = words.next()? {
            match word {
                Long("tls") => options.tls = true,
                Long("tls-all") => {
                    options.tls = true;
                    options.tls_all = true;
                }
                Long("notify") => options.notify = true,
                Long("loss") => options.loss = words.value()?.parse()?,
                Long("fail") => options.fail = Some(words.value()?.string()?),
                Long("panics") => options.panics = true,
                Long("repeat") => options.repeat = words.value()?.parse()?,
                Long("trace") => options.clock = Clock::Trace,
                Long("real-time") => options.clock = Clock::Host,
                Long("timeout") => timeout = Some(words.value()?.parse()?),
                Long("target") => options.target = words.value()?.string()?,
                Long("json") => options.json = true,
                Long("quiet") => options.quiet = true,
                Long("help") | Short('h') => return Ok(None),
                _ => return Err(word.unexpected().into()),
            }
        }
        if options.repeat == 0 {
            bail!("--repeat 0 would prove nothing");
        }
        if options.loss > 50 {
            bail!("--loss takes at most 50 percent: TCP gives up beyond");
        }
        let default = match options.clock {
            Clock::Trace => 900,
            _ if options.loss > 0 => 300,
            _ => 60,
        };
        options.timeout = Duration::from_secs(timeout.unwrap_or(default));
        Ok(Some(options))
    }

    /// The image's cargo features.
    pub(crate) fn features(&self) -> Vec<&'static str> {
        let wanted = [
            ("tls", self.tls),
            ("tls-all", self.tls_all),
            ("notify", self.notify),
            ("faults", self.has_faults()),
            ("panics", self.panics),
        ];
        wanted
            .into_iter()
            .filter(|(_, on)| *on)
            .map(|(name, _)| name)
            .collect()
    }

    /// Whether something is to go wrong on purpose.
    pub(crate) fn has_faults(&self) -> bool {
        self.loss > 0 || self.fail.is_some()
    }

    /// Writes a line for a person, unless the output is for a machine.
    pub(crate) fn say(&self, line: &str) {
        if self.json {
            eprintln!("{line}")
        } else {
            println!("{line}")
        }
    }
}
