//! Certificate chains, servers and clients for the interoperability tests.

pub mod client;
pub mod pki;
pub mod reference;
pub mod rustls_server;
pub mod servers;

/// Name of every server in these tests.
pub const NAME: &str = "device.gigapay.example";

/// The request that every server here replies to with an HTTP response.
pub const REQUEST: &[u8] = b"GET / HTTP/1.0\r\nHost: device.gigapay.example\r\n\r\n";
