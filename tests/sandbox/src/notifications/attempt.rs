//! One attempt to deliver: a connection, a request, and the status of the response.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::target::Target;
use crate::faults::Cut;

/// Maximum length of a response's head.
const HEAD_MAX: usize = 64 * 1024;

/// What is posted.
#[derive(Debug)]
pub(super) struct Post<'a> {
    pub(super) target: &'a Target,
    pub(super) signature: &'a str,
    pub(super) body: &'a str,
    /// Number of bytes of the request after which the connection ends, and how.
    pub(super) cut: Option<(usize, Cut)>,
}

/// Posts a notification. Returns the status of the response.
pub(super) async fn post(post: &Post<'_>, anywhere: bool) -> Result<u16, String> {
    let exchange = async {
        let addresses = post.target.addresses(anywhere).await?;
        let mut tcp = TcpStream::connect(addresses.as_slice()).await?;
        tcp.set_nodelay(true)?;
        send(&mut tcp, post).await?;
        status(&mut tcp).await
    };
    exchange.await.map_err(|error| error.to_string())
}

async fn send(tcp: &mut TcpStream, post: &Post<'_>) -> io::Result<()> {
    let Target {
        authority, path, ..
    } = post.target;
    let (signature, body) = (post.signature, post.body);
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: gigapay-sandbox\r\n\
         Accept: */*\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nGigapay-Signature: {signature}\r\n\r\n{body}"
    );
    let Some((after, how)) = post.cut else {
        return tcp.write_all(request.as_bytes()).await;
    };
    let part = request
        .as_bytes()
        .get(..after)
        .unwrap_or(request.as_bytes());
    tcp.write_all(part).await?;
    match how {
        Cut::Reset => tcp.set_zero_linger()?,
        Cut::Close | Cut::Fin => tcp.shutdown().await?,
    }
    Err(io::Error::new(
        io::ErrorKind::ConnectionAborted,
        "the connection was cut by a fault",
    ))
}

/// Returns the status of the first response that is not interim.
async fn status(tcp: &mut TcpStream) -> io::Result<u16> {
    let mut received = Vec::new();
    let mut from = 0;
    loop {
        let head = received.get(from..).unwrap_or_default();
        if let Some(end) = head.windows(4).position(|buffer| buffer == b"\r\n\r\n") {
            match status_of(head) {
                Some(100..=199) => from += end + 4,
                Some(status) => return Ok(status),
                None => return Err(io::Error::other("the response is no HTTP/1.1")),
            }
            continue;
        }
        if received.len() > HEAD_MAX {
            return Err(io::Error::other("the response's head has no end"));
        }
        if tcp.read_buf(&mut received).await? == 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the connection ended before a response",
            ));
        }
    }
}

fn status_of(head: &[u8]) -> Option<u16> {
    let digits = head.strip_prefix(b"HTTP/1.")?.get(2..5)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}
