//! The client against servers in memory.

mod handshake;
mod support;
