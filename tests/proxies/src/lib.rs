//! Real HTTP servers in front of the sandbox: nginx, haproxy and caddy, as they stand in front of
//! APIs; nginx and caddy in front of a listener, with the configurations that are shipped; and
//! tinyproxy, as it stands between a network and the internet.
//!
//! [`Proxy`] starts one of them on a free port of this computer and ends it when dropped. A server
//! that is not installed is a failure that says which package has it, never a test passed over.
#![forbid(unsafe_code)]

mod listen;
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
    /// nginx that terminates TLS in front of a listener, with the configuration that is shipped.
    /// Needs the files of [`CERTIFICATE`] and [`KEY`].
    NginxListen,
    /// caddy, likewise.
    CaddyListen,
    /// tinyproxy, which connects to wherever it is told to.
    Tinyproxy,
    /// tinyproxy that wants the credentials `gateway` and `hunter2`.
    TinyproxyWithCredentials,
    /// tinyproxy that forbids connections to every port but 443.
    TinyproxyPort443,
}

impl Kind {
    /// Those that compress responses for clients that accept it.
    pub const COMPRESSING: [Self; 3] = [Self::NginxGzip, Self::HaproxyGzip, Self::CaddyGzip];

    /// Name of the program, and of the Debian package that has it.
    const fn program(self) -> (&'static str, &'static str) {
        match self {
            Self::NginxTimeout | Self::NginxGzip | Self::NginxListen => ("nginx", "nginx-light"),
            Self::HaproxyGzip => ("haproxy", "haproxy"),
            Self::CaddyGzip | Self::CaddyListen => ("caddy", "caddy"),
            Self::Tinyproxy | Self::TinyproxyWithCredentials | Self::TinyproxyPort443 => {
                ("tinyproxy", "tinyproxy-bin")
            }
        }
    }

    /// The configuration, with `@PORT@`, `@UPSTREAM@` and `@FOLDER@` still to be filled in.
    fn configuration(self) -> String {
        let fixed = match self {
            Self::NginxListen => return listen::nginx(),
            Self::CaddyListen => return listen::caddy(),
            Self::Tinyproxy => return tinyproxy(""),
            Self::TinyproxyWithCredentials => return tinyproxy("BasicAuth gateway hunter2"),
            Self::TinyproxyPort443 => return tinyproxy("ConnectPort 443"),
            Self::NginxTimeout => include_str!("../config/nginx-timeout.conf"),
            Self::NginxGzip => include_str!("../config/nginx-gzip.conf"),
            Self::HaproxyGzip => include_str!("../config/haproxy.cfg"),
            Self::CaddyGzip => include_str!("../config/Caddyfile"),
        };
        fixed.into()
    }

    /// Arguments that make the program use the configuration at this path and stay in the
    /// foreground.
    fn arguments(self, path: &str) -> Vec<&str> {
        match self {
            Self::NginxTimeout | Self::NginxGzip | Self::NginxListen => vec!["-c", path],
            Self::HaproxyGzip => vec!["-db", "-f", path],
            Self::Tinyproxy | Self::TinyproxyWithCredentials | Self::TinyproxyPort443 => {
                vec!["-d", "-c", path]
            }
            Self::CaddyGzip | Self::CaddyListen => {
                vec!["run", "--adapter", "caddyfile", "--config", path]
            }
        }
    }
}

fn tinyproxy(more: &str) -> String {
    format!("{}{more}\n", include_str!("../config/tinyproxy.conf"))
}

/// The file with the certificate of a server that terminates TLS, in PEM.
pub const CERTIFICATE: &str = "fullchain.pem";
/// The file with its key, in PEM.
pub const KEY: &str = "privkey.pem";

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
        Self::start_with(kind, upstream, &[])
    }

    /// Starts a tinyproxy, which needs no upstream.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    #[must_use]
    pub fn forward(kind: Kind) -> Self {
        Self::start(kind, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// Starts a server that finds these files, by name and content, in its folder.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    #[must_use]
    pub fn start_with(kind: Kind, upstream: SocketAddr, files: &[(&str, &str)]) -> Self {
        let (address, process) = process::start(kind, upstream, files);
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
