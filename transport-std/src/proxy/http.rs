//! A tunnel through an HTTP proxy: `CONNECT` (RFC 9110 section 9.3.6).

use std::io::{ErrorKind, Read, Write};

use base64::prelude::{BASE64_STANDARD, Engine};
use gigapay_webhooks::Server;
use zeroize::Zeroizing;

use crate::head::is_complete;
use crate::tcp::Tcp;

use super::url::ProxyCredentials;
use super::{Proxy, ProxyError};

/// Bytes that all heads together may take, those of interim responses included.
const MAX_HEADS: usize = 16 * 1024;
const MAX_FIELDS: usize = 64;
/// What every response begins with.
const HTTP: &[u8] = b"HTTP/1.";

pub(crate) fn open_tunnel(
    proxy: &Proxy,
    server: Server<'_>,
    tcp: &mut Tcp,
) -> Result<(), ProxyError> {
    tcp.write_all(request(server, proxy.credentials()).as_bytes())?;
    let mut left = MAX_HEADS;
    loop {
        let head = read_head(tcp, left)?;
        left -= head.len();
        match status(&head)? {
            // RFC 9110 section 15.2: any number of interim responses comes first.
            100 | 102..=199 => {}
            // Its body, and fields that speak of one, do not exist.
            200..=299 => return Ok(()),
            status => {
                return Err(ProxyError::Refused {
                    status,
                    had_credentials: proxy.credentials().is_some(),
                });
            }
        }
    }
}

fn request(server: Server<'_>, credentials: Option<&ProxyCredentials>) -> Zeroizing<String> {
    let (host, port) = (server.host(), server.port());
    let mut request = Zeroizing::new(format!(
        "CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n"
    ));
    if let Some(credentials) = credentials {
        let basic = basic(credentials);
        // Room for all of it at once: growing would leave a copy behind that is not wiped.
        request.reserve(basic.len() + 64);
        request.push_str("Proxy-Authorization: Basic ");
        request.push_str(&basic);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    request
}

/// RFC 7617 section 2.
fn basic(credentials: &ProxyCredentials) -> Zeroizing<String> {
    let pair = [&**credentials.user, b":", &**credentials.password].concat();
    Zeroizing::new(BASE64_STANDARD.encode(&*Zeroizing::new(pair)))
}

/// Reads a head with its empty line, and not one byte more: what follows belongs to the tunnel.
fn read_head(tcp: &mut Tcp, longest: usize) -> Result<Vec<u8>, ProxyError> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !is_complete(&head) {
        if head.len() == longest {
            return Err(ProxyError::InvalidResponse("its response is too long"));
        }
        if tcp.read(&mut byte)? == 0 {
            return Err(ProxyError::Interrupted(ErrorKind::UnexpectedEof.into()));
        }
        head.extend(byte);
        let beginning = head.get(..HTTP.len()).unwrap_or(&head);
        if !HTTP.starts_with(beginning) {
            return Err(NO_HTTP);
        }
    }
    Ok(head)
}

const NO_HTTP: ProxyError = ProxyError::InvalidResponse("its response is not HTTP/1.1");

fn status(head: &[u8]) -> Result<u16, ProxyError> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    match response.parse(head) {
        Ok(httparse::Status::Complete(length)) if length == head.len() => response
            .code
            .filter(|code| (100..=599).contains(code))
            .ok_or(NO_HTTP),
        _ => Err(NO_HTTP),
    }
}
