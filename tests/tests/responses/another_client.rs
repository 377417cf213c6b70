//! Heads and framing as hyper's client reads them, over a connection in memory: both take a
//! response, and then the same of it, or both refuse it. The differences are named here, each of
//! which is meant.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use gigapay_webhooks::{Error, ProtocolError as P};
use gigapay_webhooks_tests::render::{self, Random};
use gigapay_webhooks_tests::{
    Canned, End, Got, Hook, Outcome, Pieces, Verb, count, oracle, perform,
};
use hyper::body::Body;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

/// What hyper makes of a response: its status and body. `None` for what does not come whole.
type Theirs = Option<(u16, Option<Vec<u8>>)>;

/// Takes a request, gives the response, and closes.
async fn serve(mut connection: DuplexStream, response: &[u8]) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(connection.read_u8().await.expect("a request"));
    }
    // A client that has seen enough may be gone.
    let _ = connection.write_all(response).await;
    let _ = connection.shutdown().await;
}

async fn ask(connection: DuplexStream) -> Theirs {
    let io = hyper_util::rt::TokioIo::new(connection);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.ok()?;
    let request = hyper::Request::get("/v2/webhooks/481272/").header("Host", "h");
    let responded = sender.send_request(request.body(String::new()).expect("a request"));
    tokio::spawn(connection);
    let response = responded.await.ok()?;
    let status = response.status().as_u16();
    let mut body = pin!(response.into_body());
    let mut received = Vec::new();
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let Ok(frame) = frame else {
            return Some((status, None));
        };
        if let Ok(data) = frame.into_data() {
            received.extend(&data);
        }
    }
    Some((status, Some(received)))
}

fn theirs(runtime: &tokio::runtime::Runtime, response: &[u8]) -> Theirs {
    runtime.block_on(async {
        let (near, far) = tokio::io::duplex(1 << 16);
        let both = async { tokio::join!(ask(near), serve(far, response)).0 };
        let ended = tokio::time::timeout(Duration::from_secs(30), both).await;
        ended.expect("hyper hangs")
    })
}

/// Whether ours is right, where theirs read a response of this status and body to its end.
fn is_as(outcome: &Outcome, status: u16, received: &[u8]) -> bool {
    match outcome.end {
        End::Done => outcome.got == [Got::Hook(oracle::hook(received).expect("a webhook"))],
        End::Refused(ours, _) => ours == status,
        End::Failed(Error::Protocol(P::UnexpectedStatus)) => !matches!(status, 200 | 201),
        End::Failed(Error::Protocol(P::EmptyBody)) => received.trim_ascii().is_empty(),
        // Framing is alike, then; it is only that the body is no webhook.
        End::Failed(Error::Protocol(
            P::Json | P::NotAWebhook | P::Missing(_) | P::WrongType(_) | P::Duplicate(_),
        )) => oracle::hook(received).is_err(),
        End::Failed(_) => false,
    }
}

const STATUS_LINES: [&str; 14] = [
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 201\r\n",
    "HTTP/1.0 200 OK\r\n",
    "HTTP/1.1 404 Not Found\n",
    "HTTP/1.1 304 \r\n",
    "HTTP/1.1 500 \u{e5}\r\n",
    "HTTP/1.1 101 Switching\r\n",
    "HTTP/1.2 200 OK\r\n",
    "HTTP/2 200 OK\r\n",
    "HTTP/1.1 20 OK\r\n",
    "\r\nHTTP/1.1 200 OK\r\n",
    "HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n",
];

const FIELDS: [&str; 22] = [
    "Server: nginx\r\n",
    "X-Empty:\r\n",
    "X: \u{e5}\t~ \r\n",
    "X: a\n",
    "Connection: close\r\n",
    "Content-Length: L\r\n",
    "Content-Length: L\r\n",
    "content-length:\tL \r\n",
    "Content-Length: L, L\r\n",
    "Content-Length: 3\r\n",
    "Content-Length: 9999\r\n",
    "Content-Length: +5\r\n",
    "Content-Length: 18446744073709551616\r\n",
    "Content-Length:\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: Chunked\r\n",
    "Transfer-Encoding: gzip\r\n",
    "Transfer-Encoding: gzip, chunked\r\n",
    "X : a\r\n",
    " folded\r\n",
    "no colon\r\n",
    "X: a\0b\r\n",
];

