//! The measured numbers, each with what it measures.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// A measured number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    /// `z` or `s`.
    pub(crate) opt: String,
    /// Client and work: `blocking/all`.
    pub(crate) image: String,
    /// `flash`, `ram`, `stack`, `instructions`, `panics`, or one of an operation alone, as in
    /// `stack:list`.
    pub(crate) measure: String,
    pub(crate) number: u64,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Costs(pub(crate) Vec<Cost>);

impl Costs {
    pub(crate) fn push(&mut self, opt: &str, image: &str, measure: &str, number: u64) {
        self.0.push(Cost {
            opt: opt.to_owned(),
            image: image.to_owned(),
            measure: measure.to_owned(),
            number,
        });
    }

    pub(crate) fn get(&self, opt: &str, image: &str, measure: &str) -> Option<u64> {
        let found = self
            .0
            .iter()
            .find(|cost| cost.opt == opt && cost.image == image && cost.measure == measure);
        found.map(|cost| cost.number)
    }

    /// Reads what [`write`](Self::write) wrote.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let mut costs = Self::default();
        for line in text.lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [opt, image, measure, number] = columns[..] else {
                bail!("a line of {} does not have four columns", path.display());
            };
            costs.push(opt, image, measure, number.parse()?);
        }
        Ok(costs)
    }

    /// Writes them as tab-separated lines.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let mut text = String::from("opt\timage\tmeasure\tnumber\n");
        for cost in &self.0 {
            let Cost {
                opt,
                image,
                measure,
                number,
            } = cost;
            writeln!(text, "{opt}\t{image}\t{measure}\t{number}")?;
        }
        fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
    }
}
