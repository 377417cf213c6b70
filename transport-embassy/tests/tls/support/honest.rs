//! A server that keeps to the protocol: rustls.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, SupportedProtocolVersion, crypto::ring};

use super::certs::Identity;
use super::wire::Peer;

/// rustls, answering each piece of a request with its length, and with close_notify once it has seen `bye`.
pub struct Honest {
    connection: ServerConnection,
    pub received: Vec<u8>,
    /// The name that the client asked for.
    pub asked_for: Option<String>,
    /// What to answer instead.
    pub answer: Option<Vec<u8>>,
    /// Whether the client has said goodbye.
    pub closed: bool,
    /// What rustls made of the client.
    pub error: Option<rustls::Error>,
}

impl Honest {
    pub fn new(identity: &Identity) -> Self {
        Self::with(identity, rustls::ALL_VERSIONS, |_| {})
    }

    pub fn with(
        identity: &Identity,
        versions: &[&'static SupportedProtocolVersion],
        change: impl FnOnce(&mut ServerConfig),
    ) -> Self {
        let key = PrivateKeyDer::try_from(identity.key.serialize_der()).unwrap();
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(identity.chain.clone(), key)
            .unwrap();
        change(&mut config);
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        connection.set_buffer_limit(None);
        Self {
            connection,
            received: Vec::new(),
            asked_for: None,
            answer: None,
            closed: false,
            error: None,
        }
    }
}

impl Peer for Honest {
    fn receive(&mut self, mut bytes: &[u8], answer: &mut Vec<u8>) {
        while !bytes.is_empty() {
            if self.connection.read_tls(&mut bytes).unwrap() == 0 {
                break;
            }
            match self.connection.process_new_packets() {
                Ok(state) => self.closed |= state.peer_has_closed(),
                Err(error) => self.error = Some(error),
            }
        }
        self.asked_for = self.connection.server_name().map(str::to_string);
        let mut request = Vec::new();
        let _ = self.connection.reader().read_to_end(&mut request);
        if !request.is_empty() {
            let reply = self
                .answer
                .take()
                .unwrap_or_else(|| request.len().to_string().into_bytes());
            self.connection.writer().write_all(&reply).unwrap();
            if request.ends_with(b"bye") {
                self.connection.send_close_notify();
            }
            self.received.extend(request);
        }
        while self.connection.wants_write() {
            self.connection.write_tls(answer).unwrap();
        }
    }
}
