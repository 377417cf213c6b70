//! Faults on purpose, to check that they are survived or reported.

mod ends;
mod wire;

pub(crate) use ends::provoke;
pub(crate) use wire::Faulty;
