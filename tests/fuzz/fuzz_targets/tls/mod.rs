//! What the targets of TLS share: the client's loop, and how they read their input.

use heapless_tls::{
    Connection, Group, Pin, RECEIVE_BUFFER, RecordBuffers, Session, TlsConfig, TlsError, TlsStep,
};

use crate::support::client::{Peer, Repeatable};

/// A pin that no key and no certificate has.
pub const PIN: [Pin; 1] = [Pin::LeafKey([7; 32])];

/// The rest of the input. What is missing reads as zero.
pub struct Input<'a>(pub &'a [u8]);

impl<'a> Input<'a> {
    pub fn byte(&mut self) -> u8 {
        let (byte, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *byte
    }

    /// Two bytes of length, and as many bytes as there are.
    pub fn bytes(&mut self) -> Vec<u8> {
        let length = usize::from(u16::from_be_bytes([self.byte(), self.byte()]));
        let (bytes, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        bytes.to_vec()
    }
}

/// The client's memory, and how the stream is cut.
pub struct Limits {
    pub groups: &'static [Group],
    pub is_p256: bool,
    /// The receive buffer takes every record.
    pub is_large: bool,
    receive: usize,
    /// Bytes that one read takes at most.
    chunk: usize,
}

impl Limits {
    pub fn read(input: &mut Input<'_>) -> Self {
        let (choice, size, chunk) = (input.byte(), input.byte(), input.byte());
        let (is_p256, is_large) = (choice & 1 != 0, choice & 2 == 0);
        Self {
            groups: if is_p256 {
                &[Group::P256]
            } else {
                &[Group::X25519]
            },
            is_p256,
            is_large,
            receive: if is_large {
                RECEIVE_BUFFER
            } else {
                400 + 16 * usize::from(size)
            },
            chunk: if choice & 4 == 0 {
                usize::MAX
            } else {
                1 + usize::from(chunk)
            },
        }
    }
}

/// How a connection ended.
pub struct Outcome {
    /// The client trusted the server.
    pub is_connected: bool,
    pub result: Result<Vec<u8>, TlsError>,
}

/// The loop of a caller, which ends as soon as the server sends nothing more. `size` is how many
/// bytes the server sends at most: the client takes no more steps than it has reason to.
pub fn drive(
    config: &TlsConfig<'_>,
    limits: &Limits,
    peer: &mut impl Peer,
    size: usize,
) -> Outcome {
    let mut connection = Connection::new();
    let (mut receive, mut send) = (vec![0; limits.receive], vec![0; 1024]);
    let mut session = Session::new();
    let mut buffers = RecordBuffers::new(&mut receive, &mut send).with_session(&mut session);
    let (mut is_connected, mut response) = (false, Vec::new());
    let mut run = || {
        connection.start(config, &mut buffers, &mut Repeatable(1))?;
        for _ in 0..2 * size + 100 {
            let step = if is_connected {
                connection.poll(&mut buffers)?
            } else {
                connection.handshake(config, &mut buffers)?
            };
            match step {
                TlsStep::Transmit(bytes) => {
                    peer.receive(bytes);
                    let length = bytes.len();
                    connection.transmitted(length);
                }
                TlsStep::Receive(room) => {
                    assert!(!room.is_empty(), "a read into nothing");
                    let bytes = peer.send(room.len().min(limits.chunk));
                    room[..bytes.len()].copy_from_slice(&bytes);
                    connection.received(bytes.len());
                }
                TlsStep::Connected => {
                    is_connected = true;
                    connection.write(&mut buffers, b"request")?;
                    connection.flush(&mut buffers)?;
                }
                TlsStep::Data => {
                    let mut data = [0; 100];
                    let length = connection.read(&mut buffers, &mut data);
                    assert!(length > 0, "data of no length");
                    response.extend_from_slice(&data[..length]);
                }
                TlsStep::Closed => return Ok(()),
            }
        }
        panic!("the client does not come to an end");
    };
    let result = run();
    if result.is_err() {
        let again = if is_connected {
            connection.poll(&mut buffers).is_err()
        } else {
            connection.handshake(config, &mut buffers).is_err()
        };
        assert!(again, "a failure is final");
    }
    Outcome {
        is_connected,
        result: result.map(|()| response),
    }
}

/// Inserts, removes or replaces a byte, or drops everything behind it, for each four bytes of
/// `edits`.
pub fn edit(bytes: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut edited = bytes.to_vec();
    for step in edits.chunks_exact(4) {
        let at = usize::from(u16::from_be_bytes([step[1], step[2]])) % (edited.len() + 1);
        match step[0] % 4 {
            0 => edited.insert(at, step[3]),
            1 if at < edited.len() => drop(edited.remove(at)),
            2 => edited.truncate(at),
            _ if at < edited.len() => edited[at] = step[3],
            _ => {}
        }
    }
    edited
}
