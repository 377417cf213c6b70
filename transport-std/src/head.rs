//! The head of a message, kept while it passes: its first line and its header fields.

use zeroize::Zeroizing;

use crate::redaction::without;

/// Bytes of a head that are kept. Reserved at once, so that no copy of the token is left behind by
/// growing.
const CAPACITY: usize = 8 * 1024;

/// Whether the bytes end with an empty line, as a head does. A line may end without a carriage
/// return (RFC 9112 section 2.2).
pub(crate) fn is_complete(head: &[u8]) -> bool {
    head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n")
}

/// A head, as far as it has passed.
pub(crate) struct Head {
    bytes: Zeroizing<Vec<u8>>,
    is_over: bool,
}

impl Head {
    pub(crate) fn new() -> Self {
        Self {
            bytes: Zeroizing::new(Vec::with_capacity(CAPACITY)),
            is_over: false,
        }
    }

    /// Keeps what belongs to the head. An interim response (RFC 9110 section 15.2) gives way to the
    /// next one.
    pub(crate) fn pass(&mut self, mut bytes: &[u8]) {
        while let (false, Some((first, rest))) = (self.is_over, bytes.split_first()) {
            bytes = rest;
            self.bytes.push(*first);
            let is_end = is_complete(&self.bytes);
            if is_end && self.is_interim() {
                self.bytes.clear();
            } else {
                self.is_over = is_end || self.bytes.len() == CAPACITY;
            }
        }
    }

    fn is_interim(&self) -> bool {
        self.bytes.starts_with(b"HTTP/1.1 1")
    }

    /// The lines of the head, with `***` in place of the token.
    pub(crate) fn lines(&self, token: &str) -> String {
        let text = Zeroizing::new(String::from_utf8_lossy(&self.bytes).into_owned());
        lines(&without(&text, token))
    }
}

/// The lines of a head, without the empty one at its end.
pub(crate) fn lines(head: &str) -> String {
    head.replace("\r\n", "\n").trim_end().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pieces: &[&[u8]]) -> Head {
        let mut head = Head::new();
        pieces.iter().for_each(|piece| head.pass(piece));
        head
    }

    #[test]
    fn a_head_ends_before_its_body_however_it_is_cut() {
        let bytes = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n{\"secret_key\": 1}\r\n\r\n";
        for cut in 0..bytes.len() {
            let (first, second) = bytes.split_at(cut);
            assert_eq!(of(&[first, second]).lines(""), "HTTP/1.1 200 OK\nA: b");
        }
        assert_eq!(
            of(&[b"HTTP/1.1 200\nA: b\n\nbody"]).lines(""),
            "HTTP/1.1 200\nA: b"
        );
    }

    #[test]
    fn an_interim_response_gives_way_to_the_final_one() {
        let head = of(&[
            b"HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 204 No",
            b"\r\n\r\n",
        ]);
        assert_eq!(head.lines(""), "HTTP/1.1 204 No");
    }

    #[test]
    fn the_token_is_taken_out() {
        let head =
            of(&[b"GET /s3cretS3CRET/ HTTP/1.1\r\nauthorization: Token s3cretS3CRET\r\n\r\n"]);
        assert_eq!(
            head.lines("s3cretS3CRET"),
            "GET /***/ HTTP/1.1\nauthorization: Token ***"
        );
    }

    #[test]
    fn what_is_too_long_or_no_text_is_cut_and_replaced() {
        let long = of(&[b"HTTP/1.1 200 OK\r\nA: ", &[b'x'; 2 * CAPACITY]]);
        assert_eq!(long.lines("").len(), CAPACITY - 1);
        assert_eq!(
            of(&[b"HTTP/1.1 200 \xff\r\n\r\n"]).lines(""),
            "HTTP/1.1 200 \u{fffd}"
        );
    }
}
