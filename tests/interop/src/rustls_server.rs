//! Rustls as a server in a thread, for what no other server here can be told to do.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::Arc,
    thread,
};

use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::{CryptoProvider, SupportedKxGroup, ring},
    pki_types::{PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
    version::TLS13,
};

use crate::{pki::Chain, reference::certificates};

/// What is not rustls's default.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    pub groups: Vec<&'static dyn SupportedKxGroup>,
    /// Largest record, `None` for 16 kB.
    pub record: Option<usize>,
    pub tickets: usize,
    /// Authorities of client certificates; whether one is required.
    pub client_authorities: Option<(&'a Path, bool)>,
    /// Sends a KeyUpdate before each response.
    pub key_update: bool,
    /// Number of bytes in the response's body.
    pub body: usize,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            groups: vec![ring::kx_group::X25519, ring::kx_group::SECP256R1],
            record: None,
            tickets: 2,
            client_authorities: None,
            key_update: false,
            body: 2,
        }
    }
}

/// Starts a server that serves connections one after another until the process ends, and returns
/// its port. The response's first line says whether the session was resumed.
pub fn start(chain: &Chain, options: Options<'_>) -> u16 {
    let provider = CryptoProvider {
        kx_groups: options.groups,
        ..ring::default_provider()
    };
    let builder = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&TLS13])
        .expect("TLS 1.3");
    let builder = match options.client_authorities {
        None => builder.with_no_client_auth(),
        Some((authorities, required)) => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(certificates(authorities));
            let verifier = WebPkiClientVerifier::builder(Arc::new(roots));
            let verifier = if required {
                verifier
            } else {
                verifier.allow_unauthenticated()
            };
            builder.with_client_cert_verifier(verifier.build().expect("a verifier"))
        }
    };
    let key = PrivateKeyDer::from_pem_file(&chain.key).expect("a key");
    let mut config = builder
        .with_single_cert(certificates(&chain.sent), key)
        .expect("a chain");
    config.max_fragment_size = options.record;
    config.send_tls13_tickets = options.tickets;
    config.ticketer = ring::Ticketer::new().expect("a ticketer");
    let config = Arc::new(config);
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (key_update, body) = (options.key_update, options.body);
    thread::spawn(move || {
        for socket in listener.incoming() {
            let served = socket.map(|socket| serve(socket, &config, key_update, body));
            if let Ok(Err(error)) | Err(error) = served {
                eprintln!("rustls refused: {error}");
            }
        }
    });
    port
}

fn serve(
    socket: TcpStream,
    config: &Arc<ServerConfig>,
    key_update: bool,
    body: usize,
) -> std::io::Result<()> {
    let connection = ServerConnection::new(config.clone()).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, socket);
    let mut request = [0; 4096];
    let _ = stream.read(&mut request)?;
    if key_update {
        stream
            .conn
            .refresh_traffic_keys()
            .map_err(std::io::Error::other)?;
    }
    let identified = stream.conn.peer_certificates().is_some();
    let kind = stream.conn.handshake_kind();
    let head = format!("HTTP/1.0 200 OK\r\n\r\n{kind:?} identified={identified} ");
    stream.write_all(head.as_bytes())?;
    stream.write_all(&vec![b'x'; body])?;
    stream.conn.send_close_notify();
    stream.flush()
}
