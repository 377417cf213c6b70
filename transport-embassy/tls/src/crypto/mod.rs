//! The cryptographic crates behind one interface each, chosen at run time: no code exists twice for
//! two cipher suites.

pub(crate) mod aead;
mod gcm;
pub(crate) mod group;
pub(crate) mod hash;
pub(crate) mod suite;

/// Bytes of a tag of authenticated encryption, RFC 8446 section 5.2.
pub(crate) const TAG: usize = 16;

/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;

/// The bytes of a test vector.
#[cfg(test)]
pub(crate) fn hex(text: &str) -> std::vec::Vec<u8> {
    let digit = |byte: &u8| (*byte as char).to_digit(16).unwrap() as u8;
    text.as_bytes()
        .chunks(2)
        .map(|pair| digit(&pair[0]) << 4 | digit(&pair[1]))
        .collect()
}
