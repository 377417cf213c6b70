//! The other end of the guest's connections: a small HTTP server on this host's loopback.
//!
//! It stands in for the project's own test server, which is to take its place: what the emulator
//! needs of a peer is that it starts, serves until dropped, and says what the guest is to be told.

use std::fs;
use std::io::{Read, Result as IoResult, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::folder::Folder;
use crate::options::{Clock, Options};

/// The trust anchor's file.
const ANCHOR: &str = "anchor.der";

/// Where the guest finds this host's loopback.
const HOST_AS_SEEN_BY_GUEST: Ipv4Addr = Ipv4Addr::new(10, 0, 2, 2);
/// Octets of the long answer and of the long request.
const LONG: usize = 1 << 20;
/// The same where it takes long: under a trace, and on a bad wire, where a lost frame may cost the
/// second that QEMU's own TCP waits before it repeats one.
const LESS_LONG: usize = 1 << 16;
/// Silence after which a connection is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that runs.
pub(crate) struct Peer {
    port: u16,
    long: usize,
    tls: bool,
    folder: Folder,
}

impl Peer {
    /// Starts the server on a free port.
    pub(crate) fn start(options: &Options) -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port to serve at")?;
        let port = listener.local_addr()?.port();
        let long = if options.loss > 0 || options.clock == Clock::Trace {
            LESS_LONG
        } else {
            LONG
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || serve(stream, long));
            }
        });
        let folder = Folder::new()?;
        if options.tls {
            // A stand-in for the certificate of a test's own root: it shows that one arrives.
            fs::write(folder.path().join(ANCHOR), "a trust anchor")?;
        }
        Ok(Self {
            port,
            long,
            tls: options.tls,
            folder,
        })
    }

    /// What the guest is told about the server. No word may contain a space: the guest gets them
    /// as one line.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let host = format!("host={HOST_AS_SEEN_BY_GUEST}");
        let mut words = vec![
            host,
            format!("port={}", self.port),
            format!("long={}", self.long),
        ];
        words.extend(self.tls.then(|| format!("anchor={ANCHOR}")));
        words
    }

    /// Where the files are that the arguments name, and what paths in them start from.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Answers one request. If that fails, the guest notices and says so.
fn serve(mut stream: TcpStream, long: usize) {
    let _ = answer(&mut stream, long);
}

fn answer(stream: &mut TcpStream, long: usize) -> IoResult<()> {
    // Else the kernel would hold small answers back for 40 ms.
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let (head, mut content) = request(stream)?;
    if head.starts_with("GET /short ") {
        return respond(stream, "200 OK", b"hello");
    }
    if head.starts_with("GET /long ") {
        return respond(stream, "200 OK", &pattern(long));
    }
    if head.starts_with("PUT /long ") {
        let mut rest = vec![0; long.saturating_sub(content.len())];
        stream.read_exact(&mut rest)?;
        content.append(&mut rest);
        let sound = content == pattern(long);
        return respond(
            stream,
            if sound { "200 OK" } else { "400 Bad Request" },
            b"",
        );
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
    let length = content.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(&[head.as_bytes(), content].concat())
}

fn pattern(long: usize) -> Vec<u8> {
    (0..=250).cycle().take(long).collect()
}
