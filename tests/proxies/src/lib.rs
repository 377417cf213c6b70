//! Real HTTP servers in front of the sandbox: nginx, haproxy and caddy, as they stand in front of
//! APIs.
//!
//! [`Proxy`] starts one of them on a free port of this computer and ends it when dropped. A server
//! that is not installed is a failure that says which package has it, never a test passed over.
#![forbid(unsafe_code)]

mod folder;
mod process;

use std::net::SocketAddr;

use process::Process;

/// A server of this computer, with a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// nginx that gives up on its upstream after a second, with 504: `proxy_read_timeout 1s`.
    NginxTimeout,
    /// nginx with `gzip on` and `gzip_proxied any`.
    NginxGzip,
    /// haproxy with `compression algo gzip`.
    HaproxyGzip,
    /// caddy with `encode gzip`.
    CaddyGzip,
}

impl Kind {
    /// Those that compress responses for clients that accept it.
    pub const COMPRESSING: [Self; 3] = [Self::NginxGzip, Self::HaproxyGzip, Self::CaddyGzip];

    /// Name of the program, and of the Debian package that has it.
    const fn program(self) -> (&'static str, &'static str) {
        match self {
            Self::NginxTimeout | Self::NginxGzip => ("nginx", "nginx-light"),
            Self::HaproxyGzip => ("haproxy", "haproxy"),
            Self::CaddyGzip => ("caddy", "caddy"),
        }
    }

    /// The configuration, with `@PORT@`, `@UPSTREAM@` and `@FOLDER@` still to be filled in.
    const fn configuration(self) -> &'static str {
        match self {
            Self::NginxTimeout => include_str!("../config/nginx-timeout.conf"),
            Self::NginxGzip => include_str!("../config/nginx-gzip.conf"),
            Self::HaproxyGzip => include_str!("../config/haproxy.cfg"),
            Self::CaddyGzip => include_str!("../config/Caddyfile"),
        }
    }

    /// Arguments that make the program use the configuration at this path and stay in the foreground.
    fn arguments(self, path: &str) -> Vec<&str> {
        match self {
            Self::NginxTimeout | Self::NginxGzip => vec!["-c", path],
            Self::HaproxyGzip => vec!["-db", "-f", path],
            Self::CaddyGzip => vec!["run", "--adapter", "caddyfile", "--config", path],
        }
    }
}

/// A running server that passes requests on. Dropping it ends the server.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    _process: Process,
}

impl Proxy {
    /// Starts a server in front of `upstream` and waits until it accepts connections.
    ///
    /// # Panics
    /// If the program is not installed, refuses its configuration or does not come up.
    #[must_use]
    pub fn start(kind: Kind, upstream: SocketAddr) -> Self {
        let (address, process) = process::start(kind, upstream);
        Self {
            address,
            _process: process,
        }
    }

    /// The address to connect to.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The base URL of the API behind it.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}/v2/", self.address)
    }
}
