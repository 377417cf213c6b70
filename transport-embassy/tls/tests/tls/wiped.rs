//! What is left in memory of a connection that is over: no secret and no data.
//!
//! The tests read the storage of a connection and of a session byte by byte after these were
//! dropped. They cannot see registers, nor what functions leave on the stack.

use std::mem::MaybeUninit;
use std::sync::{Arc, Mutex};

use embedded_io_0_7::{Read as _, Write as _};
use heapless_tls::rand_core::{TryCryptoRng, TryRng};
use heapless_tls::{
    CertificateError, Connection, RECEIVE_BUFFER, RecordBuffers, Session, TlsConfig, TlsError,
    TlsProtocolError, TlsStep, Validity, anchor,
};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk};
use rustls::KeyLog;

use crate::support::rustls_server::config;
use crate::support::{At, Authority, NAME, NOW, RustlsServer, Socket, system_rng};

const REQUEST: &[u8] = b"a request that no other may read: bye";

/// The secrets that rustls reports: of both directions, for the handshake and for the data.
#[derive(Debug, Default)]
struct Secrets(Mutex<Vec<(String, Vec<u8>)>>);

impl KeyLog for Secrets {
    fn log(&self, label: &str, _: &[u8], secret: &[u8]) {
        let mut secrets = self.0.lock().unwrap();
        secrets.push((label.to_string(), secret.to_vec()));
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF-Expand-Label with an empty context, RFC 8446 section 7.1.
fn expand(secret: &[u8], label: &str, length: usize) -> Vec<u8> {
    let label = format!("tls13 {label}");
    let head = [0, length as u8, label.len() as u8];
    let info = [&head[..], label.as_bytes(), &[0]];
    let mut output = vec![0; length];
    let prk = Prk::new_less_safe(HKDF_SHA256, secret);
    let expanded = prk.expand(&info, Length(length)).unwrap();
    expanded.fill(&mut output).unwrap();
    output
}

impl Secrets {
    /// Names of the traffic secrets of which `bytes` hold 12 bytes or more, or a key or an IV of
    /// theirs.
    fn in_bytes(&self, bytes: &[u8]) -> Vec<String> {
        let secrets = self.0.lock().unwrap();
        let traffic = secrets
            .iter()
            .filter(|(label, _)| label.contains("TRAFFIC"));
        let mut found = Vec::new();
        for (label, secret) in traffic {
            let next = expand(secret, "traffic upd", 32);
            for (name, secret) in [("secret", secret), ("next secret", &next)] {
                let keys = [expand(secret, "key", 16), expand(secret, "iv", 12)].concat();
                if holds(bytes, secret) || holds(bytes, &keys[..16]) || holds(bytes, &keys[16..]) {
                    found.push(format!("{label}, {name}"));
                }
            }
        }
        found
    }
}

/// Whether any 12 bytes of `secret` are among `bytes`.
fn holds(bytes: &[u8], secret: &[u8]) -> bool {
    let mut pieces = secret.windows(12);
    pieces.any(|piece| bytes.windows(12).any(|window| window == piece))
}

/// The bytes of a value's storage, whether the value is still there or not.
fn bytes_of<T>(storage: &MaybeUninit<T>) -> Vec<u8> {
    let start = storage.as_ptr().cast::<u8>();
    // SAFETY: the storage was zeroed when it was made, and a byte may have any value. What padding
    // holds after a move is not specified, so it may hide bytes from the test, never invent them.
    (0..size_of::<T>())
        .map(|at| unsafe { start.add(at).read_volatile() })
        .collect()
}

/// A random generator that remembers what it gave.
#[derive(Default)]
struct RecordingRng(Vec<Vec<u8>>);

impl TryRng for RecordingRng {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        system_rng().try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        system_rng().try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        system_rng().try_fill_bytes(bytes)?;
        self.0.push(bytes.to_vec());
        Ok(())
    }
}

impl TryCryptoRng for RecordingRng {}

/// A connection in memory that is looked at, to a server whose secrets are known.
struct WatchedConnection {
    storage: Box<MaybeUninit<Connection>>,
    socket: Socket<RustlsServer>,
    secrets: Arc<Secrets>,
    receive: Vec<u8>,
    send: Vec<u8>,
    rng: RecordingRng,
    session: Option<Session>,
    data: Vec<u8>,
}

impl WatchedConnection {
    fn new(root: &Authority) -> Self {
        let secrets = Arc::new(Secrets::default());
        let key_log = secrets.clone();
        let change = |config: &mut rustls::ServerConfig| {
            config.key_log = key_log;
            config.ticketer = rustls::crypto::ring::Ticketer::new().unwrap();
        };
        let server = config(&root.identity(), |_| {}, change);
        let mut storage = Box::new(MaybeUninit::zeroed());
        storage.write(Connection::new());
        Self {
            storage,
            socket: Socket::new(RustlsServer::from_config(server)),
            secrets,
            receive: vec![0; RECEIVE_BUFFER],
            send: vec![0; 1024],
            rng: RecordingRng::default(),
            session: None,
            data: Vec::new(),
        }
    }

