//! What answers mean: a webhook, a list of them, nothing, or a refusal.

mod list;
mod next_page;
mod object;
mod problem;

pub use list::ManyWebhooks;
pub use object::OneWebhook;
pub use problem::Problem;
pub(crate) use problem::ProblemReader;

use crate::error::Stop;
use crate::json::Piece;
use crate::{Field, ProtocolError};

/// What the exchange is to do after a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Go,
    /// Give the member's value as raw text.
    Capture,
    /// Hand a webhook over.
    Item,
    /// A webhook ended, but this field of it did not fit.
    Oversize(Field),
}

/// What follows the end of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All is done.
    Done,
    /// All is done, and a webhook is ready.
    Item,
    /// The list goes on.
    Page(u32),
}

/// Takes the content of a 2xx answer.
pub trait Decode {
    /// Whether there is anything to read: otherwise content is passed over unread.
    fn wants_content(&self) -> bool {
        true
    }

    /// The next piece.
    fn piece(&mut self, piece: &Piece<'_>) -> Result<Flow, ProtocolError>;

    /// The content has ended, and was one JSON value.
    fn finish(&mut self) -> Result<Ending, Stop>;
}

/// The answer to a deletion: whatever content there is does not matter (B18).
#[derive(Debug)]
pub struct Nothing;

impl Decode for Nothing {
    fn wants_content(&self) -> bool {
        false
    }

    fn piece(&mut self, _: &Piece<'_>) -> Result<Flow, ProtocolError> {
        Ok(Flow::Go)
    }

    fn finish(&mut self) -> Result<Ending, Stop> {
        Ok(Ending::Done)
    }
}