/// A response, its parts drawn, with a bias for those that go together; and its head.
fn response(received: &str, chance: &mut Random) -> (String, Vec<u8>) {
    let mut head = chance.of(&STATUS_LINES).to_owned();
    let is_chunked = chance.once_in(2);
    if chance.once_in(2) {
        head += if is_chunked { FIELDS[14] } else { FIELDS[5] };
    }
    for _ in 0..chance.below(3) {
        head += chance.of(&FIELDS);
    }
    let head = head.replace(": L", &format!(": {}", received.len()));
    let head = head.replace(":\tL", &format!(":\t{}", received.len()));
    let head = head.replace(", L", &format!(", {}", received.len()));
    let mut bytes = [head.as_bytes(), b"\r\n"].concat();
    let start = bytes.len();
    if is_chunked {
        bytes.extend(render::chunked(received.as_bytes(), chance));
    } else {
        bytes.extend(received.bytes());
    }
    if chance.once_in(3) {
        let place = start + chance.below(bytes.len() - start);
        match chance.below(4) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, chance.of(b"\r\n0aF; x")),
            2 => drop(bytes.remove(place)),
            _ => bytes[place] = chance.of(b"\r\n0aF; x"),
        }
    }
    (head, bytes)
}

/// Why the two may differ. `None` if they may not.
fn difference(outcome: &Outcome, theirs: &Theirs, head: &str) -> Option<&'static str> {
    let is = |error| outcome.end == End::Failed(Error::Protocol(error));
    let lower = head.to_ascii_lowercase();
    let has_coding = lower.contains("transfer-encoding");
    let has_length = lower.contains("content-length");
    Some(match theirs {
        // RFC 9112 section 6.3 lets a client go on, and says that this is an attack more often.
        Some(_) if is(P::BothLengths) => "both lengths",
        // Section 6.1 has it that no request asked for another coding; hyper hands it on undecoded.
        Some(_) if is(P::TransferCoding) && has_coding => "another coding, or one of HTTP/1.0",
        // It ends with its head; what that says must make sense all the same.
        Some((101 | 304, _)) if is(P::ContentLength) => "a bad length of no body",
        // No request asked for an upgrade.
        Some((101, _)) if is(P::Upgrade) => "an upgrade",
        // RFC 9112 section 5.2: a folded line is a space to a user agent.
        None if head.contains("\n folded") && outcome.end == End::Done => "a folded line",
        // Whatever comes first is told; hyper looks at a coding before it looks at a length.
        Some(_) if is(P::ContentLength) && has_coding => "a coding beside a bad length",
        // RFC 9112 section 2.3: a higher minor version is to be read as 1.1.
        None if head.starts_with("HTTP/1.2") => "a higher minor version",
        // Only the JSON itself says that it is not whole.
        Some((_, Some(_))) if is(P::Truncated) && !has_coding && !has_length => "half a value",
        // A refusal is one whether its explanation comes whole or not.
        Some((status, None)) if matches!(outcome.end, End::Refused(s, _) if s == *status) => {
            "half an explanation"
        }
        // A refusal is one, too, when the rest of its head makes no sense.
        None if matches!(outcome.end, End::Refused(300.., _)) => "a refusal with a broken head",
        _ => return None,
    })
}

#[test]
fn as_hyper_reads_it() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let hook = Hook::new("a-1", "https://h/", &["Payout.created"], "s");
    let received = render::hook(&hook, &mut Random::new(1));
    let (mut agreed, mut webhooks, mut refused) = (0, 0, 0);
    let mut differences = std::collections::BTreeMap::new();
    for seed in 0..u64::from(count::cases(3000)) {
        let (head, bytes) = response(&received, &mut Random::new(seed));
        let outcome = perform(Verb::Retrieve, 700, &mut Canned::new(&bytes, Pieces::Whole));
        let theirs = theirs(&runtime, &bytes);
        let told = || {
            let text = String::from_utf8_lossy(&bytes);
            format!("{:?}, {theirs:?}: {text:?}", outcome.end)
        };
        if let Some(why) = difference(&outcome, &theirs, &head) {
            *differences.entry(why).or_insert(0) += 1;
            continue;
        }
        match &theirs {
            Some((status, Some(received))) => {
                assert!(is_as(&outcome, *status, received), "{}", told());
                webhooks += usize::from(outcome.end == End::Done);
                agreed += 1;
            }
            None | Some((_, None)) => {
                assert!(matches!(outcome.end, End::Failed(_)), "{}", told());
                refused += 1;
            }
        }
    }
    let differing: usize = differences.values().sum();
    count::tell(&format!(
        "as hyper's client: {agreed} responses alike ({webhooks} webhooks), \
            {refused} refused alike, {differing} differences: {differences:?}"
    ));
    assert!(webhooks > 300 && refused > 300, "{webhooks} {refused}");
    assert!(differences.len() >= 6, "{differences:?}");
}
