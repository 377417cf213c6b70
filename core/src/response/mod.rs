//! Decoders of response bodies: a webhook, a page of a list, or a refusal.

mod list;
mod next_page;
mod object;
mod problem;
#[cfg(not(feature = "refusal-texts"))]
mod problem_field;
#[cfg(feature = "refusal-texts")]
mod problem_texts;
#[cfg(feature = "refusal-reader")]
mod refusal_reader;
mod report;

pub(crate) use list::{Envelope, Member};
pub(crate) use object::ObjectReader;
pub use problem::{Fault, Faults, Problem, Visible};
#[cfg(not(feature = "refusal-texts"))]
pub(crate) use problem_field::ProblemReader;
#[cfg(feature = "refusal-texts")]
pub(crate) use problem_texts::ProblemReader;
#[cfg(feature = "refusal-reader")]
pub(crate) use refusal_reader::Both;
#[cfg(feature = "refusal-reader")]
pub use refusal_reader::{RefusalEvent, RefusalReader};
pub use report::ListReport;
pub(crate) use report::Watch;

use crate::{Field, ProtocolError};

/// Result of decoding a body so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// The body is complete, and the operation with it.
    Done,
    /// A webhook is ready.
    Webhook,
    /// A webhook was read, but this field of it did not fit.
    Oversize(Field),
    /// The list continues with the next page.
    NextPage,
    /// The body violates the protocol.
    Invalid(ProtocolError),
}
