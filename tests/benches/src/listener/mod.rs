//! How many signed notifications a second the listener takes, beside a hyper server that verifies
//! nothing. wrk sends over 64 connections; both run in this process, and take turns.

mod wrk;

use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::UNIX_EPOCH;

use anyhow::{Context as _, Result, ensure};
use gigapay_webhooks::notify::sign;
use gigapay_webhooks_std::listen::{Listening, Reply, listen};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;

use crate::table;
use wrk::Rate;

const SECRET: &str = "c1329a085d65f7757838df5920fdcc9a";

/// More than the listener remembers, even half of them: each is new whenever it comes.
const DISTINCT: usize = 20_000;

/// How often each server is measured with each load: they take turns, and the fastest run of each
/// counts.
const ROUNDS: usize = 8;

const BEGIN: &str = "<!-- listener: written by tests/benches/run --listener --write -->\n";

/// Requests for both servers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Load {
    /// Each notification is new.
    New,
    /// All are one that was accepted before.
    Accepted,
}

impl Load {
    const ALL: [Self; 2] = [Self::New, Self::Accepted];

    const fn title(self) -> &'static str {
        match self {
            Self::New => "each notification is new",
            Self::Accepted => "one that was accepted before",
        }
    }

    /// The numbers of the notifications in a round.
    fn numbers(self, round: usize) -> Range<usize> {
        match self {
            // Other ones than before: a round does not say where it ended.
            Self::New => DISTINCT * round..DISTINCT * (round + 1),
            Self::Accepted => DISTINCT * ROUNDS..DISTINCT * ROUNDS + 1,
        }
    }
}

/// What both servers do with a load.
pub struct Comparison {
    load: Load,
    ours: Rate,
    hyper: Rate,
}

/// The listener, and how many notifications its handler got.
struct Listener {
    listening: Listening,
    handled: Arc<AtomicU64>,
}

impl Listener {
    fn start() -> Result<Self> {
        let handled = Arc::new(AtomicU64::new(0));
        let count = handled.clone();
        let listening = listen("127.0.0.1:0", &[SECRET], move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            Reply::Accepted
        })?;
        Ok(Self { listening, handled })
    }
}

/// Measures both servers, and prints the ratios. Fails if a request failed, or if notifications did
/// not reach the handler as they should; never because of a time.
pub fn measure(short: bool) -> Result<Vec<Comparison>> {
    let (rounds, seconds) = if short { (3, "1s") } else { (ROUNDS, "2s") };
    let (hyper, listener) = (start_hyper()?, Listener::start()?);
    let compare = |load| compare(load, &listener, hyper, rounds, seconds);
    let compared = Load::ALL.into_iter().map(compare);
    let compared = compared.collect::<Result<Vec<_>>>()?;
    print!("{}", text(&compared));
    Ok(compared)
}

fn compare(
    load: Load,
    listener: &Listener,
    hyper_address: SocketAddr,
    rounds: usize,
    seconds: &str,
) -> Result<Comparison> {
    let address = listener.listening.addr();
    let before = listener.handled.load(Ordering::Relaxed);
    let (mut ours, mut hyper) = (None, None);
    let mut signed = requests(load.numbers(0))?;
    if load == Load::Accepted {
        // While the first is in progress, no other is accepted.
        send(address, &signed.0)?;
    }
    for round in 0..rounds {
        if load == Load::New && round > 0 {
            signed = requests(load.numbers(round))?;
        }
        let (all, size) = (&signed.0, signed.1);
        ours = Some(wrk::load(address, all, size, seconds)?.after(ours));
        hyper = Some(wrk::load(hyper_address, all, size, seconds)?.after(hyper));
    }
    let (ours, hyper) = (ours.context("no round")?, hyper.context("no round")?);
    let (handled, sent) = (listener.handled.load(Ordering::Relaxed) - before, ours.sent);
    match load {
        Load::New => ensure!(
            handled >= sent,
            "of {sent} notifications {handled} were handed on"
        ),
        Load::Accepted => ensure!(handled == 1, "one was handed on {handled} times"),
    }
    Ok(Comparison { load, ours, hyper })
}

