//! Notifications: events in an account, delivered to the webhooks that subscribe to them (B24 to
//! B26).

mod attempt;
mod deliver;
mod sample;
mod signature;
mod target;
mod trigger;

pub(crate) use deliver::deliver;
pub use sample::sample_object;
pub use signature::signature;
pub use trigger::TriggerError;
pub(crate) use trigger::{Happening, trigger};
