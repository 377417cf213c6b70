//! A server that keeps to the protocol: rustls.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection};

use super::certs::Identity;
use super::wire::Peer;

/// rustls, which responds to each piece of a request with the same bytes, and with `close_notify`
/// once it has seen `bye`.
pub struct RustlsServer {
    pub connection: ServerConnection,
    pub received: Vec<u8>,
    /// What rustls found wrong with the client.
    pub error: Option<rustls::Error>,
    /// Called before each response.
    pub before: Option<fn(&mut ServerConnection)>,
}

impl RustlsServer {
    pub fn new(identity: &Identity) -> Self {
        Self::with(identity, |_| {}, |_| {})
    }

    pub fn with(
        identity: &Identity,
        provide: impl FnOnce(&mut CryptoProvider),
        change: impl FnOnce(&mut ServerConfig),
    ) -> Self {
        Self::from_config(config(identity, provide, change))
    }

    pub fn from_config(config: Arc<ServerConfig>) -> Self {
        let mut connection = ServerConnection::new(config).unwrap();
        connection.set_buffer_limit(None);
        Self {
            connection,
            received: Vec::new(),
            error: None,
            before: None,
        }
    }
}

pub fn config(
    identity: &Identity,
    provide: impl FnOnce(&mut CryptoProvider),
    change: impl FnOnce(&mut ServerConfig),
) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::try_from(identity.key.serialize_der()).unwrap();
    let mut provider = ring::default_provider();
    provide(&mut provider);
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(rustls::ALL_VERSIONS)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(identity.chain.clone(), key)
        .unwrap();
    change(&mut config);
    Arc::new(config)
}

impl Peer for RustlsServer {
    fn receive(&mut self, mut bytes: &[u8], response: &mut Vec<u8>) {
        while !bytes.is_empty() {
            if self.connection.read_tls(&mut bytes).unwrap() == 0 {
                break;
            }
            if let Err(error) = self.connection.process_new_packets() {
                self.error = Some(error);
            }
        }
        let mut request = Vec::new();
        let _ = self.connection.reader().read_to_end(&mut request);
        if !request.is_empty() {
            if let Some(before) = self.before {
                before(&mut self.connection);
            }
            self.connection.writer().write_all(&request).unwrap();
            if request.ends_with(b"bye") {
                self.connection.send_close_notify();
            }
            self.received.extend(request);
        }
        while self.connection.wants_write() {
            self.connection.write_tls(response).unwrap();
        }
    }
}
