//! Writes the seeds of the corpus: every fixture, and the contents of those that hold JSON, with
//! the choices before them that the checks read first.

use std::path::PathBuf;

use gigapay_webhooks_tests::cases::{self, Case};
use gigapay_webhooks_tests::Verb;

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

fn write(target: &str, name: &str, parts: &[&[u8]]) -> std::io::Result<()> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "corpus", target]
        .iter()
        .collect();
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), parts.concat())
}

/// What stands behind the head, if it looks like JSON.
fn content(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.windows(4).rposition(|window| window == b"\r\n\r\n")?;
    let content = &bytes[end + 4..];
    content.starts_with(b"{").then_some(content)
}

fn seed(turn: usize, case: &Case) -> std::io::Result<()> {
    let sizes = &SIZES[turn % SIZES.len()];
    let verb = Verb::ALL
        .iter()
        .position(|&verb| verb == case.verb)
        .unwrap_or(0);
    let bytes = case.bytes();
    write("answer", case.name, &[&[verb as u8], sizes, &bytes])?;
    let Some(content) = content(&bytes) else {
        return Ok(());
    };
    let choices = [sizes.as_slice(), &[FRAMINGS[turn % FRAMINGS.len()]]].concat();
    write("json", case.name, &[&[99], content])?;
    if case.verb == Verb::List {
        write("list", case.name, &[&choices, content])?;
        let text = String::from_utf8_lossy(content);
        let first = text.replace("\"next\":null", "\"next\":\"https://h/?page=2\"");
        let name = format!("{}-twice", case.name);
        write(
            "list",
            &name,
            &[&choices, first.as_bytes(), &[0xFF], content],
        )
    } else {
        write("webhook", case.name, &[&choices, content])
    }
}

fn main() -> std::io::Result<()> {
    let cases = cases::all();
    for (turn, case) in cases.iter().enumerate() {
        seed(turn, case)?;
    }
    for (index, server) in SERVERS.iter().enumerate() {
        write("server", &format!("server-{index}"), &[server.as_bytes()])?;
    }
    println!(
        "seeds from {} fixtures and {} addresses",
        cases.len(),
        SERVERS.len()
    );
    Ok(())
}
