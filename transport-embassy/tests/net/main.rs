//! The client over a network without a network: two stacks in one process, and the sandbox behind
//! the second.

mod cancel;
mod cases;
mod cuts;
mod deadlines;
mod early;
mod ensure;
mod errors;
mod flood;
#[cfg(feature = "notify")]
mod listen;
#[cfg(any(feature = "log", feature = "defmt"))]
mod logged;
mod names;
mod operations;
mod reuse;
mod scripted;
#[cfg(feature = "tls")]
mod secure;
#[cfg(feature = "tls")]
mod secure_ends;
mod shapes;
mod sizes;
mod support;
mod texts;
