//! The built program, run against the sandbox.
#![forbid(unsafe_code)]

mod common;
mod exactness;
mod faults;
mod list;
mod refusals;
mod replace;
mod sandbox;
mod secrets;
mod tls;
mod tour;
mod usage;
mod writes;
