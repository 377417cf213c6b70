//! Requests, written by hand.

use embedded_io::Write;

use crate::{AUTHORIZATION, HOST, IDEMPOTENCY_KEY, INTEGRATION, Method, Request};

/// Sends a request with its encoded body, which is empty or shorter than 1000 bytes.
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
