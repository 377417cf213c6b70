//! Requests.

use common::{AUTHORIZATION, HOST, IDEMPOTENCY_KEY, INTEGRATION, Method, Request};
use embedded_io::Write;
use heapless::String;

/// Writes the path of a later page of a list.
pub fn page_path(path: &mut String<48>, first: &str, page: u32) -> Option<()> {
    path.clear();
    path.push_str(first).ok()?;
    path.push_str("&page=").ok()?;
    let mut divisor = 1_000_000_000;
    while divisor > 0 {
        if page >= divisor {
            path.push(char::from(b'0' + (page / divisor % 10) as u8))
                .ok()?;
        }
        divisor /= 10;
    }
    Some(())
}

pub fn send(request: &Request<'_>, body: &[u8], to: &mut impl Write) -> Option<()> {
    let mut put = |text: &str| to.write_all(text.as_bytes()).ok();
    put(request.method.name())?;
    put(" ")?;
    put(request.path)?;
    put(" HTTP/1.1\r\nHost: ")?;
    put(HOST)?;
    put("\r\nAccept: application/json\r\nAuthorization: ")?;
    put(AUTHORIZATION)?;
    put("\r\nIntegration-ID: ")?;
    put(INTEGRATION)?;
    if request.method == Method::Post {
        put("\r\nIdempotency-Key: ")?;
        put(IDEMPOTENCY_KEY)?;
    }
    if body.is_empty() {
        put("\r\n\r\n")?;
    } else {
        put("\r\nContent-Type: application/json\r\nContent-Length: ")?;
        let digits = [100, 10, 1].map(|divisor| b'0' + (body.len() / divisor % 10) as u8);
        to.write_all(&digits).ok()?;
        to.write_all(b"\r\n\r\n").ok()?;
        to.write_all(body).ok()?;
    }
    to.flush().ok()
}
