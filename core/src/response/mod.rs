//! What responses mean: a webhook, a list of them, nothing, or a refusal.

mod list;
mod next_page;
mod object;
mod problem;
#[cfg(feature = "refusal-reader")]
mod refusal_reader;
mod report;

pub use list::ManyWebhooks;
pub use object::OneWebhook;
pub(crate) use problem::ProblemReader;
pub use problem::{Fault, Faults, Problem};
#[cfg(feature = "refusal-reader")]
pub(crate) use refusal_reader::Both;
#[cfg(feature = "refusal-reader")]
pub use refusal_reader::{RefusalEvent, RefusalReader};
pub use report::ListReport;

use crate::json::{Flow, Part, Sink, Token};
use crate::{Field, ProtocolError};

/// What follows the end of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All is done.
    Done,
    /// All is done, and a webhook is ready.
    Item,
    /// All is done, but a field of the webhook did not fit.
    Oversize,
    /// The list goes on.
    Page,
    /// The body is not what it should be.
    Wrong,
}

/// Takes the body of a 2xx answer.
pub trait Decode: Sink {
    /// Whether there is anything to read: otherwise body is passed over unread.
    fn wants_body(&self) -> bool {
        true
    }

    /// The body has ended, and was one JSON value.
    fn finish(&mut self) -> Ending {
        Ending::Done
    }

    /// After [`Ending::Page`]: which page.
    fn page(&self) -> u32 {
        0
    }

    /// After [`Flow::Wrong`] or [`Ending::Wrong`]: what is wrong.
    fn fault(&self) -> ProtocolError {
        ProtocolError::NotAWebhook
    }

    /// After [`Flow::Oversize`] or [`Ending::Oversize`]: the field.
    fn oversize(&self) -> Field {
        Field::Metadata
    }
}

/// The response to a deletion: whatever body there is does not matter (B18).
#[derive(Debug)]
pub struct Nothing;

impl Sink for Nothing {
    fn text(&mut self, _: u8, _: &Part<'_>) -> Flow {
        Flow::More
    }

    fn token(&mut self, _: u8, _: Token) -> Flow {
        Flow::More
    }
}

impl Decode for Nothing {
    fn wants_body(&self) -> bool {
        false
    }
}
