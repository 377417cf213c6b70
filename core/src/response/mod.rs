//! What responses mean: a webhook, a list of them, nothing, or a refusal.

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

/// What a body that is being decoded has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// All is done.
    Done,
    /// A webhook is ready.
    Webhook,
    /// A webhook has been read, but this field of it did not fit.
    Oversize(Field),
    /// The list goes on, with the next page.
    NextPage,
    /// The body is not what it should be.
    Invalid(ProtocolError),
}
