//! The bytes of a response.

/// What asks for the body (RFC 9110 section 15.2.1).
pub(super) const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// What of a response fits a buffer, from some byte on.
struct Writer<'w> {
    buffer: &'w mut [u8],
    /// Bytes before the buffer, yet to be passed over.
    skip: usize,
    written: usize,
}

impl Writer<'_> {
    #[inline(never)]
    fn push(&mut self, part: &[u8]) {
        for &byte in part {
            if self.skip > 0 {
                self.skip -= 1;
            } else if let Some(place) = self.buffer.get_mut(self.written) {
                *place = byte;
                self.written += 1;
            }
        }
    }
}

/// Writes what fits of a response, from its byte `offset` on, and says how much that is: 0 at its
/// end.
#[inline(never)]
pub(super) fn write(status: u16, close: bool, offset: usize, buffer: &mut [u8]) -> usize {
    let mut writer = Writer {
        buffer,
        skip: offset,
        written: 0,
    };
    writer.push(b"HTTP/1.1 ");
    let digits = [status / 100, status / 10 % 10, status % 10];
    writer.push(&digits.map(|digit| b'0'.wrapping_add(digit as u8)));
    writer.push(b" \r\n");
    // RFC 9110 section 8.6 wants no length with a 204, section 11.6.1 a challenge with a 401, section
    // 15.5.6 the methods with a 405.
    if status != 204 {
        writer.push(b"Content-Length: 0\r\n");
    }
    if status == 401 {
        writer.push(b"WWW-Authenticate: Gigapay-Signature\r\n");
    }
    if status == 405 {
        writer.push(b"Allow: POST\r\n");
    }
    if close {
        writer.push(b"Connection: close\r\n");
    }
    writer.push(b"\r\n");
    writer.written
}
