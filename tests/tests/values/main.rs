//! What the public types promise of themselves.

mod ends;
mod errors;
mod metadata;
mod outcomes;
mod retry;
mod secrets;
mod serialised;
mod sizes;
mod texts;