/// Measures, and writes the rates and their ratio into the client's README.
pub fn write() -> Result<()> {
    table::put(
        "../../transport-std/README.md",
        BEGIN,
        &text(&measure(false)?),
    )
}

/// Two rows for each load.
fn text(compared: &[Comparison]) -> String {
    let mut text = "| | `listen` | hyper | ratio |\n|---|---:|---:|---:|\n".to_owned();
    for Comparison { load, ours, hyper } in compared {
        let title = load.title();
        let (rates, costs) = (
            [ours, hyper].map(|rate| rate.requests_per_second),
            [ours, hyper].map(|rate| rate.cost),
        );
        let [ours, hyper] = rates.map(table::thousands);
        let ratio = rates[0] / rates[1];
        let _ = writeln!(
            text,
            "| {title}: a second | {ours} | {hyper} | {ratio:.2} |"
        );
        let [ours, hyper] = costs;
        let ratio = ours / hyper;
        let _ = writeln!(
            text,
            "| {title}: CPU time | {ours:.1} µs | {hyper:.1} µs | {ratio:.2} |"
        );
    }
    text
}

/// Signed requests of one length, one behind the other.
fn requests(numbers: Range<usize>) -> Result<(Vec<u8>, usize)> {
    let now = UNIX_EPOCH.elapsed()?.as_secs();
    let count = numbers.len();
    let mut all = Vec::new();
    for number in numbers {
        let body = format!("{{\"id\":\"payout-{number:06}\",\"amount\":\"100.00\"}}");
        let signature = sign(SECRET.as_bytes(), now, &[body.as_bytes()])?;
        let length = body.len();
        let request = format!(
            "POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nGigapay-Signature: {signature}\r\n\r\n{body}"
        );
        all.extend_from_slice(request.as_bytes());
    }
    let size = all.len() / count;
    Ok((all, size))
}

fn send(server: SocketAddr, request: &[u8]) -> Result<()> {
    let mut stream = TcpStream::connect(server)?;
    stream.write_all(request)?;
    let mut response = [0; 12];
    stream.read_exact(&mut response)?;
    ensure!(response == *b"HTTP/1.1 200", "{response:?}");
    Ok(())
}

/// Starts the server, which ends with the program.
fn start_hyper() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    thread::spawn(move || runtime.block_on(serve(listener)));
    Ok(address)
}

async fn serve(listener: TcpListener) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(async move {
            let service = service_fn(respond);
            let server = hyper::server::conn::http1::Builder::new();
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn respond(request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let _ = request.into_body().collect().await;
    Ok(Response::new(Empty::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_of_one_length() {
        let (all, size) = requests(0..20).unwrap();
        assert_eq!(all.len(), 20 * size);
        for request in all.chunks(size) {
            assert!(request.starts_with(b"POST / ") && request.ends_with(b"}"));
        }
    }

    #[test]
    fn rows_have_rates_and_their_ratio() {
        let rate = |requests_per_second, cost| Rate {
            requests_per_second,
            sent: 1,
            cost,
        };
        let compared = Comparison {
            load: Load::New,
            ours: rate(15_000.0, 9.0).after(Some(rate(12_000.0, 12.0))),
            hyper: rate(19_000.0, 6.0).after(Some(rate(20_000.0, 8.0))),
        };
        let text = text(&[compared]);
        let rows: Vec<_> = text.lines().skip(2).collect();
        let expected = [
            "| each notification is new: a second | 15,000 | 20,000 | 0.75 |",
            "| each notification is new: CPU time | 9.0 µs | 6.0 µs | 1.50 |",
        ];
        assert_eq!(rows, expected);
    }
}
