//! A request as the server saw it, for a person to read.

use std::io::{self, Write};
use std::time::Duration;

use gigapay_sandbox::Request;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::output::style::{BAD, GOOD, METHOD, QUIET};
use crate::output::{Printable, Secrets};

/// What stands below a step's requests.
pub(super) const INDENT: &str = "      ";

/// The header fields worth a look, in the reference's own spelling.
const HEADERS: [&str; 3] = ["Authorization", "Integration-ID", "Idempotency-Key"];

/// The fields last shown: what stays the same from one request to the next is not repeated.
#[derive(Default)]
pub(super) struct Headers([Option<String>; HEADERS.len()]);

/// What a client measured of one request.
pub(super) struct Measured {
    pub(super) received: u64,
    pub(super) duration: Duration,
}

/// Writes method and path and what was sent.
pub(super) fn request(
    out: &mut dyn Write,
    request: &Request,
    headers: &mut Headers,
    secrets: Secrets,
) -> io::Result<()> {
    let (method, target) = (Printable(&request.method), Printable(&request.target));
    writeln!(out, "    {METHOD}{method}{METHOD:#} {target}")?;
    for (name, last) in HEADERS.iter().zip(&mut headers.0) {
        let value = request.header(name).map(|value| masked(value, secrets));
        if let (Some(value), true) = (&value, value != *last) {
            let value = Printable(value);
            writeln!(out, "{INDENT}{QUIET}{name}: {value}{QUIET:#}")?;
        }
        *last = value;
    }
    if !request.body.is_empty() {
        let content = content(&request.body, secrets);
        let bytes = request.body.len();
        let content = Printable(&content);
        writeln!(out, "{INDENT}{content} {QUIET}({bytes} bytes){QUIET:#}")?;
    }
    Ok(())
}

/// Writes the status of the answer, its size and how long it took.
pub(super) fn status(
    out: &mut dyn Write,
    status: u16,
    measured: Option<Measured>,
) -> io::Result<()> {
    let colour = if status < 300 { GOOD } else { BAD };
    write!(out, "    {colour}{status} {}{colour:#}", reason(status))?;
    if let Some(Measured { received, duration }) = measured {
        let time = duration.as_secs_f64() * 1000.0;
        write!(out, " {QUIET}{received} bytes in {time:.1} ms{QUIET:#}")?;
    }
    writeln!(out)
}

/// A field's value, without most of the token.
fn masked(value: &str, secrets: Secrets) -> String {
    match value.split_once(' ') {
        Some(("Token", token)) => format!("Token {}", secrets.show(token)),
        _ => value.into(),
    }
}

/// The members of a request's content, in the order in which this client sends them.
#[derive(Deserialize, Serialize)]
struct Content<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    id: Option<&'a RawValue>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    url: Option<&'a RawValue>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    events: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_key: Option<String>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a RawValue>,
}

/// The content as it was sent, but for the secret key.
fn content(body: &[u8], secrets: Secrets) -> String {
    let masked = serde_json::from_slice(body).and_then(|mut content: Content<'_>| {
        content.secret_key = content.secret_key.map(|key| secrets.show(&key).into());
        serde_json::to_string(&content)
    });
    masked.unwrap_or_else(|_| "content that is not the client's".into())
}

const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        _ => "",
    }
}
