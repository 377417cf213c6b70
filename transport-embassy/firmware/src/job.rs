//! The main job: what the image is for, once it has an address.
//!
//! For now it proves the board: a small exchange over HTTP, a long answer to strain the receiving
//! path, a long request for the transmitting one. It gets everything it needs by [`Board`]; what
//! replaces it needs no change elsewhere.

use core::fmt::Write as _;
use core::net::Ipv4Addr;

use defmt::{Format, info};
use embassy_net::tcp::{ConnectError, Error as TcpError, TcpSocket};
use embassy_time::Duration;
use heapless::{String, Vec};
use static_cell::ConstStaticCell;

use crate::board::Board;
use crate::host::arguments::ArgumentError;
use crate::host::wall_clock;
use crate::step::{Failed, Step};

/// Silence after which a connection is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// TCP's windows: of six segments, which is what the chip can take at once, and of two.
static INCOMING: ConstStaticCell<[u8; 6 * 1460]> = ConstStaticCell::new([0; 6 * 1460]);
static OUTGOING: ConstStaticCell<[u8; 2 * 1460]> = ConstStaticCell::new([0; 2 * 1460]);

#[derive(Clone, Copy, Format)]
enum JobError {
    Argument(ArgumentError),
    Connect(ConnectError),
    Tcp(TcpError),
    RequestTooLong,
    HeadTooLong,
    Status,
    Content,
    #[cfg(feature = "tls")]
    File(crate::host::file::FileError),
}

impl From<TcpError> for JobError {
    fn from(error: TcpError) -> Self {
        Self::Tcp(error)
    }
}

/// Runs the job; what failed is in the log.
pub(crate) async fn run(board: &Board) -> Result<(), Failed> {
    info!(
        "the host says that it is {=u64} s after 1970",
        wall_clock::unix_seconds()
    );
    let step = Step::begin("arguments");
    let (peer, long) = step.end(peer(board))?;
    #[cfg(feature = "tls")]
    Step::begin("trust anchor").end(trust_anchor(board))?;

    let (incoming, outgoing) = (INCOMING.take(), OUTGOING.take());
    let mut socket = TcpSocket::new(board.network, incoming, outgoing);
    socket.set_timeout(Some(PATIENCE));

    let step = Step::begin("short answer");
    step.end(short_answer(&mut socket, peer).await)?;
    let step = Step::begin("long answer");
    step.end(long_answer(&mut socket, peer, long).await)?;
    let step = Step::begin("long request");
    step.end(long_request(&mut socket, peer, long).await)
}

/// Where the peer is, and how many octets a long content has.
fn peer(board: &Board) -> Result<((Ipv4Addr, u16), usize), JobError> {
    let address = board.arguments.value("host").map_err(JobError::Argument)?;
    let port = board.arguments.value("port").map_err(JobError::Argument)?;
    let long = board.arguments.value("long").map_err(JobError::Argument)?;
    Ok(((address, port), long))
}

/// Proves that a certificate can be handed over by a file of the host.
#[cfg(feature = "tls")]
fn trust_anchor(board: &Board) -> Result<(), JobError> {
    let path = board.arguments.text("anchor").map_err(JobError::Argument)?;
    let mut room = [0; 1024];
    let anchor = crate::host::file::read(path, &mut room).map_err(JobError::File)?;
    info!("a trust anchor of {=usize} octets", anchor.len());
    Ok(())
}

async fn short_answer(socket: &mut TcpSocket<'_>, peer: (Ipv4Addr, u16)) -> Result<(), JobError> {
    connect(socket, peer).await?;
    send_head(socket, "GET /short", 0).await?;
    let content = receive_head(socket).await?;
    if content.as_slice() != b"hello" || receive(socket, |_| true).await? != Some(0) {
        return Err(JobError::Content);
    }
    close(socket).await
}

