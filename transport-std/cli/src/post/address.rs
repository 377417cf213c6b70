//! An address to post to.

use std::fmt;
use std::net::IpAddr;

/// An address to post to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) authority: String,
    pub(super) path: String,
}

impl Address {
    /// Parses the address in a URL. Nothing leaves this computer in clear, unless `anywhere`.
    pub(crate) fn parse(url: &str, anywhere: bool) -> Result<Self, &'static str> {
        let rest = match url.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => {
                return Err("https is not supported here, only http://");
            }
            _ => return Err("expected a URL such as http://127.0.0.1:3000/hooks/"),
        };
        if !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the URL contains characters that must be percent-encoded");
        }
        let (rest, _fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err("the URL contains a user name or password");
        }
        let (host, port) = host_and_port(authority).ok_or("the URL's host or port is invalid")?;
        if !(anywhere || is_this_computer(host)) {
            return Err(
                "http:// is not encrypted, so only addresses of this computer are accepted, \
                 or --insecure-http to do so anyway",
            );
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self {
            host: host.into(),
            port,
            authority: authority.into(),
            path: format!("{slash}{path}"),
        })
    }

    /// Returns the same server with another path.
    pub(crate) fn with_path(mut self, path: &str) -> Self {
        self.path = path.into();
        self
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority, self.path)
    }
}

fn host_and_port(authority: &str) -> Option<(&str, u16)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            (
                host,
                port.strip_prefix(':')
                    .or(Some("80").filter(|_| port.is_empty()))?,
            )
        }
        None => authority.split_once(':').unwrap_or((authority, "80")),
    };
    let port = port.parse().ok().filter(|_| !host.is_empty())?;
    Some((host, port))
}

/// Whether a URL is on this computer.
pub(crate) fn is_near(url: &str) -> bool {
    let (_, rest) = url.split_once("://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host_and_port(authority).is_some_and(|(host, _)| is_this_computer(host))
}

pub(super) fn is_this_computer(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_where_to_post() {
        for (url, authority, path) in [
            (
                "http://127.0.0.1:3000/a/?b=c#d",
                "127.0.0.1:3000",
                "/a/?b=c",
            ),
            ("HTTP://LOCALHOST", "LOCALHOST", "/"),
            ("http://[::1]?x", "[::1]", "/?x"),
        ] {
            let address = Address::parse(url, false).unwrap();
            assert_eq!(address.to_string(), format!("http://{authority}{path}"));
        }
        for url in [
            "https://localhost/",
            "localhost:3000",
            "http://",
            "http://:1/",
            "http://localhost:x/",
            "http://[::1]x/",
            "http://a:b@localhost/",
            "http://localhost/a b",
            "http://localhost/\r\nX: y",
        ] {
            assert!(Address::parse(url, true).is_err(), "{url}");
        }
        for url in [
            "http://example.com/",
            "http://0.0.0.0/",
            "http://localhost.example.com/",
        ] {
            assert!(Address::parse(url, false).is_err(), "{url}");
            assert!(Address::parse(url, true).is_ok(), "{url}");
        }
    }
}
