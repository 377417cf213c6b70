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

pub use list::ManyWebhooks;
pub use object::OneWebhook;
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

use crate::json::{Characters, Control, Sink, Token};
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
    /// The list goes on with this page.
    Page(u32),
    /// The body is not what it should be.
    Invalid(ProtocolError),
}

/// Decodes the body of a 2xx response.
pub trait Decode: Sink {
    /// Whether there is anything to read: otherwise the body is passed over unread.
    fn wants_body(&self) -> bool {
        true
    }

    /// After [`ReadError::Stopped`](crate::json::ReadError::Stopped): why.
    fn decoded(&self) -> Decoded;

    /// The body has ended, and was one JSON value.
    fn finish(&mut self) -> Decoded {
        self.decoded()
    }
}

/// The response to a deletion: whatever body there is does not matter
/// ([B18](crate::behaviour#b18)).
#[derive(Debug)]
pub struct Nothing;

impl Sink for Nothing {
    fn text(&mut self, _: u8, _: &Characters<'_>) -> Control {
        Control::Continue
    }

    fn token(&mut self, _: u8, _: Token<'_>) -> Control {
        Control::Continue
    }
}

impl Decode for Nothing {
    fn wants_body(&self) -> bool {
        false
    }

    fn decoded(&self) -> Decoded {
        Decoded::Done
    }
}