async fn long_answer(
    socket: &mut TcpSocket<'_>,
    peer: (Ipv4Addr, u16),
    long: usize,
) -> Result<(), JobError> {
    connect(socket, peer).await?;
    send_head(socket, "GET /long", 0).await?;
    let mut expected = Pattern::new();
    let first = receive_head(socket).await?;
    let sound = first.iter().all(|octet| expected.next() == Some(*octet));
    let rest = receive(socket, |octet| expected.next() == Some(octet)).await?;
    if !sound || rest.map(|rest| first.len() + rest) != Some(long) {
        return Err(JobError::Content);
    }
    close(socket).await
}

async fn long_request(
    socket: &mut TcpSocket<'_>,
    peer: (Ipv4Addr, u16),
    long: usize,
) -> Result<(), JobError> {
    connect(socket, peer).await?;
    send_head(socket, "PUT /long", long).await?;
    let mut pattern = Pattern::new();
    let mut sent = 0;
    while sent < long {
        sent += socket
            .write_with(|room| {
                let length = room.len().min(long - sent);
                room.iter_mut()
                    .zip(&mut pattern)
                    .take(length)
                    .for_each(|(to, from)| *to = from);
                (length, length)
            })
            .await?;
    }
    socket.flush().await?;
    receive_head(socket).await?;
    close(socket).await
}

/// The octets of a long content: a counter whose period is prime to every buffer's size.
struct Pattern(u8);

impl Pattern {
    const fn new() -> Self {
        Self(0)
    }
}

impl Iterator for Pattern {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let octet = self.0;
        self.0 = if octet == 250 { 0 } else { octet + 1 };
        Some(octet)
    }
}

async fn connect(socket: &mut TcpSocket<'_>, peer: (Ipv4Addr, u16)) -> Result<(), JobError> {
    socket.connect(peer).await.map_err(JobError::Connect)
}

async fn close(socket: &mut TcpSocket<'_>) -> Result<(), JobError> {
    socket.close();
    socket.flush().await?;
    socket.abort();
    Ok(socket.flush().await?)
}

async fn send_head(socket: &mut TcpSocket<'_>, start: &str, length: usize) -> Result<(), JobError> {
    let mut head = String::<128>::new();
    write!(
        head,
        "{start} HTTP/1.1\r\nHost: peer\r\nContent-Length: {length}\r\n\r\n"
    )
    .map_err(|_| JobError::RequestTooLong)?;
    let mut rest = head.as_bytes();
    while !rest.is_empty() {
        let written = socket.write(rest).await?;
        rest = rest.get(written..).unwrap_or_default();
    }
    Ok(socket.flush().await?)
}

/// Receives to the end of the head; what came behind it is the beginning of the content.
async fn receive_head(socket: &mut TcpSocket<'_>) -> Result<Vec<u8, 512>, JobError> {
    const END: &[u8] = b"\r\n\r\n";
    let mut received = Vec::<u8, 512>::new();
    let end = loop {
        let mut piece = [0; 64];
        let length = socket.read(&mut piece).await?;
        let piece = piece.get(..length).unwrap_or_default();
        received
            .extend_from_slice(piece)
            .map_err(|_| JobError::HeadTooLong)?;
        if let Some(end) = received.windows(END.len()).position(|window| window == END) {
            break end + END.len();
        }
        if length == 0 {
            return Err(JobError::Status);
        }
    };
    if !received.starts_with(b"HTTP/1.1 200 ") {
        return Err(JobError::Status);
    }
    Ok(received.iter().skip(end).copied().collect())
}

/// Receives until the peer closes: how many octets, or nothing if one of them was not `expected`.
async fn receive(
    socket: &mut TcpSocket<'_>,
    mut expected: impl FnMut(u8) -> bool,
) -> Result<Option<usize>, JobError> {
    let (mut total, mut sound) = (0, true);
    let mut room = [0; 512];
    // Not `read_with`, which cannot tell the end from a reset.
    loop {
        let length = socket.read(&mut room).await?;
        if length == 0 {
            return Ok(sound.then_some(total));
        }
        sound &= room.iter().take(length).all(|octet| expected(*octet));
        total += length;
    }
}
