//! The client under test, over its blocking stream.

use std::{
    net::TcpStream,
    time::{SystemTime, UNIX_EPOCH},
};

use embedded_io::{Read, Write};
use embedded_io_adapters::std::FromStd;
use getrandom::SysRng;
use heapless_tls::{
    Buffers, CipherSuite, Clock, Group, RECEIVE_BUFFER, SEND_BUFFER, Session, TlsConfig, Validity,
    anchor, blocking::connect,
};

use crate::{NAME, REQUEST, pki::Chain, reference::certificates};

/// Bytes of the receive buffer in these tests: the longest record, and a chain beside it.
const RECEIVE: usize = RECEIVE_BUFFER + 20_000;

/// What the client is told besides the trusted certificates.
#[derive(Default)]
pub struct Options<'a> {
    /// Groups to offer, all if empty.
    pub groups: &'a [Group],
    pub session: Option<&'a mut Session>,
    /// Bytes of the receive buffer, if not the usual ones.
    pub receive: Option<usize>,
}

/// A response and how it came.
#[derive(Debug)]
pub struct Fetched {
    pub response: Vec<u8>,
    pub resumed: bool,
    pub group: Option<Group>,
    pub suite: Option<CipherSuite>,
}

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Option<u64> {
        SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|elapsed| elapsed.as_secs())
    }
}

/// The response of the server on `port`, or why there is none.
pub fn fetch(port: u16, chain: &Chain, options: Options<'_>) -> Result<Fetched, String> {
    let roots = certificates(&chain.roots);
    let anchors: Vec<_> = roots
        .iter()
        .map(anchor)
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    let mut config = TlsConfig::new(NAME, &anchors, Validity::At(&SystemClock));
    if !options.groups.is_empty() {
        config = config.with_groups(options.groups);
    }
    let (mut receive, mut send) =
        (vec![0; options.receive.unwrap_or(RECEIVE)], vec![0; SEND_BUFFER]);
    let mut buffers = Buffers::new(&mut receive, &mut send);
    if let Some(session) = options.session {
        buffers = buffers.with_session(session);
    }
    let socket = TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())?;
    let socket = FromStd::new(socket);
    let mut stream =
        connect(socket, &config, buffers, &mut SysRng).map_err(|error| format!("{error:?}"))?;
    stream.write_all(REQUEST).map_err(|error| format!("{error:?}"))?;
    stream.flush().map_err(|error| format!("{error:?}"))?;
    let mut response = Vec::new();
    let mut part = [0; 700];
    loop {
        match stream.read(&mut part).map_err(|error| format!("{error:?}"))? {
            0 => break,
            length => response.extend_from_slice(&part[..length]),
        }
    }
    let connection = stream.connection();
    Ok(Fetched {
        response,
        resumed: connection.is_resumed(),
        group: connection.group(),
        suite: connection.cipher_suite(),
    })
}
