//! The servers of the API: the two that Gigapay runs, or any other base URL.

use crate::{ConfigError, text};

/// The protocol below HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Scheme {
    /// Plain TCP. Anyone on the way can read the token: for loopback and test benches only.
    Http,
    /// TLS.
    Https,
}

impl Scheme {
    const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
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
    pub const PRODUCTION: Server<'static> = Server {
        host: "api.gigapay.se",
        prefix: "/v2",
        port: 443,
        scheme: Scheme::Https,
    };

    /// Gigapay's demo server, `https://api.demo.gigapay.se/v2/`: own keys, no money moves
    /// ([B1](crate::behaviour#b1)).
    pub const DEMO: Server<'static> = Server {
        host: "api.demo.gigapay.se",
        prefix: "/v2",
        port: 443,
        scheme: Scheme::Https,
    };

    /// Parses a base URL: `http://` or `https://`, a host (a name, an IPv4 address, or an IPv6
    /// address in brackets), a port if it is not the scheme's own, and the path that
    /// `webhooks/` is appended to. Slashes at its end make no difference.
    ///
    /// # Errors
    /// [`ConfigError::InvalidServer`] for anything else, notably user information, a query, a
    /// fragment or two slashes within the path.
    pub fn parse(url: &'a str) -> Result<Self, ConfigError> {
        const INVALID: ConfigError = ConfigError::InvalidServer;
        let (scheme, rest) = if let Some(rest) = strip_prefix_ignore_case(url, "https://") {
            (Scheme::Https, rest)
        } else if let Some(rest) = strip_prefix_ignore_case(url, "http://") {
            (Scheme::Http, rest)
        } else {
            return Err(INVALID);
        };
        let path_start = text::find(rest, |byte| byte == b'/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(path_start).ok_or(INVALID)?;
        let (host, port) = split_authority(authority).ok_or(INVALID)?;
        let port = match port {
            None => scheme.default_port(),
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().map_err(|_| INVALID)?
            }
            Some(_) => return Err(INVALID),
        };
        let prefix = path.trim_end_matches('/');
        if port == 0
            || !valid_host(host)
            || prefix.as_bytes().windows(2).any(|pair| pair == b"//")
            || !prefix.bytes().all(is_path_byte)
        {
            return Err(INVALID);
        }
        Ok(Self {
            host,
            prefix,
            port,
            scheme,
        })
    }

    /// The protocol below HTTP.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host as it stands in a URL: an IPv6 address keeps its brackets.
    pub const fn host(&self) -> &'a str {
        self.host
    }

    /// The TCP port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The path prefix without a trailing slash: `/v2`, or empty.
    pub const fn prefix(&self) -> &'a str {
        self.prefix
    }

    /// The port, if `Host` must name it (RFC 9110 section 7.2).
    pub(crate) const fn explicit_port(&self) -> Option<u16> {
        if self.port == self.scheme.default_port() {
            None
        } else {
            Some(self.port)
        }
    }
}

/// The same as [`Server::parse`].
impl<'a> TryFrom<&'a str> for Server<'a> {
    type Error = ConfigError;

    fn try_from(url: &'a str) -> Result<Self, ConfigError> {
        Self::parse(url)
    }
}

fn strip_prefix_ignore_case<'a>(url: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = url.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Host and port digits of `authority`; an IPv6 address keeps its brackets.
fn split_authority(authority: &str) -> Option<(&str, Option<&str>)> {
    if authority.starts_with('[') {
        let end = text::find(authority, |byte| byte == b']')?.checked_add(1)?;
        let (host, rest) = authority.split_at_checked(end)?;
        return match rest {
            "" => Some((host, None)),
            _ => Some((host, Some(rest.strip_prefix(':')?))),
        };
    }
    match text::split_once(authority, |byte| byte == b':') {
        None => Some((authority, None)),
        Some((host, port)) => Some((host, Some(port))),
    }
}

fn valid_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(text::is_ipv6);
    }
    !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

/// `pchar` and `/` of RFC 3986 section 3.3; what needs encoding must come encoded.
const fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'/' | b'-'
                | b'.'
                | b'_'
                | b'~'
                | b'%'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b':'
                | b'@'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_taken_apart() {
        let v6 = Server::parse("HTTP://[::1]:8080/a/b/").unwrap();
        assert_eq!((v6.host(), v6.port(), v6.prefix()), ("[::1]", 8080, "/a/b"));
        assert_eq!(
            Server::parse("https://api.gigapay.se/v2/").unwrap(),
            Server::PRODUCTION
        );
        assert_eq!(
            Server::parse("https://api.gigapay.se/v2").unwrap(),
            Server::PRODUCTION
        );
        // A request line has one slash between the prefix and `webhooks/`, however many there were.
        for (url, prefix) in [
            ("https://api.gigapay.se/v2//", "/v2"),
            ("https://api.gigapay.se/v2////", "/v2"),
            ("https://x//", ""),
        ] {
            assert_eq!(Server::parse(url).unwrap().prefix(), prefix, "{url}");
        }
        let bare = Server::parse("https://x:444").unwrap();
        assert_eq!((bare.prefix(), bare.explicit_port()), ("", Some(444)));
        assert_eq!(Server::parse("http://x:80/").unwrap().explicit_port(), None);
    }

    #[test]
    fn what_cannot_be_addressed_is_refused() {
        for url in [
            "",
            "x",
            "ftp://x/",
            "https://",
            "https:///v2/",
            "https://u@h/",
            "https://h:/v2/",
            "https://h:99999/",
            "https://h:0/",
            "https://h/?a=b",
            "https://h/#f",
            "https://h/a b",
            "https://h/\r\nX: y",
            "https://h\r\n/",
            "https://[::1/",
            "https://[zz]/",
            "https://[::1]x/",
            "https://h:+80/",
            "https://å.se/",
            "https://h//v2/",
            "https://h/v2//x",
        ] {
            assert_eq!(
                Server::parse(url),
                Err(ConfigError::InvalidServer),
                "{url:?}"
            );
        }
    }
}
