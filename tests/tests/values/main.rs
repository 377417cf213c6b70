//! What the public types promise of themselves.

mod ends;
mod errors;
mod metadata;
mod outcomes;
mod secrets;
mod sizes;
mod texts;
