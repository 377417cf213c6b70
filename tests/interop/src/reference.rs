//! Rustls as a client. What it refuses is no case for our client: the test itself is wrong then.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    sync::Arc,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
    version::TLS13,
};

use crate::{NAME, REQUEST, pki::Chain};

/// The certificates of a PEM file.
pub fn certificates(path: &Path) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_file_iter(path)
        .expect("a PEM file")
        .collect::<Result<_, _>>()
        .expect("certificates")
}

/// The response of the server on `port`, or why there is none.
pub fn fetch(port: u16, chain: &Chain) -> Result<Vec<u8>, String> {
    let mut roots = RootCertStore::empty();
    for root in certificates(&chain.roots) {
        roots.add(root).map_err(|error| error.to_string())?;
    }
    let config = ClientConfig::builder_with_protocol_versions(&[&TLS13])
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(NAME).map_err(|error| error.to_string())?;
    let tls = ClientConnection::new(Arc::new(config), name).map_err(|error| error.to_string())?;
    let socket = TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())?;
    let mut stream = StreamOwned::new(tls, socket);
    stream
        .write_all(REQUEST)
        .map_err(|error| error.to_string())?;
    let mut response = Vec::new();
    stream
        .read_to_end(&mut response)
        .map_err(|error| error.to_string())?;
    Ok(response)
}
