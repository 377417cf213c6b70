//! Signature verification against published vectors and other implementations; how to run what
//! takes longer is in `docs/signatures.md`.

mod support;
mod wycheproof_ecdsa;
mod wycheproof_rsa;
