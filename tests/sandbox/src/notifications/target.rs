//! The address in a webhook's URL, and whether it may be contacted.

use std::io;
use std::net::{IpAddr, SocketAddr};

use hyper::Uri;

/// A receiver's address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    host: String,
    port: u16,
    /// The value of `Host`.
    pub(super) authority: String,
    /// Path and query.
    pub(super) path: String,
}

impl Target {
    /// Parses the address in a plain http URL. Unless `anywhere`, it must be on this computer: no
    /// name other than `localhost` is looked up.
    pub(super) fn parse(url: &str, anywhere: bool) -> Result<Self, &'static str> {
        let (url, _fragment) = url.split_once('#').unwrap_or((url, ""));
        let uri: Uri = encoded(url).parse().map_err(|_| "the URL makes no sense")?;
        if uri.scheme_str() != Some("http") {
            return Err("the sandbox delivers by plain http only");
        }
        let authority = uri.authority().ok_or("the URL names no host")?;
        if authority.as_str().contains('@') {
            return Err("the URL holds a password");
        }
        let host = authority.host().trim_matches(['[', ']']);
        let is_near = match host.parse::<IpAddr>() {
            Ok(ip) => ip.to_canonical().is_loopback(),
            Err(_) => host.eq_ignore_ascii_case("localhost"),
        };
        if !(is_near || anywhere) {
            return Err("the sandbox delivers to this computer only, unless told otherwise");
        }
        Ok(Self {
            host: host.to_owned(),
            port: authority.port_u16().unwrap_or(80),
            authority: authority.as_str().to_owned(),
            path: uri
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
        })
    }

    /// Returns the socket addresses to try, without those on other computers unless `anywhere`.
    pub(super) async fn addresses(&self, anywhere: bool) -> io::Result<Vec<SocketAddr>> {
        let found = tokio::net::lookup_host((self.host.as_str(), self.port)).await?;
        let may = |address: &SocketAddr| anywhere || address.ip().to_canonical().is_loopback();
        Ok(found.filter(may).collect())
    }
}

/// Returns the URL with everything percent-encoded that a request line cannot carry.
fn encoded(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'!'..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        let target = Target::parse("http://[::1]:8080/å b?x=1#part", false).unwrap();
        assert_eq!(
            target,
            Target {
                host: "::1".into(),
                port: 8080,
                authority: "[::1]:8080".into(),
                path: "/%C3%A5%20b?x=1".into(),
            }
        );
        assert_eq!(Target::parse("http://localhost", false).unwrap().path, "/");
        for url in [
            "https://localhost/",
            "http://a:b@localhost/",
            "nowhere",
            "http:///x",
            "",
        ] {
            assert!(Target::parse(url, true).is_err(), "{url}");
        }
    }

    #[test]
    fn other_computers_are_left_alone() {
        for (host, is_near) in [
            ("127.0.0.1", true),
            ("127.9.9.9:1", true),
            ("[::1]:80", true),
            ("[::ffff:127.0.0.1]", true),
            ("LOCALHOST", true),
            ("localhost.example.com", false),
            ("example.com", false),
            ("0.0.0.0", false),
            ("192.168.0.1", false),
            ("[2001:db8::1]", false),
        ] {
            let url = format!("http://{host}/");
            assert_eq!(Target::parse(&url, false).is_ok(), is_near, "{host}");
            assert!(Target::parse(&url, true).is_ok(), "{host}");
        }
    }
}
