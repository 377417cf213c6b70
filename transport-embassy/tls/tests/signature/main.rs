//! Signature verification against published vectors and other implementations; how to run what
//! takes longer is in `docs/signatures.md`.

mod bounds;
mod differential_ecdsa;
mod differential_rsa;
mod rsa_keys;
mod support;
#[path = "../../src/signature/test_random.rs"]
mod test_random;
mod webpki;
mod wycheproof_ecdsa;
mod wycheproof_rsa;
