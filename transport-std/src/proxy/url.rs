//! A proxy's URL, read as curl reads it.

use std::fmt;

use gigapay_webhooks::Server;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

/// The port of a proxy whose URL names none, for every protocol: curl's default.
const DEFAULT_PORT: u16 = 1080;

/// How a proxy is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// `CONNECT` (RFC 9110 section 9.3.6).
    Http,
    /// RFC 1928; this side looks up the server's name.
    Socks5,
    /// RFC 1928; the proxy looks up the server's name.
    Socks5h,
}

/// User name and password, wiped when dropped.
#[derive(Clone)]
pub(crate) struct ProxyCredentials {
    pub(crate) user: Zeroizing<Vec<u8>>,
    pub(crate) password: Zeroizing<Vec<u8>>,
}

/// A proxy. `Debug` does not show its credentials.
#[derive(Clone)]
pub(crate) struct Proxy {
    protocol: Protocol,
    host: Box<str>,
    port: u16,
    credentials: Option<ProxyCredentials>,
}

impl Proxy {
    /// Parses `[scheme://][user[:password]@]host[:port][/]`. Without a scheme it is `http`, without
    /// a port 1080. The error completes the sentence "the proxy's URL …" and repeats nothing of it.
    pub(crate) fn parse(url: &str) -> Result<Self, &'static str> {
        let (protocol, rest) = match url.split_once("://") {
            None => (Protocol::Http, url),
            Some((scheme, rest)) => (protocol(scheme)?, rest),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#']) {
            return Err("has a path or a query; percent-encode / ? # in credentials");
        }
        let (credentials, authority) = match rest.rsplit_once('@') {
            None => (None, rest),
            Some((userinfo, authority)) => (credentials(userinfo, protocol)?, authority),
        };
        let (host, port) = host_and_port(authority).ok_or("names no usable host and port")?;
        Ok(Self {
            protocol,
            host,
            port,
            credentials,
        })
    }

    pub(crate) const fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// A name, an IPv4 address, or an IPv6 address in brackets.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    pub(crate) const fn credentials(&self) -> Option<&ProxyCredentials> {
        self.credentials.as_ref()
    }
}

fn protocol(scheme: &str) -> Result<Protocol, &'static str> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Ok(Protocol::Http),
        "socks5" => Ok(Protocol::Socks5),
        "socks5h" => Ok(Protocol::Socks5h),
        _ => Err("has a scheme that is not supported: use http, socks5 or socks5h"),
    }
}

fn host_and_port(authority: &str) -> Option<(Box<str>, u16)> {
    let url = format!("http://{authority}/");
    let server = Server::parse(&url).ok()?;
    let port = match authority == server.host() {
        true => DEFAULT_PORT,
        false => server.port(),
    };
    Some((server.host().into(), port))
}

fn credentials(
    userinfo: &str,
    protocol: Protocol,
) -> Result<Option<ProxyCredentials>, &'static str> {
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    let decode = |text: &str| {
        // Room for all of it at once: growing would leave a copy behind that is not wiped.
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        bytes.extend(percent_decode_str(text));
        bytes
    };
    let (user, password) = (decode(user), decode(password));
    if user.is_empty() && password.is_empty() {
        return Ok(None);
    }
    match protocol {
        // RFC 7617 section 2: the first colon ends the user name.
        Protocol::Http if user.contains(&b':') => Err("has a user name that contains a colon"),
        // RFC 1929 section 2: a byte holds each length.
        Protocol::Socks5 | Protocol::Socks5h
            if !(1..=255).contains(&user.len()) || password.len() > 255 =>
        {
            Err("has no user name, or a user name or password longer than 255 bytes")
        }
        _ => Ok(Some(ProxyCredentials { user, password })),
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("protocol", &self.protocol)
            .field("host", &self.host)
            .field("port", &self.port)
            .field("has_credentials", &self.credentials.is_some())
            .finish()
    }
}

/// Host and port, which name the proxy in errors.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn userinfo(proxy: &Proxy) -> Option<(&[u8], &[u8])> {
        let credentials = proxy.credentials()?;
        Some((&credentials.user, &credentials.password))
    }

    #[test]
    fn urls_are_parsed_as_curl_does() {
        use Protocol::{Http, Socks5, Socks5h};
        for (url, protocol, shown) in [
            ("proxy.example", Http, "proxy.example:1080"),
            ("proxy.example:3128", Http, "proxy.example:3128"),
            ("http://proxy.example:80/", Http, "proxy.example:80"),
            ("HTTP://10.0.0.1:8080", Http, "10.0.0.1:8080"),
            ("socks5://[::1]:9", Socks5, "[::1]:9"),
            ("socks5h://[::1]", Socks5h, "[::1]:1080"),
        ] {
            let proxy = Proxy::parse(url).unwrap();
            assert_eq!(proxy.protocol(), protocol, "{url}");
            assert_eq!(proxy.to_string(), shown, "{url}");
            assert!(proxy.credentials().is_none(), "{url}");
        }
    }

    #[test]
    fn credentials_are_percent_decoded() {
        for (url, user, password) in [
            ("http://me:secret@p:1", "me", "secret"),
            ("me@p:1", "me", ""),
            ("http://m%40e:s%3A%2F%25@p:1/", "m@e", "s:/%"),
            ("http://a@b:c:d@p", "a@b", "c:d"),
            ("socks5h://:x@p", "", "x"),
        ] {
            match Proxy::parse(url) {
                Ok(proxy) => {
                    let expected = Some((user.as_bytes(), password.as_bytes()));
                    assert_eq!(userinfo(&proxy), expected, "{url}");
                }
                Err(why) => {
                    assert!(user.is_empty(), "{url}: {why}");
                    assert!(why.contains("no user name"), "{url}: {why}");
                }
            }
        }
        assert!(Proxy::parse("http://:@p").unwrap().credentials().is_none());
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_showing_it() {
        let long = format!("socks5://{}@p", "hunter2".repeat(40));
        let long_password = format!("socks5h://me:{}@p", "hunter2".repeat(40));
        for url in [
            "",
            "http://",
            "http://me:hunter2@",
            "http://me:hunter2@p:0",
            "http://me:hunter2@p:99999",
            "http://me:hunter2@p:x",
            "http://me:hunter2@p/path",
            "http://me:hun/ter2@p",
            "http://hunter2%3Ax:y@p",
            "https://me:hunter2@p",
            "socks4://me:hunter2@p",
            "http://me:hunter2@p q",
            "http://me:hunter2@p\r\nX: y",
            "http://me:hunter2@::1:80",
            &long,
            &long_password,
        ] {
            let why = Proxy::parse(url).unwrap_err();
            assert!(!why.contains("hunter2"), "{why}");
        }
    }

    #[test]
    fn debug_shows_no_credentials() {
        let proxy = Proxy::parse("http://hidden:hunter2@p:1").unwrap();
        let shown = format!("{proxy:?} {proxy:#?} {proxy}");
        assert!(shown.contains("has_credentials: true"), "{shown}");
        assert!(!shown.contains("hidden"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
