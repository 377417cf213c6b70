//! The bytes of an answer.

/// What asks for the body (RFC 9110 section 15.2.1).
pub(super) const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// Writes what fits of an answer, from its byte `offset` on, and says how much that is: 0 at its
/// end.
pub(super) fn write(status: u16, close: bool, offset: usize, window: &mut [u8]) -> usize {
    let [high, low] = [status / 100, status % 100];
    let digits = [high, low / 10, low % 10].map(|digit| b'0'.wrapping_add(digit as u8));
    let extra = match status {
        // RFC 9110 section 11.6.1 wants a challenge, section 15.5.6 the methods.
        401 => "WWW-Authenticate: Gigapay-Signature\r\n",
        405 => "Allow: POST\r\n",
        _ => "",
    };
    let close = if close { "Connection: close\r\n" } else { "" };
    // RFC 9110 section 8.6 wants none with a 204.
    let length = if status == 204 {
        ""
    } else {
        "Content-Length: 0\r\n"
    };
    let parts: [&[u8]; 7] = [
        b"HTTP/1.1 ",
        &digits,
        b" \r\n",
        length.as_bytes(),
        extra.as_bytes(),
        close.as_bytes(),
        b"\r\n",
    ];
    let bytes = parts.into_iter().flatten().skip(offset);
    let mut written = 0;
    for (place, byte) in window.iter_mut().zip(bytes) {
        *place = *byte;
        written += 1;
    }
    written
}
