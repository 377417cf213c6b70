//! Any request to the receiver of notifications, and any signature field (B24, B26).

use gigapay_webhooks::Step;
use gigapay_webhooks::notify::{
    Decision, Endpoint, Keyring, Outcome, Receiver, ReceiverEvent, ReplayGuard, Reply, Signature,
    TimeCheck, sign,
};

use super::Choices;

const SECRET: &[u8] = b"c1329a085d65f7757838df5920fdcc9a";
const SIGNED_AT: u64 = 1_700_000_000;

/// Everything that can be seen of a request when it is over.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    outcome: Outcome,
    decision: Option<Decision>,
    /// What was delivered; of a receiver that streams, the pieces of it.
    body: Option<Vec<u8>>,
    /// The response, without a `100 Continue` before it: that is only sent to who waits for it.
    response: Vec<u8>,
    reusable: bool,
    /// Bytes of the request that were taken.
    taken: usize,
}

fn without_continue(response: Vec<u8>) -> Vec<u8> {
    let interim = b"HTTP/1.1 100 Continue\r\n\r\n";
    response
        .strip_prefix(interim)
        .map_or(response.clone(), <[u8]>::to_vec)
}

/// Runs a receiver against `bytes` in pieces of `size`.
fn receive(bytes: &[u8], buffer: usize, size: usize, collects: bool) -> Seen {
    let mut keyring: Keyring = Keyring::new();
    keyring.push(SECRET).expect("room");
    keyring.push(b"the other one").expect("room");
    let endpoint = Endpoint::new("/hooks/?a=1").expect("a path").max_body(2000);
    let (mut buffer, mut body) = (vec![0xAA; buffer], vec![0xAA; 1500]);
    let mut guard: ReplayGuard<4> = ReplayGuard::new();
    let mut receiver = if collects {
        Receiver::collecting(endpoint, &keyring, &mut buffer, &mut body)
    } else {
        Receiver::streaming(endpoint, &keyring, &mut buffer)
    };
    let (mut rest, mut response, mut pieces) = (bytes, Vec::new(), Vec::new());
    let (mut decision, mut delivered) = (None, None);
    let mut steps = 0;
    loop {
        steps += 1;
        let moved = bytes.len() - rest.len() + response.len();
        assert!(
            steps <= 2 * moved + 8,
            "hangs: {steps} steps for {moved} bytes"
        );
        match receiver.poll() {
            Step::Receive(space) => {
                let count = rest.len().min(space.len()).min(size);
                space[..count].copy_from_slice(&rest[..count]);
                rest = &rest[count..];
                receiver.received(count);
            }
            Step::Transmit(bytes) => {
                let written = bytes.len();
                response.extend(bytes);
                receiver.transmitted(written);
            }
            Step::Flush => {}
            Step::Event(ReceiverEvent::Piece) => pieces.extend(receiver.untrusted_piece()),
            Step::Event(ReceiverEvent::Decide) => {
                assert_eq!(receiver.body(), None, "before the verdict");
                decision = receiver.decide(TimeCheck::unix(SIGNED_AT + 9), &mut guard);
            }
            Step::Event(ReceiverEvent::Reply) => {
                let body = receiver.body();
                assert_eq!(body.is_some(), collects);
                delivered = Some(body.map_or_else(|| pieces.clone(), <[u8]>::to_vec));
                assert!(receiver.reply(Reply::Accepted, &mut guard));
            }
            Step::Event(ReceiverEvent::Done { reusable }) => {
                return Seen {
                    outcome: receiver.outcome(),
                    decision,
                    body: delivered,
                    response: without_continue(response),
                    reusable,
                    taken: bytes.len() - rest.len(),
                };
            }
        }
    }
}

/// A request to the right place that is signed as the API does, with fields of the fuzzer's between
/// its own. The first zero byte of `input` ends them.
///
/// # Panics
/// Never: there is a secret.
pub fn signed_notification(input: &[u8], chunk: usize) -> Vec<u8> {
    let end = input
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(input.len());
    let (fields, body) = input.split_at(end);
    let body = body.get(1..).unwrap_or_default();
    let value = sign(SECRET, SIGNED_AT, &[body]).expect("a secret");
    let mut request = b"POST /hooks/?a=1 HTTP/1.1\r\nHost: h\r\n".to_vec();
    request.extend(fields);
    request.extend(
        format!("Content-Type: application/json\r\nGigapay-Signature: {value}\r\n").bytes(),
    );
    if chunk == 0 {
        request.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
        request.extend(body);
        return request;
    }
    request.extend(b"Transfer-Encoding: chunked\r\n\r\n");
    for chunk in body.chunks(chunk) {
        request.extend(format!("{:x}\r\n", chunk.len()).bytes());
        request.extend(chunk);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    request
}

/// The choice of a request's chunks that takes the input for the whole request.
pub const AS_IT_IS: usize = 39;

/// A request, signed or not: the same becomes of it in any pieces, and what is delivered is what
/// was signed.
///
/// # Panics
/// When this does not hold.
pub fn notification(input: &[u8]) {
    let (mut choices, input) = Choices::split(input, 6);
    let (buffer, size) = (1 + choices.below(600), 1 + choices.below(600));
    let collects = choices.below(2) == 0;
    let chunk = choices.below(40);
    let bytes = match chunk {
        AS_IT_IS => input.to_vec(),
        chunk => signed_notification(input, chunk),
    };
    let singly = receive(&bytes, 600, 1, collects);
    let pieces = receive(&bytes[..singly.taken], buffer, size, collects);
    assert_eq!(singly, pieces, "pieces of {size}, buffer of {buffer}");
    if let Outcome::Rejected(_) | Outcome::Cut = singly.outcome {
        assert!(!singly.reusable, "{singly:?}");
        assert_eq!(singly.body, None);
    }
    if let Some(body) = &singly.body {
        let value = sign(SECRET, SIGNED_AT, &[body]).expect("a secret");
        let head = String::from_utf8_lossy(&bytes);
        // Items of other schemes may stand between the two.
        assert!(
            value.as_str().split(',').all(|item| head.contains(item)),
            "delivered, not signed: {head}"
        );
    }
}

/// A signature field as its table of rules says, by another reader.
///
/// # Panics
/// When the two differ.
pub fn signature(input: &[u8]) {
    let theirs = timestamp(input);
    let ours = Signature::parse(input)
        .ok()
        .map(|signature| signature.timestamp());
    assert_eq!(ours, theirs, "{}", String::from_utf8_lossy(input));
}

fn timestamp(input: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(input).ok()?;
    let (mut timestamp, mut candidates) = (None, 0);
    for item in text.split(',') {
        let (name, value) = item.split_once('=')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        match name {
            "t" => {
                let number: u64 = value.parse().ok()?;
                if timestamp.is_some() || number.to_string() != value {
                    return None;
                }
                timestamp = Some(number);
            }
            "v1" => {
                let is_hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
                if value.len() != 64 || !value.chars().all(is_hex) {
                    return None;
                }
                candidates += 1;
            }
            _ if value.chars().all(|c| c.is_ascii_graphic()) => {}
            _ => return None,
        }
    }
    timestamp.filter(|_| (1..=Signature::MAX_CANDIDATES).contains(&candidates))
}
