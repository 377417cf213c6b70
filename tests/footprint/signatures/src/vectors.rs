//! Keys and signatures, made with OpenSSL: each is its public key as in SubjectPublicKeyInfo's BIT
//! STRING, or the signature of `MESSAGE`.
#![allow(dead_code)]

pub static MESSAGE: &[u8] = include_bytes!("../vectors/message");
pub static P256_KEY: &[u8] = include_bytes!("../vectors/p256.key");
pub static P256: &[u8] = include_bytes!("../vectors/p256.sig");
pub static P384_KEY: &[u8] = include_bytes!("../vectors/p384.key");
pub static P384: &[u8] = include_bytes!("../vectors/p384.sig");
pub static RSA2048_KEY: &[u8] = include_bytes!("../vectors/rsa2048.key");
pub static RSA2048_PKCS1: &[u8] = include_bytes!("../vectors/rsa2048-pkcs1.sig");
pub static RSA2048_PSS: &[u8] = include_bytes!("../vectors/rsa2048-pss.sig");
pub static RSA4096_KEY: &[u8] = include_bytes!("../vectors/rsa4096.key");
pub static RSA4096_PKCS1: &[u8] = include_bytes!("../vectors/rsa4096-pkcs1.sig");
pub static RSA4096_PSS: &[u8] = include_bytes!("../vectors/rsa4096-pss.sig");

pub static ALL: [&[u8]; 11] = [
    MESSAGE,
    P256_KEY,
    P256,
    P384_KEY,
    P384,
    RSA2048_KEY,
    RSA2048_PKCS1,
    RSA2048_PSS,
    RSA4096_KEY,
    RSA4096_PKCS1,
    RSA4096_PSS,
];
