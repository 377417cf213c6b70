//! A request as the server saw it, for a person.

use std::io::{self, Write};
use std::time::Duration;

use gigapay_sandbox::{Attempt, Delivery, Request};
use gigapay_webhooks_std::gigapay_webhooks::Visible;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::output::Secrets;
use crate::output::style::{GOOD, HINT, METHOD, QUIET};

/// The indentation below a step's requests.
pub(super) const INDENT: &str = "        ";

/// The header fields of interest, in the reference's spelling.
const HEADERS: [&str; 3] = ["Authorization", "Integration-ID", "Idempotency-Key"];

/// Number of characters shown of a signature: `t=`, ten digits, `,v1=`, and four more.
const SIGNATURE_SHOWN: usize = 20;

/// What was shown before, so that repeated values are not shown again.
#[derive(Default)]
pub(super) struct Shown {
    headers: [Option<String>; HEADERS.len()],
    /// Bodies, each with the step in which it was shown.
    bodies: Vec<(u32, Vec<u8>)>,
}

/// What a client measured of one request.
pub(super) struct Measured {
    pub(super) received: u64,
    pub(super) duration: Duration,
}

/// Writes method and path and what was sent.
pub(super) fn request(
    out: &mut dyn Write,
    request: &Request,
    step: u32,
    shown: &mut Shown,
    secrets: Secrets,
) -> io::Result<()> {
    let (method, target) = (Visible(&request.method), Visible(&request.target));
    write!(out, "    → {METHOD}{method}{METHOD:#} {target}")?;
    if !request.body.is_empty() {
        let bytes = request.body.len();
        write!(out, "  {QUIET}{bytes} bytes of JSON{QUIET:#}")?;
    }
    writeln!(out)?;
    for (name, last) in HEADERS.iter().zip(&mut shown.headers) {
        let value = request.header(name).map(|value| masked(value, secrets));
        let is_news = value != *last || *name == "Idempotency-Key";
        if let (Some(value), true) = (&value, is_news) {
            let value = Visible(value);
            writeln!(out, "{INDENT}{QUIET}{name}: {value}{QUIET:#}")?;
        }
        *last = value;
    }
    if request.body.is_empty() {
        return Ok(());
    }
    let known = shown.bodies.iter().find(|known| known.1 == request.body);
    if let Some((step, _)) = known {
        return writeln!(out, "{INDENT}{QUIET}the same as in step {step}{QUIET:#}");
    }
    shown.bodies.push((step, request.body.clone()));
    body(out, &request.body, secrets)
}

/// Writes the status of the response, its size and its duration.
pub(super) fn status(
    out: &mut dyn Write,
    status: u16,
    measured: Option<Measured>,
) -> io::Result<()> {
    let colour = if status < 300 { GOOD } else { HINT };
    write!(out, "    ← {colour}{status} {}{colour:#}", reason(status))?;
    if let Some(Measured { received, duration }) = measured {
        let time = duration.as_secs_f64() * 1000.0;
        write!(out, "  {QUIET}{received} bytes in {time:.1} ms{QUIET:#}")?;
    }
    writeln!(out)
}

/// Writes how a notification was posted to its receiver, and the response.
pub(super) fn attempt(
    out: &mut dyn Write,
    delivery: &Delivery,
    attempt: &Attempt,
) -> io::Result<()> {
    let (url, bytes) = (Visible(&delivery.url), delivery.body.len());
    writeln!(
        out,
        "    → {METHOD}POST{METHOD:#} {url}  {QUIET}{bytes} bytes of JSON{QUIET:#}"
    )?;
    // Anybody who has all of it can send it again.
    let start: String = attempt.signature.chars().take(SIGNATURE_SHOWN).collect();
    writeln!(out, "{INDENT}{QUIET}Gigapay-Signature: {start}…{QUIET:#}")?;
    match attempt.status {
        Some(code) => status(out, code, None),
        None => writeln!(out, "    ← {HINT}no response{HINT:#}"),
    }
}

/// Returns a field's value, with the token masked.
fn masked(value: &str, secrets: Secrets) -> String {
    match value.split_once(' ') {
        Some(("Token", token)) => format!("Token {}", secrets.show(token)),
        _ => value.into(),
    }
}

/// The members of a request's body, as sent.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    url: Option<&'a RawValue>,
    #[serde(borrow)]
    events: Option<&'a RawValue>,
    secret_key: Option<String>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
}

/// Writes a line for each member, as sent, with the secret key masked.
fn body(out: &mut dyn Write, body: &[u8], secrets: Secrets) -> io::Result<()> {
    let body: Body<'_> = serde_json::from_slice(body)?;
    let secret = body.secret_key.map(|key| secrets.show(&key).into_owned());
    for (name, value) in [
        ("id", body.id.map(RawValue::get)),
        ("url", body.url.map(RawValue::get)),
        ("events", body.events.map(RawValue::get)),
        ("secret_key", secret.as_deref()),
        ("metadata", body.metadata.map(RawValue::get)),
    ] {
        if let Some(value) = value.map(Visible) {
            writeln!(out, "{INDENT}{QUIET}{name:<10}{QUIET:#}  {value}")?;
        }
    }
    Ok(())
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
