//! Validation of the receiver's URL, as the framework's URL field does it.
//!
//! A scheme of http, https, ftp or ftps; optionally user and password; `localhost`, a name with a
//! dot, or an address; a port of at most five digits; then anything without spaces. Names outside
//! ASCII are accepted unchanged.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::text;
use crate::http::refusal::Detail;
use crate::language;

/// Maximum number of characters in a URL.
const URL_MAX: usize = 2048;

/// Parses a valid URL, without the spaces around it.
pub(super) fn url(value: &str) -> Result<String, Detail> {
    let url = text::string(value, usize::MAX)?;
    if url.chars().count() <= URL_MAX && is_url(&url) {
        Ok(url)
    } else {
        Err(Detail::one(language::NOT_A_URL))
    }
}

fn is_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    if !["http", "https", "ftp", "ftps"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return false;
    }
    if url.contains(char::is_whitespace) || url.contains(char::is_control) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host_and_port = match authority.rsplit_once('@') {
        Some((user, _)) if user.is_empty() || user.contains('@') => return false,
        Some((_, host)) => host,
        None => authority,
    };
    let (host, port) = split_port(host_and_port);
    port.is_none_or(is_port) && is_host(host)
}

fn split_port(text: &str) -> (&str, Option<&str>) {
    let start = text.rfind(']').map_or(0, |bracket| bracket + 1);
    match text.get(start..).and_then(|tail| tail.find(':')) {
        Some(colon) => (&text[..start + colon], Some(&text[start + colon + 1..])),
        None => (text, None),
    }
}

fn is_port(port: &str) -> bool {
    (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    host.eq_ignore_ascii_case("localhost") || host.parse::<Ipv4Addr>().is_ok() || is_name(host)
}

/// Whether this is a name of two labels or more, the last of them with a letter.
fn is_name(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    let labels: Vec<&str> = name.split('.').collect();
    let last = labels.last().copied().unwrap_or("");
    name.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && last.len() >= 2
        && (last.starts_with("xn--") || !last.contains(|c: char| c.is_ascii_digit()))
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.chars().count() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c >= '\u{a1}')
}

#[cfg(test)]
mod tests {
    use super::is_url;

    #[test]
    fn urls() {
        for good in [
            "https://gigatron.se/webhooks/payouts/",
            "http://0.0.0.0:8000/",
            "http://localhost",
            "https://user:secret@example.com:8443/a?b=c#d",
            "http://[::1]:9/x",
            "HTTPS://räksmörgås.se/å",
            "https://example.com.",
            "http://xn--rksmrgs-5wao1o.xn--p1ai/",
        ] {
            assert!(is_url(good), "{good}");
        }
        for bad in [
            "",
            "x",
            "//example.com/",
            "mailto:a@example.com",
            "javascript://example.com/",
            "https://",
            "https:///path",
            "https://receiver/",
            "https://example.com:port/",
            "https://example.com:123456/",
            "https://exa mple.com/",
            "https://-a.com/",
            "https://a..com/",
            "http://[::g]/",
            "http://1.2.3/",
            "https://@example.com/",
        ] {
            assert!(!is_url(bad), "{bad}");
        }
    }
}
