//! The guest's log: decoded as it arrives, and searched for what the report needs.

use anyhow::Result;
use defmt_decoder::{DecodeError, Frame, StreamDecoder, Table};

use crate::options::Options;

/// What became of a step.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It passed; core cycles while awake.
    Passed { awake: u64 },
    /// It failed, for this reason.
    Failed(String),
}

/// A step of the run.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) verdict: Verdict,
}

/// Peak use of the stack, and its size, in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Stack {
    pub(crate) peak: u64,
    pub(crate) size: u64,
}

/// What the log has said so far.
pub(crate) struct Log<'t> {
    decoder: Box<dyn StreamDecoder + Send + Sync + 't>,
    pub(crate) steps: Vec<Step>,
    pub(crate) stack: Option<Stack>,
    /// Lines that are shown only if the run fails.
    pub(crate) lines: Vec<String>,
    pub(crate) broken: bool,
}

impl<'t> Log<'t> {
    pub(crate) fn new(texts: &'t Table) -> Self {
        let decoder = texts.new_stream_decoder();
        Self {
            decoder,
            steps: Vec::new(),
            stack: None,
            lines: Vec::new(),
            broken: false,
        }
    }

    /// Takes bytes as they arrive, and shows the lines that they complete.
    pub(crate) fn take(&mut self, octets: &[u8], options: &Options) -> Result<()> {
        self.decoder.received(octets);
        loop {
            let line = match self.decoder.decode() {
                Ok(frame) => {
                    let line = render(&frame);
                    if options.quiet {
                        self.lines.push(line);
                    } else {
                        options.say(&line);
                    }
                    frame.display_message().to_string()
                }
                Err(DecodeError::UnexpectedEof) => return Ok(()),
                Err(DecodeError::Malformed) => {
                    self.broken = true;
                    continue;
                }
            };
            self.understand(&line);
        }
    }

    /// Whether that step has passed.
    pub(crate) fn has_passed(&self, name: &str) -> bool {
        let passed =
            |step: &Step| step.name == name && matches!(step.verdict, Verdict::Passed { .. });
        self.steps.iter().any(passed)
    }

    fn understand(&mut self, line: &str) {
        if let Some(step) = line.strip_prefix("step ").and_then(step) {
            self.steps.push(step);
        } else if let Some(sizes) = line.strip_prefix("stack peak ") {
            self.stack = stack(sizes);
        }
    }
}

fn render(frame: &Frame<'_>) -> String {
    let time = frame
        .display_timestamp()
        .map(|time| time.to_string())
        .unwrap_or_default();
    let level = frame.level().map_or("-", |level| level.as_str());
    format!("  {time:>10} {level:<5} {}", frame.display_message())
}

/// `NAME passed in AWAKE of ALL cycles` or `NAME failed: REASON`.
fn step(text: &str) -> Option<Step> {
    if let Some((name, reason)) = text.split_once(" failed: ") {
        let verdict = Verdict::Failed(reason.to_owned());
        return Some(Step {
            name: name.to_owned(),
            verdict,
        });
    }
    let (name, cycles) = text.split_once(" passed in ")?;
    let awake = cycles.split_once(" of ")?.0.parse().ok()?;
    Some(Step {
        name: name.to_owned(),
        verdict: Verdict::Passed { awake },
    })
}

/// `PEAK of SIZE`.
fn stack(text: &str) -> Option<Stack> {
    let (peak, size) = text.split_once(" of ")?;
    Some(Stack {
        peak: peak.parse().ok()?,
        size: size.parse().ok()?,
    })
}
