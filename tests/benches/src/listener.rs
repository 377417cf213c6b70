//! How many signed notifications a second the listener takes, beside a hyper server that verifies
//! nothing. wrk sends over 64 connections; both run in this process, one after the other.

use std::convert::Infallible;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::UNIX_EPOCH;

use anyhow::{Context as _, Result, ensure};
use gigapay_webhooks::notify::sign;
use gigapay_webhooks_std::listen::{Reply, listen};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;

const SECRET: &str = "c1329a085d65f7757838df5920fdcc9a";

/// More than the listener remembers, even half of them: each is new whenever it comes.
const DISTINCT: usize = 20_000;

/// Sends the requests of a file, one after the other; each of two threads has its own half.
const SCRIPT: &str = r#"
local threads = 0
function setup(thread)
  thread:set("first", threads)
  threads = threads + 1
end
function init(args)
  local file = io.open(args[1], "rb")
  all = file:read("*a")
  file:close()
  size = tonumber(args[2])
  count = math.ceil(#all / size / 2)
  first = math.min(first * count, #all / size - count)
  number = 0
end
function request()
  number = (number + 1) % count
  local start = (first + number) * size
  return all:sub(start + 1, start + size)
end
"#;

/// What one run of wrk showed.
struct Rate {
    requests_per_second: f64,
    sent: u64,
    /// CPU time of the server for a request, in microseconds: it hardly depends on what else the
    /// machine does.
    cost: f64,
}

/// Measures both servers, and prints the ratio. Fails if a request failed, or if notifications did
/// not reach the handler as they should; never because of a time.
pub fn measure(short: bool) -> Result<()> {
    let seconds = if short { "2s" } else { "10s" };
    let hyper = start_hyper()?;
    let handled = Arc::new(AtomicU64::new(0));
    let count = handled.clone();
    let listening = listen("127.0.0.1:0", &[SECRET], move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        Reply::Accepted
    })?;
    println!(
        "{:<12}{:>16}{:>16}{:>8}{:>14}{:>14}",
        "64 senders", "listen", "hyper", "ratio", "CPU listen", "CPU hyper"
    );
    for (name, numbers) in [
        ("distinct", 0..DISTINCT),
        ("repeated", DISTINCT..DISTINCT + 1),
    ] {
        let before = handled.load(Ordering::Relaxed);
        let (all, size) = requests(numbers.clone())?;
        if numbers.len() == 1 {
            // While the first is in progress, no other is accepted.
            send(listening.addr(), &all)?;
        }
        let ours = load(listening.addr(), &all, size, seconds)?;
        let theirs = load(hyper, &all, size, seconds)?;
        let handled = handled.load(Ordering::Relaxed) - before;
        match numbers.len() {
            1 => ensure!(handled == 1, "one was handed on {handled} times"),
            _ => ensure!(
                handled >= ours.sent,
                "of {} notifications {handled} were handed on",
                ours.sent
            ),
        }
        let rates = [ours.requests_per_second, theirs.requests_per_second];
        println!(
            "{name:<12}{:>14.0}/s{:>14.0}/s{:>8.2}{:>11.1} us{:>11.1} us",
            rates[0],
            rates[1],
            rates[0] / rates[1],
            ours.cost,
            theirs.cost
        );
    }
    Ok(())
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

fn load(server: SocketAddr, all: &[u8], size: usize, seconds: &str) -> Result<Rate> {
    let folder = std::env::temp_dir().join(format!("benches-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let (script, file) = (folder.join("send.lua"), folder.join("requests"));
    fs::write(&script, SCRIPT)?;
    fs::write(&file, all)?;
    let before = processor_ticks()?;
    let output = Command::new("wrk")
        .args(["-t2", "-c64", "-d", seconds, "-s"])
        .arg(&script)
        .args([&format!("http://{server}/"), "--"])
        .arg(&file)
        .arg(size.to_string())
        .output()
        .context("wrk does not run: apt-get install wrk")?;
    let ticks = processor_ticks()? - before;
    fs::remove_dir_all(&folder)?;
    let text = String::from_utf8(output.stdout)?;
    ensure!(output.status.success(), "wrk failed: {text}");
    let is_well = !text.contains("Socket errors") && !text.contains("Non-2xx");
    ensure!(is_well, "requests failed:\n{text}");
    let (requests_per_second, sent) =
        parse(&text).with_context(|| format!("unexpected output of wrk:\n{text}"))?;
    // A hundredth of a second each.
    let cost = ticks as f64 * 10_000.0 / sent as f64;
    Ok(Rate {
        requests_per_second,
        sent,
        cost,
    })
}

/// The CPU time of this process, without that of wrk.
fn processor_ticks() -> Result<u64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let fields = text.rsplit(')').next().context("no name")?;
    let times = fields.split_whitespace().skip(11).take(2);
    times.map(|ticks| Ok(ticks.parse::<u64>()?)).sum()
}

/// The rate, and how many requests it was.
fn parse(text: &str) -> Option<(f64, u64)> {
    let lines = || text.lines().map(str::trim);
    let sent = lines().find_map(|line| line.split_once(" requests in "))?.0;
    let rate = lines().find_map(|line| line.strip_prefix("Requests/sec:"))?;
    Some((rate.trim().parse().ok()?, sent.parse().ok()?))
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
    fn what_wrk_prints_is_read() {
        let text = "  62543 requests in 2.10s, 2.33MB read\nRequests/sec:  29783.12\n";
        assert_eq!(parse(text), Some((29_783.12, 62_543)));
        assert_eq!(parse("Requests/sec: x"), None);
    }
}
