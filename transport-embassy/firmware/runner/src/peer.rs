//! The other end of the guest's connections: a small HTTP server on this host's loopback.
//!
//! It stands in for the project's own test server, which is to take its place: what the emulator
//! needs of a peer is that it starts, serves until dropped, and says what the guest is to be told.

use std::io::{Read, Result as IoResult, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::options::Options;

/// Where the guest finds this host's loopback.
const HOST_AS_SEEN_BY_GUEST: Ipv4Addr = Ipv4Addr::new(10, 0, 2, 2);
/// Octets of the long answer and of the long request.
const LONG: usize = 1 << 20;
/// Silence after which a connection is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that runs.
pub(crate) struct Peer {
    port: u16,
    anchor: Option<std::path::PathBuf>,
}

impl Peer {
    /// Starts the server on a free port.
    pub(crate) fn start(options: &Options) -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port to serve at")?;
        let port = listener.local_addr()?.port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || serve(stream));
            }
        });
        // Until there is a certificate of a test's own root: any file shows that one arrives.
        let anchor = options
            .tls
            .then(|| concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").into());
        Ok(Self { port, anchor })
    }

    /// What the guest is told about the server.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut words = vec![
            format!("host={HOST_AS_SEEN_BY_GUEST}"),
            format!("port={}", self.port),
        ];
        words.extend(
            self.anchor
                .as_ref()
                .map(|path| format!("anchor={}", path.display())),
        );
        words
    }
}

/// Answers one request. If that fails, the guest notices and says so.
fn serve(mut stream: TcpStream) {
    let _ = answer(&mut stream);
}

fn answer(stream: &mut TcpStream) -> IoResult<()> {
    // Else the kernel would hold small answers back for 40 ms.
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let (head, mut content) = request(stream)?;
    if head.starts_with("GET /short ") {
        return respond(stream, "200 OK", b"hello");
    }
    if head.starts_with("GET /long ") {
        return respond(stream, "200 OK", &pattern());
    }
    if head.starts_with("PUT /long ") {
        let mut rest = vec![0; LONG.saturating_sub(content.len())];
        stream.read_exact(&mut rest)?;
        content.append(&mut rest);
        let status = if content == pattern() {
            "200 OK"
        } else {
            "400 Bad Request"
        };
        return respond(stream, status, b"");
    }
    respond(stream, "404 Not Found", b"")
}

/// The head, and what came behind it of the content.
fn request(stream: &mut TcpStream) -> IoResult<(String, Vec<u8>)> {
    const END: &[u8] = b"\r\n\r\n";
    let mut received = Vec::new();
    let mut room = [0; 4096];
    loop {
        let length = stream.read(&mut room)?;
        received.extend_from_slice(&room[..length]);
        if let Some(end) = received.windows(END.len()).position(|window| window == END) {
            let content = received.split_off(end + END.len());
            return Ok((String::from_utf8_lossy(&received).into_owned(), content));
        }
        if length == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

fn respond(stream: &mut TcpStream, status: &str, content: &[u8]) -> IoResult<()> {
    let mut answer = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    answer.insert_str(answer.len() - 2, "Connection: close\r\n");
    stream.write_all(&[answer.as_bytes(), content].concat())
}

fn pattern() -> Vec<u8> {
    (0..=250).cycle().take(LONG).collect()
}
