//! The client of `transport-embassy/tls` against real servers. A test whose server is not
//! installed fails and says how to install it; `./install` does so for all of them.

mod chains;
mod client_certificates;
mod servers;
mod sessions;
