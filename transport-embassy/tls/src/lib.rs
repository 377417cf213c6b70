//! A TLS 1.3 client (RFC 8446) for devices: no heap, no standard library.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

pub mod signature;
