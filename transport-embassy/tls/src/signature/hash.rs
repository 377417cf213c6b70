//! The hash functions of signatures: SHA-256, SHA-384, SHA-512 (FIPS 180-4).

/// Bytes of the longest digest.
const MAX_LENGTH: usize = 64;

/// A hash function. It is a pointer, so that a program links only those that its algorithms name.
pub(super) type Hash = fn(&[&[u8]]) -> Digest;

/// What a hash function returns: up to 64 bytes.
pub(super) struct Digest {
    bytes: [u8; MAX_LENGTH],
    length: usize,
}

impl Digest {
    /// The digest's bytes.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// SHA-256 of the parts, one after the other.
pub(super) fn sha256(parts: &[&[u8]]) -> Digest {
    digest::<sha2::Sha256>(parts)
}

/// SHA-384 of the parts, one after the other.
pub(super) fn sha384(parts: &[&[u8]]) -> Digest {
    digest::<sha2::Sha384>(parts)
}

/// SHA-512 of the parts, one after the other.
pub(super) fn sha512(parts: &[&[u8]]) -> Digest {
    digest::<sha2::Sha512>(parts)
}

fn digest<H: sha2::Digest>(parts: &[&[u8]]) -> Digest {
    let mut hash = H::new();
    for part in parts {
        hash.update(part);
    }
    let mut digest = Digest {
        bytes: [0; MAX_LENGTH],
        length: <H as sha2::Digest>::output_size(),
    };
    for (to, from) in digest.bytes.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    digest
}
