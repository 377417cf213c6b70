//! The proxy that the environment names, by the variables that curl reads.

use std::ffi::OsString;

use gigapay_webhooks::{Scheme, Server};
use zeroize::Zeroizing;

use crate::BuildError;
use crate::resolve::is_loopback;

use super::{Proxy, no_proxy};

/// `http_proxy` counts in lower case only: a CGI program has the request's header field `Proxy` in
/// `HTTP_PROXY`.
const HTTP: &[&str] = &["http_proxy", "all_proxy", "ALL_PROXY"];
const HTTPS: &[&str] = &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const NO_PROXY: &[&str] = &["no_proxy", "NO_PROXY"];

/// The proxy for `server`, if any. `variable` gives an environment variable's value.
///
/// A loopback host has none, unlike with curl: the request would otherwise reach the proxy's own
/// machine, in clear.
pub(crate) fn from_environment(
    server: Server<'_>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<Proxy>, BuildError> {
    let host = server.host();
    if is_loopback(host) {
        return Ok(None);
    }
    let variables = match server.scheme() {
        Scheme::Http => HTTP,
        Scheme::Https => HTTPS,
    };
    let Some((name, url)) = first(variables, &variable)? else {
        return Ok(None);
    };
    if let Some((_, list)) = first(NO_PROXY, &variable)?
        && no_proxy::lists(&list, host)
    {
        return Ok(None);
    }
    let proxy = Proxy::parse(&url).map_err(|reason| BuildError::Proxy {
        variable: Some(name),
        reason,
    })?;
    Ok(Some(proxy))
}

/// The first of the variables that is set. An empty one is not. A value may hold a password.
fn first(
    names: &[&'static str],
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<(&'static str, Zeroizing<String>)>, BuildError> {
    let mut set = names
        .iter()
        .filter_map(|name| Some((*name, variable(name)?)));
    let Some((name, value)) = set.find(|(_, value)| !value.is_empty()) else {
        return Ok(None);
    };
    match value.into_string() {
        Ok(value) => Ok(Some((name, Zeroizing::new(value)))),
        Err(_) => Err(BuildError::Proxy {
            variable: Some(name),
            reason: "is not UTF-8",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(url: &str, variables: &[(&str, &str)]) -> Option<String> {
        let server = Server::parse(url).unwrap();
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| value.into())
        };
        let proxy = from_environment(server, variable).unwrap();
        proxy.map(|proxy| proxy.to_string())
    }

    const API: &str = "https://api.example/v2/";

    #[test]
    fn lower_case_comes_first_and_all_proxy_last() {
        let variables = [
            ("https_proxy", "a:1"),
            ("HTTPS_PROXY", "b:1"),
            ("all_proxy", "c:1"),
            ("ALL_PROXY", "d:1"),
        ];
        for (skipped, expected) in ["a:1", "b:1", "c:1", "d:1"].iter().enumerate() {
            assert_eq!(
                found(API, &variables[skipped..]).as_deref(),
                Some(*expected)
            );
        }
        assert_eq!(found(API, &[]), None);
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        let variables = [("https_proxy", ""), ("ALL_PROXY", "d:1")];
        assert_eq!(found(API, &variables).as_deref(), Some("d:1"));
    }

    #[test]
    fn plain_http_has_a_variable_of_its_own_in_lower_case_only() {
        let url = "http://api.example/";
        assert_eq!(
            found(url, &[("HTTP_PROXY", "a:1"), ("https_proxy", "b:1")]),
            None
        );
        let variables = [("http_proxy", "c:1"), ("all_proxy", "d:1")];
        assert_eq!(found(url, &variables).as_deref(), Some("c:1"));
        assert_eq!(found(url, &variables[1..]).as_deref(), Some("d:1"));
    }

    #[test]
    fn listed_hosts_and_loopback_have_no_proxy() {
        let variables = [("https_proxy", "a:1"), ("NO_PROXY", "other, api.example")];
        assert_eq!(found(API, &variables), None);
        assert_eq!(
            found("https://b.example/", &variables).as_deref(),
            Some("a:1")
        );
        let variables = [("all_proxy", "a:1")];
        for url in ["http://localhost/", "https://127.0.0.1:8/", "http://[::1]/"] {
            assert_eq!(found(url, &variables), None, "{url}");
        }
        let both = [
            ("all_proxy", "a:1"),
            ("no_proxy", "x"),
            ("NO_PROXY", "api.example"),
        ];
        assert_eq!(found(API, &both).as_deref(), Some("a:1"));
    }

    #[test]
    fn a_wrong_variable_is_named_and_not_shown() {
        let server = Server::parse(API).unwrap();
        let wrong = |name: &str| (name == "ALL_PROXY").then(|| "socks4://x:hunter2@p".into());
        let error = from_environment(server, wrong).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains("ALL_PROXY"), "{text}");
        assert!(text.contains("socks5"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_utf_8_is_named_and_not_shown() {
        use std::os::unix::ffi::OsStringExt;
        let server = Server::parse(API).unwrap();
        let broken = OsString::from_vec(b"http://hunter2\xFF@p".to_vec());
        for name in ["https_proxy", "no_proxy"] {
            let variable = |other: &str| match other {
                _ if other == name => Some(broken.clone()),
                "https_proxy" => Some("a:1".into()),
                _ => None,
            };
            let error = from_environment(server, variable).unwrap_err();
            let text = format!("{error} {error:?}");
            assert!(text.contains(name), "{text}");
            assert!(text.contains("is not UTF-8"), "{text}");
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
}
