//! Servers, each a process of its own on a port of the loopback interface, ended when dropped.
//! Each replies to any HTTP request with an HTTP response and closes the connection.

use std::{
    fs,
    io::ErrorKind,
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::pki::folder;

mod tools;
mod web;

pub use tools::{gnutls, gnutls_that_requires, java, node, openssl, tlslite, wheel};
pub use web::{apache, caddy, haproxy, lighttpd, nginx};

/// How long a server may take to listen. Java's needs seconds on a busy machine.
const STARTUP: Duration = Duration::from_secs(60);

/// A running server.
#[derive(Debug)]
pub struct Server {
    pub port: u16,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that has ended by itself is no longer there to be ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts `command` and waits until it listens on `port`. `hint` says how to install it.
    fn start(command: &mut Command, port: u16, hint: &str) -> Self {
        let program = command.get_program().to_string_lossy().into_owned();
        let log = folder().join(format!("{port}.log"));
        let output = fs::File::create(&log).expect("a log");
        let child = command
            .stdin(Stdio::piped())
            .stdout(output.try_clone().expect("a log"))
            .stderr(output)
            .spawn()
            .unwrap_or_else(|error| match error.kind() {
                ErrorKind::NotFound => panic!("{program} is missing: {hint}"),
                _ => panic!("{program}: {error}"),
            });
        let mut server = Self { port, child };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.child.try_wait().expect("its state").is_some();
            assert!(
                !ended && started.elapsed() < STARTUP,
                "{program} does not listen: {}",
                fs::read_to_string(&log).unwrap_or_default()
            );
            sleep(Duration::from_millis(20));
        }
        server
    }
}

/// A port that nothing listens on, below those that the system gives to clients; the same again
/// only after a thousand.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Another run, just before this one, had others.
    let first = 21_000 + (std::process::id() % 10_000) as u16;
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::Relaxed) % 1_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