    /// Connects with trust in `root`, sends the request, and reads until the server has closed.
    /// `watch` is called before each step and may change what comes from the server.
    fn run(
        &mut self,
        root: &Authority,
        mut watch: impl FnMut(&Watched<'_>, &mut Socket<RustlsServer>),
    ) -> Result<(), TlsError> {
        let anchors = [anchor(&root.certificate).unwrap()];
        let clock = At(Some(NOW));
        let config = TlsConfig::new(NAME, &anchors, Validity::At(&clock));
        let mut buffers = RecordBuffers::new(&mut self.receive, &mut self.send);
        buffers.session = self.session.as_mut();
        // SAFETY: `new` wrote a connection, and only `end` drops it.
        unsafe { self.storage.assume_init_mut() }.start(&config, &mut buffers, &mut self.rng)?;
        let mut is_connected = false;
        loop {
            let watched = Watched {
                storage: bytes_of(&self.storage),
                receive: buffers.receive,
                rng: &self.rng,
                secrets: &self.secrets,
            };
            watch(&watched, &mut self.socket);
            // SAFETY: as above.
            let connection = unsafe { self.storage.assume_init_mut() };
            let step = if is_connected {
                connection.poll(&mut buffers)?
            } else {
                connection.handshake(&config, &mut buffers)?
            };
            match step {
                TlsStep::Transmit(bytes) => {
                    let length = self.socket.write(bytes).unwrap();
                    connection.transmitted(length);
                }
                TlsStep::Receive(space) => {
                    let length = self.socket.read(space).unwrap();
                    connection.received(length);
                }
                TlsStep::Connected => {
                    is_connected = true;
                    assert_eq!(connection.write(&mut buffers, REQUEST)?, REQUEST.len());
                    connection.flush(&mut buffers)?;
                }
                TlsStep::Data => {
                    self.data.extend(connection.data(&buffers));
                    connection.consume(&mut buffers, usize::MAX);
                }
                TlsStep::Closed => return Ok(()),
            }
        }
    }

    /// Drops the connection.
    fn end(&mut self) {
        // SAFETY: it is there, and is only looked at byte by byte after this.
        unsafe { self.storage.assume_init_drop() };
    }

    /// What of the connection is left: in its storage and in its buffers.
    fn assert_wiped(&self, when: &str) {
        let storage = bytes_of(&self.storage);
        for (place, bytes) in [
            ("connection", &storage),
            ("receive buffer", &self.receive),
            ("send buffer", &self.send),
        ] {
            let found = self.secrets.in_bytes(bytes);
            assert!(found.is_empty(), "{when}, {place}: {found:?}");
            assert!(!holds(bytes, REQUEST), "{when}, {place}: the data");
        }
        for number in &self.rng.0 {
            // The client's random and session id are public and stay in the ClientHello.
            let is_public = holds(&self.socket.written, number);
            assert!(
                is_public || !holds(&storage, number),
                "{when}: a private key"
            );
        }
    }
}

/// What there is to see before a step.
struct Watched<'x> {
    storage: Vec<u8>,
    receive: &'x [u8],
    rng: &'x RecordingRng,
    secrets: &'x Secrets,
}

/// The watch itself works: it has seen everything that must be gone afterwards.
#[derive(Default)]
struct Seen {
    private_key: bool,
    traffic_secrets: Vec<String>,
    data: bool,
}

impl Seen {
    fn look(&mut self, watched: &Watched<'_>, socket: &Socket<RustlsServer>) {
        let private = |number: &&Vec<u8>| number.len() == 32 && !holds(&socket.written, number);
        let keys = watched.rng.0.iter().filter(private);
        self.private_key |= !socket.written.is_empty()
            && keys.clone().any(|number| holds(&watched.storage, number));
        for name in watched.secrets.in_bytes(&watched.storage) {
            if !self.traffic_secrets.contains(&name) {
                self.traffic_secrets.push(name);
            }
        }
        self.data |= holds(watched.receive, REQUEST);
    }

