//! Notifications: what happens in an account, told to the webhooks that want to know (B24 to B26).

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
