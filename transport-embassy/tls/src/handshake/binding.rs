//! What a session is bound to: the configuration that authenticated the server.

use crate::clock::ValidationTime;
use crate::config::TlsConfig;
use crate::crypto::hash::{HashAlgorithm, Transcript};
use crate::pin::Pin;

/// A hash of the server name, the anchors, the pins, the client certificate, and how strictly dates
/// are checked: at the present, or only at a moment that is certainly past, and which.
pub(crate) fn binding(config: &TlsConfig<'_>) -> [u8; 32] {
    let mut hash = Transcript::new(HashAlgorithm::Sha256);
    let mut field = |kind: u8, bytes: &[u8]| {
        hash.update(&[kind]);
        hash.update(&(bytes.len() as u32).to_be_bytes());
        hash.update(bytes);
    };
    field(0, config.server_name.as_bytes());
    for anchor in config.path.iter().flat_map(|path| path.anchors) {
        field(1, &anchor.subject);
        field(2, &anchor.subject_public_key_info);
        field(3, anchor.name_constraints.as_deref().unwrap_or(&[]));
    }
    for pin in config.pins.unwrap_or(&[]) {
        match pin {
            Pin::LeafKey(hash) => field(4, hash),
            Pin::Certificate(hash) => field(5, hash),
        }
    }
    match config.validation_time() {
        Ok(ValidationTime::NotBefore(seconds)) => field(7, &seconds.to_be_bytes()),
        // An error has ended the connection before.
        Ok(ValidationTime::Exactly(_)) | Err(_) => field(8, &[]),
    }
    #[cfg(feature = "client-certificate")]
    for certificate in config.client.iter().flat_map(|client| client.chain) {
        field(6, certificate);
    }
    hash.current().as_bytes().try_into().unwrap_or([0; 32])
}
