//! The client against servers in memory.

mod after;
mod asynch;
mod buffers;
mod dates;
mod handshake;
mod labyrinth;
mod names;
mod path;
mod pins;
mod secrecy;
mod support;
mod wiped;