    fn has_secret(&self, label: &str) -> bool {
        self.traffic_secrets
            .iter()
            .any(|name| name.starts_with(label))
    }
}

#[test]
fn nothing_secret_is_left_of_a_connection_that_ended() {
    let root = Authority::root();
    let mut tested = WatchedConnection::new(&root);
    let mut seen = Seen::default();
    let result = tested.run(&root, |watched, socket| seen.look(watched, socket));
    assert_eq!(result, Ok(()));
    assert_eq!(tested.data, REQUEST);
    tested.end();
    tested.assert_wiped("dropped");
    assert!(
        seen.private_key,
        "the watch does not find a private key that is there"
    );
    for label in [
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0",
        "SERVER_TRAFFIC_SECRET_0",
    ] {
        assert!(
            seen.has_secret(label),
            "{label} was never seen: {:?}",
            seen.traffic_secrets
        );
    }
}

#[test]
fn nothing_secret_is_left_of_a_failed_handshake() {
    let (root, other) = (Authority::root(), Authority::root());
    let mut tested = WatchedConnection::new(&root);
    let mut seen = Seen::default();
    let result = tested.run(&other, |watched, socket| seen.look(watched, socket));
    assert!(
        matches!(
            result,
            Err(TlsError::Certificate(
                CertificateError::UnknownIssuer | CertificateError::BadSignature
            ))
        ),
        "{result:?}"
    );
    assert!(seen.has_secret("SERVER_HANDSHAKE_TRAFFIC_SECRET"));
    tested.assert_wiped("failed");
    tested.end();
    tested.assert_wiped("failed and dropped");
}

#[test]
fn nothing_secret_is_left_of_a_connection_that_failed_later() {
    let root = Authority::root();
    let mut tested = WatchedConnection::new(&root);
    let mut seen = Seen::default();
    let result = tested.run(&root, |watched, socket| {
        seen.look(watched, socket);
        let has_response = !socket.peer.received.is_empty();
        if let (true, Some(last)) = (has_response, socket.inbox.back_mut()) {
            *last ^= 1;
        }
    });
    assert_eq!(
        result,
        Err(TlsError::Protocol(TlsProtocolError::BadRecordMac))
    );
    assert!(seen.has_secret("SERVER_TRAFFIC_SECRET_0"));
    tested.assert_wiped("failed");
    tested.end();
    tested.assert_wiped("failed and dropped");
}

#[test]
fn connection_started_anew_keeps_nothing_of_the_one_before() {
    let root = Authority::root();
    let mut tested = WatchedConnection::new(&root);
    let mut seen = Seen::default();
    let result = tested.run(&root, |watched, socket| seen.look(watched, socket));
    assert_eq!(result, Ok(()));
    assert!(seen.has_secret("SERVER_TRAFFIC_SECRET_0"));
    let anchors = [anchor(&root.certificate).unwrap()];
    let config = TlsConfig::new(NAME, &anchors, Validity::SkipDates);
    let mut buffers = RecordBuffers::new(&mut tested.receive, &mut tested.send);
    // SAFETY: the connection was not dropped.
    let connection = unsafe { tested.storage.assume_init_mut() };
    connection
        .start(&config, &mut buffers, &mut system_rng())
        .unwrap();
    tested.assert_wiped("started anew");
    tested.end();
}

#[test]
fn session_is_wiped_when_it_is_cleared_or_dropped() {
    let root = Authority::root();
    let mut tested = WatchedConnection::new(&root);
    tested.session = Some(Session::new());
    assert_eq!(tested.run(&root, |_, _| {}), Ok(()));
    let stored = tested.session.as_ref().unwrap().as_bytes().to_vec();
    assert!(stored.len() > 100, "a ticket and its key");
    for is_cleared in [true, false] {
        let mut storage = MaybeUninit::zeroed();
        let session: &mut Session = storage.write(Session::new());
        session.restore(&stored).unwrap();
        if is_cleared {
            session.clear();
            assert!(!holds(&bytes_of(&storage), &stored));
        } else {
            assert!(holds(&bytes_of(&storage), &stored));
        }
        // SAFETY: it was written above, and is only looked at byte by byte after this.
        unsafe { storage.assume_init_drop() };
        assert!(!holds(&bytes_of(&storage), &stored));
    }
    tested.end();
    tested.assert_wiped("dropped, with a session");
}
