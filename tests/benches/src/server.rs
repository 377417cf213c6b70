//! A server with one response for each load, which keeps its connections.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use anyhow::Result;
use rcgen::CertifiedKey;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::load::Load;

/// Where the server, in clear, gives the certificate that it has over TLS.
pub const CERTIFICATE: &str = "/certificate.pem";

/// Starts the server, which ends with the program. It speaks TLS to those who do.
pub fn start() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed([address.ip().to_string()])?;
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key.into())?;
    let tls = Arc::new(tls);
    let mut routes: Vec<_> = Load::ALL.map(route).into();
    routes.push((format!(" {CERTIFICATE} "), response(&cert.pem())));
    let routes = Arc::new(routes);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (tls, routes) = (tls.clone(), routes.clone());
            thread::spawn(move || {
                stream.set_nodelay(true).ok()?;
                match is_tls(&stream) {
                    true => {
                        let session = ServerConnection::new(tls).ok()?;
                        serve(StreamOwned::new(session, stream), &routes)
                    }
                    false => serve(stream, &routes),
                }
            });
        }
    });
    Ok(address)
}

/// Whether a handshake begins (RFC 8446 section 5.1).
fn is_tls(stream: &TcpStream) -> bool {
    let mut first = [0];
    stream.peek(&mut first).is_ok() && first == [22]
}

/// A load's target in the request line, and the response to it.
type Route = (String, Vec<u8>);

fn route(load: Load) -> Route {
    (format!(" {} ", load.target()), response(&load.body()))
}

fn response(body: &str) -> Vec<u8> {
    let length = body.len();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length";
    format!("{head}: {length}\r\n\r\n{body}").into()
}

/// Responds to requests without a body until the client closes, or asks for something else.
fn serve(mut stream: impl Read + Write, routes: &[Route]) -> Option<()> {
    let mut buffer = [0; 2048];
    let mut filled = 0;
    loop {
        let read = stream.read(buffer.get_mut(filled..)?).ok()?;
        if read == 0 {
            return None;
        }
        filled += read;
        let request = &buffer[..filled];
        if request.ends_with(b"\r\n\r\n") {
            let line = request.split(|byte| *byte == b'\r').next()?;
            let line = std::str::from_utf8(line).ok()?;
            let (_, response) = routes
                .iter()
                .find(|(target, _)| line.contains(target.as_str()))?;
            stream.write_all(response).ok()?;
            stream.flush().ok()?;
            filled = 0;
        }
    }
}
