//! A tunnel through a SOCKS5 proxy: RFC 1928, and RFC 1929 for user name and password.

use std::io::{ErrorKind, Read, Write};
use std::net::IpAddr;

use gigapay_webhooks::Server;
use zeroize::Zeroizing;

use crate::connection_error::ConnectionError;
use crate::deadline::Limit;
use crate::resolve::{literal, resolve};
use crate::tcp::Tcp;

use super::url::ProxyCredentials;
use super::{Protocol, Proxy, ProxyError};

const VERSION: u8 = 5;
const NO_CREDENTIALS: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;

pub(crate) fn open_tunnel(
    proxy: &Proxy,
    server: Server<'_>,
    tcp: &mut Tcp,
    limit: Limit,
) -> Result<(), ProxyError> {
    let request = connect_request(proxy.protocol(), server, limit)?;
    let credentials = proxy.credentials();
    tcp.write_all(match credentials {
        None => &[VERSION, 1, NO_CREDENTIALS],
        Some(_) => &[VERSION, 2, NO_CREDENTIALS, USER_AND_PASSWORD],
    })?;
    let [version, method] = read(tcp)?;
    check_version(version)?;
    match (method, credentials) {
        (NO_CREDENTIALS, _) => {}
        (USER_AND_PASSWORD, Some(credentials)) => authenticate(tcp, credentials)?,
        _ => {
            return Err(ProxyError::SocksCredentials {
                had_credentials: credentials.is_some(),
            });
        }
    }
    tcp.write_all(&request)?;
    let [version, reply, _, kind] = read(tcp)?;
    check_version(version)?;
    if reply != 0 {
        return Err(ProxyError::SocksRefused(reply));
    }
    skip_address(tcp, kind)
}

/// RFC 1929.
fn authenticate(tcp: &mut Tcp, credentials: &ProxyCredentials) -> Result<(), ProxyError> {
    let mut request = Zeroizing::new(Vec::with_capacity(3 + 2 * 255));
    request.push(1);
    for part in [&credentials.user, &credentials.password] {
        // The URL's parser has made sure of the lengths.
        request.push(u8::try_from(part.len()).unwrap_or(u8::MAX));
        request.extend_from_slice(part);
    }
    tcp.write_all(&request)?;
    match read(tcp)? {
        [_, 0] => Ok(()),
        [..] => Err(ProxyError::SocksCredentials {
            had_credentials: true,
        }),
    }
}

/// RFC 1928 section 4.
fn connect_request(
    protocol: Protocol,
    server: Server<'_>,
    limit: Limit,
) -> Result<Vec<u8>, ProxyError> {
    let mut request = vec![VERSION, 1, 0];
    let host = server.host();
    let address = match (literal(host), protocol) {
        (Some(address), _) => Some(address),
        (None, Protocol::Socks5h | Protocol::Http) => None,
        (None, Protocol::Socks5) => Some(first_address(server, limit)?),
    };
    match (address, u8::try_from(host.len())) {
        (Some(IpAddr::V4(v4)), _) => {
            request.push(1);
            request.extend(v4.octets());
        }
        (Some(IpAddr::V6(v6)), _) => {
            request.push(4);
            request.extend(v6.octets());
        }
        (None, Ok(length)) => {
            request.extend([3, length]);
            request.extend(host.bytes());
        }
        (None, Err(_)) => return Err(ProxyError::SocksRefused(8)),
    }
    request.extend(server.port().to_be_bytes());
    Ok(request)
}

/// The system's first choice, as for curl.
fn first_address(server: Server<'_>, limit: Limit) -> Result<IpAddr, ProxyError> {
    let found = resolve(server.host(), server.port(), limit).map_err(ConnectionError::into_io)?;
    match found.first() {
        Some(address) => Ok(address.ip()),
        None => Err(ProxyError::Interrupted(ErrorKind::NotFound.into())),
    }
}

/// Skips the address that the proxy connects from: nothing here depends on it.
fn skip_address(tcp: &mut Tcp, kind: u8) -> Result<(), ProxyError> {
    let length = match kind {
        1 => 4,
        3 => usize::from(u8::from_be_bytes(read(tcp)?)),
        4 => 16,
        _ => return Err(NO_SOCKS),
    };
    for _ in 0..length + 2 {
        read::<1>(tcp)?;
    }
    Ok(())
}

const NO_SOCKS: ProxyError = ProxyError::InvalidResponse("its response is not SOCKS5");

fn check_version(version: u8) -> Result<(), ProxyError> {
    match version {
        VERSION => Ok(()),
        _ => Err(NO_SOCKS),
    }
}

fn read<const N: usize>(tcp: &mut Tcp) -> Result<[u8; N], ProxyError> {
    let mut bytes = [0; N];
    tcp.read_exact(&mut bytes)?;
    Ok(bytes)
}
