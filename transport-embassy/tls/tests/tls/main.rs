//! The client against servers in memory.

mod after;
mod handshake;
mod support;
