//! The API without a network: bytes in, bytes out.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};

use crate::api::{self, Call};
use crate::config::Config;
use crate::faults::Quirks;
use crate::http::response::ApiResponse;
use crate::store::Store;
use crate::webhook::Webhook;

/// Maximum number of field lines in a request.
const FIELDS_MAX: usize = 64;

/// The same API as a [`Sandbox`](crate::Sandbox)'s, one request after the other in the caller's own
/// memory and time: for tests that call it a million times, or cut it off at every byte.
///
/// It accepts [`DEFAULT_TOKEN`](crate::DEFAULT_TOKEN). Its clock stands still unless it is moved
/// forward.
///
/// ```
/// let mut api = gigapay_sandbox::Offline::new();
/// let request = b"GET /v2/webhooks/pump-7/ HTTP/1.1\r\nHost: h\r\n\
///     Authorization: Token sandbox-token\r\n\r\n";
/// assert_eq!(api.response(&request[..40]), None);
/// let response = api.response(request).unwrap();
/// assert!(response.starts_with(b"HTTP/1.1 404 "));
/// ```
pub struct Offline {
    config: Config,
    store: Store,
    now: u64,
}

impl Default for Offline {
    fn default() -> Self {
        Self::new()
    }
}

impl Offline {
    /// An API without webhooks.
    #[must_use]
    pub fn new() -> Self {
        let mut config = Config::default();
        config.tokens.push(crate::DEFAULT_TOKEN.into());
        Self {
            config,
            store: Store::in_memory(),
            now: 0,
        }
    }

    /// Returns the response to a request, head and body; `None` while the request is incomplete.
    pub fn response(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let mut fields = [httparse::EMPTY_HEADER; FIELDS_MAX];
        let mut head = httparse::Request::new(&mut fields);
        let length = match head.parse(request) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return None,
            Err(_) => return Some(bytes(&ApiResponse::html(400, "400 Bad Request"))),
        };
        let headers: HeaderMap = head.headers.iter().filter_map(field).collect();
        let announced = headers.get("content-length").and_then(|v| v.to_str().ok());
        let content_length = announced.and_then(|v| v.parse().ok()).unwrap_or(0);
        let body = request.get(length..)?.get(..content_length)?;
        let target = head.path.unwrap_or_default();
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let call = Call {
            config: &self.config,
            method: head.method.unwrap_or_default(),
            path,
            query,
            headers: &headers,
            body,
            host: "localhost",
            peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
            now: self.now,
            quirks: Quirks::default(),
        };
        Some(bytes(&api::response(&call, &mut self.store)))
    }

    /// Returns the stored webhooks of all integrations, oldest first.
    #[must_use]
    pub fn webhooks(&self) -> &[Webhook] {
        self.store.state().webhooks()
    }

    /// Changes the stored webhooks without validation.
    pub fn tamper(&mut self, change: impl FnOnce(&mut Vec<Webhook>)) {
        // Only writing to a file could fail.
        let _ = self.store.change(|state| {
            state.tamper(change);
            Ok::<_, std::convert::Infallible>(())
        });
    }

    /// Moves its clock forward: stored responses to idempotency keys age.
    pub fn advance_clock(&mut self, time: Duration) {
        self.now = self.now.saturating_add(time.as_secs());
    }
}

/// Converts a field line to the HTTP library's types.
fn field(field: &httparse::Header<'_>) -> Option<(HeaderName, HeaderValue)> {
    let name = HeaderName::from_bytes(field.name.as_bytes()).ok()?;
    Some((name, HeaderValue::from_bytes(field.value).ok()?))
}

/// Returns the bytes of a response.
fn bytes(response: &ApiResponse) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {} Sandbox\r\n", response.status);
    for (name, value) in &response.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if response.status != 204 {
        text.push_str(&format!("Content-Length: {}\r\n", response.body.len()));
    }
    text.push_str("\r\n");
    text.push_str(&response.body);
    text.into_bytes()
}

impl fmt::Debug for Offline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offline")
            .field("webhooks", &self.webhooks().len())
            .finish_non_exhaustive()
    }
}
