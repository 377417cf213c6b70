//! TLS against servers of every kind, without a network: rustls with chains made for each case, and a server of our own that does as
//! it is told, right or wrong. Whatever is refused is refused by name, and has seen no request.
#![cfg(feature = "tls")]
#![allow(unreachable_pub)] // `pub` means: for the other files of this test

mod support;

mod dates;
mod flight;
mod fuzz;
mod hello;
mod labyrinth;
mod names;
mod path;
mod pins;
mod proof;
mod reading;
mod setup;
mod stream;
mod wiped;
