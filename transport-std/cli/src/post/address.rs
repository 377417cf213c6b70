//! An address to post to.

use std::fmt;
use std::net::IpAddr;

/// An address to post to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) is_tls: bool,
    pub(super) authority: String,
    pub(super) path: String,
}

impl Address {
    /// Parses the address in a URL; without a scheme it is http. Nothing leaves this computer in
    /// clear, unless `anywhere`.
    pub(crate) fn parse(url: &str, anywhere: bool) -> Result<Self, &'static str> {
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let is_tls = scheme.eq_ignore_ascii_case("https");
        if !is_tls && !scheme.eq_ignore_ascii_case("http") {
            return Err("expected a URL such as http://127.0.0.1:3000/hooks/");
        }
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
        let port = port.unwrap_or(if is_tls { 443 } else { 80 });
        if !(is_tls || anywhere || is_this_computer(host)) {
            return Err(
                "http:// is not encrypted, so only addresses of this computer are accepted, \
                 or --insecure-http to do so anyway",
            );
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self {
            host: host.into(),
            port,
            is_tls,
            authority: authority.into(),
            path: format!("{slash}{path}"),
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_tls { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.path)
    }
}

/// Returns the host, an IPv6 address without its brackets, and the port if there is one.
fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let end = match authority.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at_checked(end)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = match port {
        "" => None,
        port => Some(port.strip_prefix(':')?.parse().ok()?),
    };
    (!host.is_empty()).then_some((host, port))
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
        for (url, origin, path) in [
            (
                "http://127.0.0.1:3000/a/?b=c#d",
                "http://127.0.0.1:3000",
                "/a/?b=c",
            ),
            ("HTTP://LOCALHOST", "http://LOCALHOST", "/"),
            ("http://[::1]?x", "http://[::1]", "/?x"),
            ("localhost:3000/a", "http://localhost:3000", "/a"),
            ("[::1]:3000", "http://[::1]:3000", "/"),
            ("HTTPS://example.com", "https://example.com", "/"),
        ] {
            let address = Address::parse(url, false).unwrap();
            assert_eq!(address.to_string(), format!("{origin}{path}"));
        }
        for (url, port) in [("https://a", 443), ("http://[::1]", 80), ("[::1]:1", 1)] {
            assert_eq!(Address::parse(url, true).unwrap().port, port, "{url}");
        }
        for url in [
            "",
            "ftp://localhost/",
            "http://",
            "http://[::1",
            "http://[]:1",
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
