//! The client of this package against a scripted server, in memory.

use core::convert::Infallible;

use heapless_tls::rand_core::{TryCryptoRng, TryRng};
use heapless_tls::{
    Alert, CertificateDer, Clock, Connection, RECEIVE_BUFFER, RecordBuffers, Session, TlsConfig,
    TlsError, TlsStep, Validity, anchor,
};

use super::{
    NAME, identity,
    server::{Script, Server},
};

/// A generator that repeats itself in each run (xorshift64).
pub struct Repeatable(pub u64);

impl TryRng for Repeatable {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|number| number as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Ok(self.0)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            *byte = self.try_next_u64()? as u8;
        }
        Ok(())
    }
}

impl TryCryptoRng for Repeatable {}

/// A clock that stands at 2026-11-29, within the validity of every certificate here.
pub struct Standing(pub u64);

impl Clock for Standing {
    fn now(&self) -> Option<u64> {
        Some(self.0)
    }
}

/// Bytes of the send buffer: room for a session's ticket and a cookie.
const SEND: usize = 1024;

pub const NOW: u64 = 1_795_910_400;

/// What sends and receives the client's bytes.
pub trait Peer {
    fn receive(&mut self, bytes: &[u8]);
    /// The next bytes for the client, at most `limit`; none at the end of the stream.
    fn send(&mut self, limit: usize) -> Vec<u8>;
}

/// A scripted server over a stream that hands out so many bytes at a time.
pub struct Scripted {
    pub server: Server,
    waiting: Vec<u8>,
    chunk: usize,
}

impl Scripted {
    pub fn new(script: Script, chunk: usize) -> Self {
        Self {
            server: Server::new(script),
            waiting: Vec::new(),
            chunk,
        }
    }
}

impl Peer for Scripted {
    fn receive(&mut self, bytes: &[u8]) {
        self.server.receive(bytes);
    }

    fn send(&mut self, limit: usize) -> Vec<u8> {
        self.waiting.extend(self.server.take_output());
        let length = limit.min(self.chunk).min(self.waiting.len());
        self.waiting.drain(..length).collect()
    }
}

/// Records what a server sends.
pub struct Recorder {
    scripted: Scripted,
    pub sent: Vec<u8>,
}

impl Recorder {
    pub fn new(script: Script) -> Self {
        Self {
            scripted: Scripted::new(script, usize::MAX),
            sent: Vec::new(),
        }
    }
}

impl Peer for Recorder {
    fn receive(&mut self, bytes: &[u8]) {
        self.scripted.receive(bytes);
    }

    fn send(&mut self, limit: usize) -> Vec<u8> {
        let bytes = self.scripted.send(limit);
        self.sent.extend_from_slice(&bytes);
        bytes
    }
}

/// Performs the handshake, sends `request`, and reads until close_notify.
pub fn exchange(peer: &mut impl Peer, session: Option<&mut Session>) -> Result<Vec<u8>, TlsError> {
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; SEND]);
    exchange_with(peer, &mut receive, &mut send, session, NOW)
}

/// The same at another time.
pub fn exchange_at(
    peer: &mut impl Peer,
    session: &mut Session,
    now: u64,
) -> Result<Vec<u8>, TlsError> {
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; SEND]);
    exchange_with(peer, &mut receive, &mut send, Some(session), now)
}

/// The same with buffers of any size.
pub fn exchange_with(
    peer: &mut impl Peer,
    receive: &mut [u8],
    send: &mut [u8],
    session: Option<&mut Session>,
    now: u64,
) -> Result<Vec<u8>, TlsError> {
    let root = CertificateDer::from(identity().root.as_slice());
    let anchors = [anchor(&root)?];
    let clock = Standing(now);
    let config = TlsConfig::new(NAME, &anchors, Validity::At(&clock));
    let mut buffers = RecordBuffers::new(receive, send);
    if let Some(session) = session {
        buffers = buffers.with_session(session);
    }
    drive(&config, &mut buffers, peer)
}

/// The loop of a caller of the state machine.
pub fn drive(
    config: &TlsConfig<'_>,
    buffers: &mut RecordBuffers<'_>,
    peer: &mut impl Peer,
) -> Result<Vec<u8>, TlsError> {
    let mut connection = Connection::new();
    connection.start(config, buffers, &mut Repeatable(1))?;
    let (mut response, mut connected) = (Vec::new(), false);
    loop {
        let step = if connected {
            connection.poll(buffers)?
        } else {
            connection.handshake(config, buffers)?
        };
        match step {
            TlsStep::Transmit(bytes) => {
                peer.receive(bytes);
                let length = bytes.len();
                connection.transmitted(length);
            }
            TlsStep::Receive(room) => {
                let bytes = peer.send(room.len());
                room[..bytes.len()].copy_from_slice(&bytes);
                connection.received(bytes.len());
            }
            TlsStep::Connected => {
                connected = true;
                assert_eq!(connection.write(buffers, b"request")?, 7);
                connection.flush(buffers)?;
            }
            TlsStep::Data => {
                let mut data = [0; 100];
                let length = connection.read(buffers, &mut data);
                response.extend_from_slice(&data[..length]);
            }
            TlsStep::Closed => return Ok(response),
        }
    }
}

/// Expects the client to take `response` from a server, however the stream is cut.
pub fn accepted(name: &str, script: impl Fn() -> Script) -> Server {
    for chunk in [1, 7, usize::MAX] {
        let mut peer = Scripted::new(script(), chunk);
        let result = exchange(&mut peer, None);
        assert_eq!(
            result.as_deref(),
            Ok(b"response".as_slice()),
            "{name}, {chunk} bytes at a time"
        );
        assert!(
            peer.server.is_done() && peer.server.unreadable == 0,
            "{name}"
        );
        if chunk == usize::MAX {
            return peer.server;
        }
    }
    unreachable!("the last chunk returns")
}

/// Expects the client to refuse a server with this alert.
pub fn refused(name: &str, alert: Alert, script: Script) -> TlsError {
    let mut peer = Scripted::new(script, usize::MAX);
    let error = exchange(&mut peer, None).expect_err(name);
    assert_eq!(error.alert(), Some(alert), "{name}: {error:?}");
    assert_eq!(peer.server.alerts, [[2, alert.0]], "{name}: {error:?}");
    error
}
