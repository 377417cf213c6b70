//! From a host to its addresses.

use embassy_net::dns::DnsQueryType;
use embassy_net::{IpAddress, Stack};
use heapless::Vec;

use super::TcpError;

/// Addresses that are tried, of all those that a host has.
const MAX: usize = 4;

/// The addresses of `host`: itself if it is one, else what the name servers say of it, for those
/// versions of IP for which the device has an address itself.
pub(super) async fn find(stack: Stack<'_>, host: &str) -> Result<Vec<IpAddress, MAX>, TcpError> {
    let mut found = Vec::new();
    if let Some(address) = literal(host) {
        let _ = found.push(address?);
        return Ok(found);
    }
    let mut failure = None;
    if stack.config_v4().is_some() {
        failure = query(stack, host, DnsQueryType::A, &mut found).await.err();
    }
    #[cfg(feature = "proto-ipv6")]
    if stack.config_v6().is_some() {
        let second = query(stack, host, DnsQueryType::Aaaa, &mut found).await;
        failure = failure.or(second.err());
    }
    match failure {
        Some(error) if found.is_empty() => Err(error),
        None if found.is_empty() => Err(TcpError::NoAddress),
        _ => Ok(found),
    }
}

async fn query(
    stack: Stack<'_>,
    host: &str,
    kind: DnsQueryType,
    found: &mut Vec<IpAddress, MAX>,
) -> Result<(), TcpError> {
    for address in stack.dns_query(host, kind).await? {
        // More than are ever tried.
        let _ = found.push(address);
    }
    Ok(())
}

/// An address as it stands in a URL: one of IPv6 in brackets, which is only read if the device can
/// use it.
fn literal(host: &str) -> Option<Result<IpAddress, TcpError>> {
    if !host.starts_with('[') {
        return host.parse().ok().map(IpAddress::Ipv4).map(Ok);
    }
    #[cfg(feature = "proto-ipv6")]
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .and_then(|host| host.parse().ok())
    {
        return Some(Ok(IpAddress::Ipv6(address)));
    }
    Some(Err(TcpError::NoAddress))
}
