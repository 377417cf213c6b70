//! Notifications: events in an account, delivered to the webhooks that subscribe to them (B24 to
//! B26).

mod attempt;
mod deliver;
mod delivery;
mod queue;
mod sample;
mod signature;
mod target;
mod trigger;

pub(crate) use deliver::deliver;
pub use delivery::{Attempt, Delivery, Outcome};
pub(crate) use queue::Deliveries;
pub use sample::sample_object;
pub use signature::signature;
pub use trigger::TriggerError;
pub(crate) use trigger::{Happening, trigger};
