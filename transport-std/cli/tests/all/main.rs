//! The built program, run against the sandbox.
#![forbid(unsafe_code)]

mod bulk;
mod cases;
mod common;
mod ensure;
mod exactness;
mod faults;
mod forwarding;
mod https;
mod key_file;
mod list;
mod listen;
mod listen_lines;
mod listener;
mod mistakes;
mod outcomes;
mod profiles;
mod readme;
mod refusals;
mod replace;
mod room;
mod rotate;
mod sandbox;
mod sandbox_help;
mod secrets;
mod terminal;
mod tls;
mod tour;
mod tour_picture;
mod trigger;
mod unprinted;
mod usage;
mod verbose;
mod verify;
mod writes;
