//! What the public types promise of themselves.

mod ends;
mod secrets;
mod sizes;
