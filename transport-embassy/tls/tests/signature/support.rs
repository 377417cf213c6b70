//! What the tests share.

use heapless_tls::signature::Algorithm;

/// Whether the algorithm accepts the signature.
pub fn accepts(algorithm: Algorithm, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    algorithm.verify_signature(key, message, signature).is_ok()
}

/// DER of a SEQUENCE of two INTEGERs, from big-endian numbers of any length.
pub fn two_integers(first: &[u8], second: &[u8]) -> Vec<u8> {
    element(0x30, &[integer(first), integer(second)].concat())
}

fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let mut content = number[zeros..].to_vec();
    if content.first().is_none_or(|byte| *byte >= 0x80) {
        content.insert(0, 0);
    }
    element(0x02, &content)
}

/// DER of an element.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    match content.len() {
        length @ 0..=0x7f => der.push(length as u8),
        length @ 0x80..=0xff => der.extend([0x81, length as u8]),
        length => der.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    der.extend(content);
    der
}
