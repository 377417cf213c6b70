//! Encodes a response.

use crate::encoder::Encoder;

/// Status that tells the peer to send the body (RFC 9110 section 15.2.1).
pub(super) const CONTINUE: u16 = 100;

/// Writes the part of a response from byte `offset` on that fits. Returns the number of bytes
/// written, 0 at its end.
// Not inlined: saves 88 bytes (measured on thumbv7em).
#[inline(never)]
pub(super) fn write(status: u16, close: bool, offset: usize, buffer: &mut [u8]) -> usize {
    let mut out = Encoder::new(buffer, offset);
    out.put_number(b"HTTP/1.1 ", Some(status.into()));
    if status == CONTINUE {
        out.put(b" Continue\r\n");
    } else {
        out.put(b" \r\n");
        // RFC 9110 forbids a length with a 204 (section 8.6), and requires a challenge with a 401
        // (section 11.6.1) and the methods with a 405 (section 15.5.6).
        if status != 204 {
            out.put(b"Content-Length: 0\r\n");
        }
        if status == 401 {
            out.put(b"WWW-Authenticate: Gigapay-Signature\r\n");
        }
        if status == 405 {
            out.put(b"Allow: POST\r\n");
        }
        if close {
            out.put(b"Connection: close\r\n");
        }
    }
    out.put(b"\r\n");
    out.filled()
}
