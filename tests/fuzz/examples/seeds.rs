//! Writes the seeds of the corpus: every fixture, and the contents of those that hold JSON, with
//! the choices before them that the checks read first.

#[path = "../../../transport-embassy/tls/tests/hostile/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;
#[path = "../fuzz_targets/tls/seeds.rs"]
mod tls_seeds;

use std::path::PathBuf;

use gigapay_webhooks_tests::Verb;
use gigapay_webhooks_tests::cases::{self, Case};

/// Windows and pieces, small and usual, as the checks read them: two bytes each, less one.
const SIZES: [[u8; 4]; 3] = [[0, 0, 0, 0], [0, 39, 0, 6], [1, 255, 2, 87]];

/// Framings by their choice: by length, by the end of the connection, in chunks of nine.
const FRAMINGS: [u8; 3] = [0, 1, 9];

/// Base URLs, good and bad.
const SERVERS: [&str; 8] = [
    "https://api.gigapay.se/v2/",
    "http://127.0.0.1:8000/v2/",
    "HTTPS://[2001:db8::1]:8443/a/b",
    "http://localhost",
    "https://user@h/",
    "https://h:0/",
    "https://h:65536/",
    "https://h/?q#f",
];

/// Fields before those of a signed request, a zero byte, and its body.
const NOTIFICATIONS: [&str; 6] = [
    "\0{}",
    "User-Agent: x\r\n\0{\"id\":1}",
    "Expect: 100-continue\r\nConnection: close\r\n\0[]",
    "Content-Length: 2\r\n\0{}",
    "Transfer-Encoding: gzip\r\n\0{}",
    "Gigapay-Signature: t=1,v1=00\r\n\0{}",
];

/// Whole requests.
const REQUESTS: [&str; 4] = [
    "POST /hooks/?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Type: \
        application/json\r\n\r\n{}",
    "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST http://h:1/hooks/?a=1 HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\n{}\r\n0\r\n\
        A: b\r\n\r\n",
    "\r\nPOST /hooks/?a=1 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: \
        9999\r\n\r\n",
];

/// Responses while a webhook is ensured: the first character chooses the status, a bar parts them.
/// (0 and 1 are good, 2 is 404, 3 is 400, 4 is 500.)
const RESPONSES: [&str; 5] = [
    "0H",
    "2|1H|0H",
    "2|3{\"id\":[\"webhook with this id already exists.\"]}|0H",
    "2|4|2|1H",
    "0{\"id\":\"i\",\"url\":\"v\",\"events\":[]}|0H",
];

/// A webhook as the check desires it.
const DESIRED: &str = concat!(
    r#"{"id":"i","url":"u","events":["Payout.created","å"],"secret_key":"s","#,
    r#""metadata":{"b":{},"a":[1,-25,"å",null]}}"#
);

/// Signature fields, good and bad.
const SIGNATURES: [&str; 5] = [
    "t=1,v1=d85e51f36a23ef27c37e6c6ef71f2b8b25bf30f52a8cc6a4b42c8bd27ad71d82,v0=x",
    "v1=d85e51f36a23ef27c37e6c6ef71f2b8b25bf30f52a8cc6a4b42c8bd27ad71d82,t=18446744073709551615",
    "t=01,v1=00",
    "t=1,t=1",
    "T=,=,v1",
];

fn write(target: &str, name: &str, parts: &[&[u8]]) -> std::io::Result<()> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "corpus", target]
        .iter()
        .collect();
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), parts.concat())
}

/// What stands behind the head, if it looks like JSON.
fn body(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.windows(4).rposition(|buffer| buffer == b"\r\n\r\n")?;
    let body = &bytes[end + 4..];
    body.starts_with(b"{").then_some(body)
}

fn seed(turn: usize, case: &Case) -> std::io::Result<()> {
    let sizes = &SIZES[turn % SIZES.len()];
    let verb = Verb::ALL
        .iter()
        .position(|&verb| verb == case.verb)
        .unwrap_or(0);
    let bytes = case.bytes();
    write("response", case.name, &[&[verb as u8], sizes, &bytes])?;
    let Some(body) = body(&bytes) else {
        return Ok(());
    };
    let choices = [sizes.as_slice(), &[FRAMINGS[turn % FRAMINGS.len()]]].concat();
    write("json", case.name, &[&[99], body])?;
    if case.verb == Verb::List {
        write("list", case.name, &[&choices, body])?;
        let text = String::from_utf8_lossy(body);
        let first = text.replace("\"next\":null", "\"next\":\"https://h/?page=2\"");
        let name = format!("{}-twice", case.name);
        write("list", &name, &[&choices, first.as_bytes(), &[0xFF], body])
    } else {
        write("webhook", case.name, &[&choices, body])
    }
}

fn main() -> std::io::Result<()> {
    let cases = cases::all();
    for (turn, case) in cases.iter().enumerate() {
        seed(turn, case)?;
    }
    for (index, fields) in NOTIFICATIONS.iter().enumerate() {
        let choices = [0, 99, 0, index as u8, index as u8, 7 * index as u8];
        write(
            "notification",
            &format!("signed-{index}"),
            &[&choices, fields.as_bytes()],
        )?;
    }
    for (index, request) in REQUESTS.iter().enumerate() {
        let choices = [1, 0, 0, 20, index as u8, 39];
        write(
            "notification",
            &format!("request-{index}"),
            &[&choices, request.as_bytes()],
        )?;
    }
    for (index, responses) in RESPONSES.iter().enumerate() {
        let parts = responses.split('|').map(|response| {
            let (status, body) = response.split_at(1);
            let status = status.as_bytes()[0] - b'0';
            [&[status], body.replace('H', DESIRED).as_bytes()].concat()
        });
        let input = parts.collect::<Vec<_>>().join(&0xFF);
        write(
            "ensure",
            &format!("responses-{index}"),
            &[&SIZES[1], &input],
        )?;
    }
    for (index, value) in SIGNATURES.iter().enumerate() {
        write(
            "signature",
            &format!("signature-{index}"),
            &[value.as_bytes()],
        )?;
    }
    for (index, server) in SERVERS.iter().enumerate() {
        write("server", &format!("server-{index}"), &[server.as_bytes()])?;
    }
    for (target, name, bytes) in tls_seeds::all() {
        write(target, &name, &[&bytes])?;
    }
    println!(
        "seeds from {} fixtures and {} addresses",
        cases.len(),
        SERVERS.len()
    );
    Ok(())
}
