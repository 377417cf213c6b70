//! The notifications of a server: which are pending, and what became of the others.

mod delivery;
mod queue;

pub use delivery::{Attempt, Delivery, Outcome};
pub(crate) use queue::{Deliveries, Full, PENDING_MAX};
