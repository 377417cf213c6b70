//! Everything that the API says with a refusal (B22).

use std::fmt;
use std::sync::{Mutex, PoisonError};

use gigapay_webhooks::{Fault, RefusalEvent, RefusalReader};

use crate::redaction::redact;

/// Bytes that paths and messages may take together, each counted with [`OVERHEAD`]: far more
/// than a server sends, and too little for a malicious one to fill the memory.
const LIMIT: usize = 64 * 1024;

/// Bytes that a message takes besides its text.
const OVERHEAD: usize = 64;

/// Every message of a refusal, with the path of the field that it blames, up to 64 KiB.
///
/// If the server quotes the token or the secret key that it was sent, `***` replaces it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    faults: Vec<(String, String)>,
    is_cut: bool,
}

impl Explanation {
    /// The messages in the API's order. If they are [incomplete](Self::is_cut), the last one ends
    /// in `…`.
    pub fn faults(&self) -> impl Iterator<Item = Fault<'_>> {
        self.faults
            .iter()
            .map(|(path, message)| Fault::new(path, message))
    }

    /// Takes a secret out of every text.
    pub(crate) fn conceal(&mut self, secret: &str) {
        for (path, message) in &mut self.faults {
            redact(path, secret);
            redact(message, secret);
        }
    }

    /// Whether the last message is incomplete: the response ended inside it, or exceeds 64 KiB.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for fault in self.faults() {
            write!(f, "{separator}{fault}")?;
            separator = "; ";
        }
        Ok(())
    }
}

/// Gathers an explanation while a refusal arrives.
#[derive(Default)]
pub(crate) struct ExplanationReader(Mutex<Reading>);

#[derive(Default)]
struct Reading {
    explanation: Explanation,
    /// The present name in each open object; empty in arrays.
    path: Vec<String>,
    in_name: bool,
    message: String,
    /// Bytes that count against [`LIMIT`].
    used: usize,
}

impl ExplanationReader {
    /// What was said, if anything. The next refusal begins anew.
    pub(crate) fn take(&self) -> Option<Explanation> {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reading.explanation.is_cut |= !reading.message.is_empty();
        reading.end_message();
        let mut explanation = std::mem::take(&mut *reading).explanation;
        if let (true, Some((_, message))) = (explanation.is_cut, explanation.faults.last_mut()) {
            message.push('…');
        }
        (!explanation.faults.is_empty()).then_some(explanation)
    }
}

impl RefusalReader for ExplanationReader {
    fn event(&self, event: RefusalEvent<'_>) {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            RefusalEvent::Clear => *reading = Reading::default(),
            RefusalEvent::Begin => reading.path.push(String::new()),
            RefusalEvent::End => drop(reading.path.pop()),
            RefusalEvent::Name(text) => reading.push_name(text),
            RefusalEvent::NameEnd => {
                reading.push_name("");
                reading.in_name = false;
            }
            RefusalEvent::Text(text) => {
                let text = reading.take(text);
                reading.message.push_str(text);
            }
            RefusalEvent::TextEnd => reading.end_message(),
        }
    }
}

impl Reading {
    /// As much of the text as fits.
    fn take<'t>(&mut self, text: &'t str) -> &'t str {
        let kept = text.floor_char_boundary(LIMIT.saturating_sub(self.used));
        self.used = self.used.saturating_add(text.len());
        self.explanation.is_cut |= kept < text.len();
        text.get(..kept).unwrap_or_default()
    }

    fn push_name(&mut self, text: &str) {
        let text = self.take(text);
        if let Some(name) = self.path.last_mut() {
            if !self.in_name {
                name.clear();
            }
            name.push_str(text);
        }
        self.in_name = true;
    }

    /// An empty message says nothing.
    fn end_message(&mut self) {
        if self.message.is_empty() {
            return;
        }
        let names = self.path.iter().filter(|name| !name.is_empty());
        let names: Vec<&str> = names.map(String::as_str).collect();
        let path = names.join(".");
        let message = std::mem::take(&mut self.message);
        self.used = self.used.saturating_add(path.len() + OVERHEAD);
        self.explanation.faults.push((path, message));
    }
}
