//! Handshakes with rustls: every cipher suite and group, and what follows.

use heapless_tls::{CipherSuite, Group};
use rustls::SupportedCipherSuite;
use rustls::crypto::ring::{cipher_suite, kx_group};

use crate::support::{RustlsServer, echo, talk};

#[test]
fn every_suite_with_every_group_talks_to_rustls() {
    let suites: [(CipherSuite, SupportedCipherSuite); 3] = [
        (
            CipherSuite::Aes128GcmSha256,
            cipher_suite::TLS13_AES_128_GCM_SHA256,
        ),
        (
            CipherSuite::Aes256GcmSha384,
            cipher_suite::TLS13_AES_256_GCM_SHA384,
        ),
        (
            CipherSuite::ChaCha20Poly1305Sha256,
            cipher_suite::TLS13_CHACHA20_POLY1305_SHA256,
        ),
    ];
    for (suite, theirs) in suites {
        for (group, their_group) in [
            (Group::X25519, kx_group::X25519),
            (Group::P256, kx_group::SECP256R1),
        ] {
            talk(
                |identity| {
                    let provide = |provider: &mut rustls::crypto::CryptoProvider| {
                        provider.cipher_suites = vec![theirs];
                        provider.kx_groups = vec![their_group];
                    };
                    RustlsServer::with(identity, provide, |_| {})
                },
                |_, config| config,
                |mut stream| {
                    assert_eq!(stream.connection().cipher_suite(), Some(suite));
                    assert_eq!(stream.connection().group(), Some(group));
                    echo(&mut stream)
                },
            )
            .unwrap();
        }
    }
}
