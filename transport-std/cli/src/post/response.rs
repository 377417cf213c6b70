//! Reading a response.

use std::io::{self, Read};

/// Maximum length of a response's head, and of its body.
const HEAD_MAX: usize = 64 * 1024;
const BODY_MAX: u64 = 4 * 1024 * 1024;

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Its status line and header fields, a line each.
    pub(crate) head: String,
    /// Its body, complete; empty if it was too long.
    pub(crate) body: Vec<u8>,
}

/// Reads a response; skips interim ones.
pub(super) fn read(stream: &mut impl Read) -> io::Result<Response> {
    let mut received = Vec::new();
    loop {
        let mut fields = [httparse::EMPTY_HEADER; 128];
        let mut head = httparse::Response::new(&mut fields);
        // An alert (RFC 8446 sections 5.1 and 6).
        if received.starts_with(&[21, 3]) {
            return Err(io::Error::other("the port speaks TLS: try https://"));
        }
        let parsed = head.parse(&received).map_err(io::Error::other)?;
        if let httparse::Status::Complete(length) = parsed {
            let status = head.code.unwrap_or_default();
            if (100..200).contains(&status) {
                received.drain(..length);
                continue;
            }
            let framing = Framing::of(&head);
            let head: Vec<u8> = received.drain(..length).collect();
            let head = String::from_utf8_lossy(&head).replace("\r\n", "\n");
            let body = match status {
                204 | 304 => Vec::new(),
                // Only the status matters.
                _ => framing.body(received, stream).unwrap_or_default(),
            };
            return Ok(Response { status, head, body });
        }
        if received.len() > HEAD_MAX {
            return Err(io::Error::other("the response's head is too long"));
        }
        if more(&mut received, stream)? == 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the connection was closed before a response",
            ));
        }
    }
}

fn more(received: &mut Vec<u8>, stream: &mut impl Read) -> io::Result<usize> {
    let mut space = [0; 8 * 1024];
    loop {
        match stream.read(&mut space) {
            Ok(length) => {
                received.extend_from_slice(&space[..length]);
                return Ok(length);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// How the body ends (RFC 9112 section 6.3).
enum Framing {
    Length(u64),
    Chunked,
    Close,
}

impl Framing {
    fn of(head: &httparse::Response<'_, '_>) -> Self {
        let value = |name: &str| {
            let named = |field: &&httparse::Header<'_>| field.name.eq_ignore_ascii_case(name);
            let field = head.headers.iter().find(named)?;
            std::str::from_utf8(field.value).ok()
        };
        match (value("transfer-encoding"), value("content-length")) {
            (Some(_), _) => Self::Chunked,
            (None, Some(length)) => length.trim().parse().map_or(Self::Close, Self::Length),
            (None, None) => Self::Close,
        }
    }

    fn body(self, mut received: Vec<u8>, stream: &mut impl Read) -> io::Result<Vec<u8>> {
        loop {
            match &self {
                Self::Length(length) if received.len() as u64 >= *length => {
                    received.truncate(usize::try_from(*length).unwrap_or(usize::MAX));
                    return Ok(received);
                }
                Self::Chunked => {
                    if let Some(body) = unchunked(&received)? {
                        return Ok(body);
                    }
                }
                Self::Length(_) | Self::Close => {}
            }
            if received.len() as u64 > BODY_MAX {
                return Err(io::Error::other("the response is too long"));
            }
            if more(&mut received, stream)? == 0 {
                return match self {
                    Self::Close => Ok(received),
                    _ => Err(io::ErrorKind::UnexpectedEof.into()),
                };
            }
        }
    }
}

/// Returns the body of a chunked response, once the last chunk has arrived.
fn unchunked(mut bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    loop {
        let parsed = httparse::parse_chunk_size(bytes);
        let parsed = parsed.map_err(|_| io::Error::other("the response's chunks are malformed"))?;
        let httparse::Status::Complete((start, size)) = parsed else {
            return Ok(None);
        };
        if size == 0 {
            return Ok(Some(body));
        }
        let end = usize::try_from(size)
            .ok()
            .and_then(|size| start.checked_add(size));
        let end = end.ok_or_else(|| io::Error::other("the response's chunks are malformed"))?;
        let (Some(chunk), Some(rest)) = (bytes.get(start..end), bytes.get(end.saturating_add(2)..))
        else {
            return Ok(None);
        };
        body.extend_from_slice(chunk);
        bytes = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together() {
        let bytes = b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        assert_eq!(unchunked(bytes).unwrap().unwrap(), b"abcde");
        for cut in 0..bytes.len() - 4 {
            assert!(unchunked(&bytes[..cut]).unwrap().is_none(), "{cut}");
        }
        assert!(unchunked(b"x\r\n").is_err());
    }
}
