//! A notification with a body of 4 kB, and a connection on which it arrives.

// The image without work does not use most of this.
#![allow(dead_code)]

use core::convert::Infallible;

pub const SECRET: &[u8] = b"c1329a085d65f7757838df5920fdcc9a";
pub const TIMESTAMP: u64 = 1_700_000_000;
pub const SIGNATURE: &[u8] =
    b"t=1700000000,v1=4faacc79575380be9fb57dda6038ecf821e66d203302773b1d54f30e832658a5";

/// The signed body.
pub const BODY: &[u8] = &body();

const HEAD: &[u8] = b"POST /hooks/ HTTP/1.1\r\nHost: gigatron.se\r\nUser-Agent: gigapay\r\n\
    Content-Type: application/json\r\nContent-Length: 4096\r\nGigapay-Signature: t=1700000000,\
    v1=4faacc79575380be9fb57dda6038ecf821e66d203302773b1d54f30e832658a5\r\n\r\n";

const fn body() -> [u8; 4096] {
    let mut body = [b'-'; 4096];
    let (begin, end) = (b"{\"note\":\"", b"\"}");
    let mut at = 0;
    while at < begin.len() {
        body[at] = begin[at];
        at += 1;
    }
    body[4094] = end[0];
    body[4095] = end[1];
    body
}

/// A connection that delivers head and body.
pub struct Canned {
    head: &'static [u8],
    body: &'static [u8],
}

impl Canned {
    pub fn new() -> Self {
        Self {
            head: core::hint::black_box(HEAD),
            body: core::hint::black_box(BODY),
        }
    }
}

impl board::embedded_io::ErrorType for Canned {
    type Error = Infallible;
}

impl board::embedded_io::Read for Canned {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Infallible> {
        let from = match self.head.is_empty() {
            true => &mut self.body,
            false => &mut self.head,
        };
        let length = from.len().min(to.len());
        let (Some((now, later)), Some(to)) = (from.split_at_checked(length), to.get_mut(..length))
        else {
            return Ok(0);
        };
        for (to, from) in to.iter_mut().zip(now) {
            *to = *from;
        }
        *from = later;
        Ok(length)
    }
}

impl board::embedded_io::Write for Canned {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        core::hint::black_box(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
