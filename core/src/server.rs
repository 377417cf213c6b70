//! API servers: Gigapay's production and demo servers, or any other base URL.

use crate::ConfigError;
use crate::ipv6::is_ipv6;

/// Protocol below HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Scheme {
    /// Plain TCP. Anyone on the path can read the token: use it only on loopback and test benches.
    Http,
    /// TLS over TCP.
    Https,
}

impl Scheme {
    const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }

    /// Removes the scheme from `url`; `None` if it has another scheme.
    fn strip(self, url: &str) -> Option<&str> {
        let prefix = match self {
            Self::Http => "http://",
            Self::Https => "https://",
        };
        let (start, rest) = url.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then_some(rest)
    }
}

/// An API server: scheme, host, port and path prefix.
///
/// ```
/// use gigapay_webhooks::{Scheme, Server};
///
/// let server = Server::parse("http://localhost:8080/v2/")?;
/// assert_eq!(server.scheme(), Scheme::Http);
/// assert_eq!(server.host(), "localhost");
/// assert_eq!(server.port(), 8080);
/// assert_eq!(Server::PRODUCTION.host(), "api.gigapay.se");
/// # Ok::<(), gigapay_webhooks::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Server<'a> {
    host: &'a str,
    /// Path prefix without its trailing slash: empty, or `/v2`.
    prefix: &'a str,
    port: u16,
    scheme: Scheme,
}

impl<'a> Server<'a> {
    /// Gigapay's production server, `https://api.gigapay.se/v2/` ([B1](crate::behaviour#b1)).
    pub const PRODUCTION: Server<'static> = Server::of_gigapay("api.gigapay.se");

    /// Gigapay's demo server, `https://api.demo.gigapay.se/v2/`: separate keys, no money moves
    /// ([B1](crate::behaviour#b1)).
    pub const DEMO: Server<'static> = Server::of_gigapay("api.demo.gigapay.se");

    const fn of_gigapay(host: &'a str) -> Self {
        Self {
            host,
            prefix: "/v2",
            port: 443,
            scheme: Scheme::Https,
        }
    }

    /// Parses a base URL: `http://` or `https://`, a host (a name, an IPv4 address, or an IPv6
    /// address in brackets), an optional port, and the path that `webhooks/` is appended to.
    /// Trailing slashes are ignored.
    ///
    /// # Errors
    /// [`ConfigError::InvalidServer`] for anything else, notably user information, a query, a
    /// fragment or two slashes within the path.
    pub fn parse(url: &'a str) -> Result<Self, ConfigError> {
        Self::parsed(url).ok_or(ConfigError::InvalidServer)
    }

    // The patterns are arrays, since `char` patterns leave panics in the image.
    fn parsed(url: &'a str) -> Option<Self> {
        let (scheme, rest) = [Scheme::Https, Scheme::Http]
            .into_iter()
            .find_map(|scheme| Some((scheme, scheme.strip(url)?)))?;
        let path_start = rest.find(['/']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(path_start)?;
        let (host, port) = match authority.rsplit_once([':']) {
            Some((_, port)) if port.starts_with('+') => return None,
            // A colon before `]` is part of an IPv6 address.
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
            _ => (authority, scheme.default_port()),
        };
        let prefix = path.trim_end_matches('/');
        let has_empty_segment = prefix.as_bytes().windows(2).any(|pair| pair == b"//");
        let is_valid =
            port != 0 && is_host(host) && !has_empty_segment && prefix.bytes().all(is_path_byte);
        is_valid.then_some(Self {
            host,
            prefix,
            port,
            scheme,
        })
    }

    /// Returns the protocol below HTTP.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Returns the host as in a URL: an IPv6 address keeps its brackets.
    pub const fn host(&self) -> &'a str {
        self.host
    }

    /// Returns the TCP port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Returns the path prefix without a trailing slash: `/v2`, or empty.
    pub const fn prefix(&self) -> &'a str {
        self.prefix
    }

    /// Returns the port if `Host` must have it (RFC 9110 section 7.2).
    pub(crate) const fn explicit_port(&self) -> Option<u16> {
        if self.port == self.scheme.default_port() {
            None
        } else {
            Some(self.port)
        }
    }
}

/// Same as [`Server::parse`].
impl<'a> TryFrom<&'a str> for Server<'a> {
    type Error = ConfigError;

    fn try_from(url: &'a str) -> Result<Self, ConfigError> {
        Self::parse(url)
    }
}

/// Whether `host` is a name, an IPv4 address, or an IPv6 address in brackets.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(is_ipv6);
    }
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    !host.is_empty() && host.bytes().all(is_part)
}

/// Whether `byte` is `/` or part of a `pchar` (RFC 3986 section 3.3). All other bytes must be
/// percent-encoded.
const fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'$'..=b'/' | b':' | b';' | b'=' | b'@' | b'_' | b'~'
        )
}
