//! The request line and the field lines, RFC 9112 sections 3 and 5.

use super::{Request, body, target};
use crate::Api;
use crate::encoder::Encoder;

/// From the end of `Host` to the token.
const USER_AGENT_TO_TOKEN: &str = concat!(
    "\r\nUser-Agent: gigapay-webhooks/",
    env!("CARGO_PKG_VERSION"),
    "\r\nAccept: application/json\r\nAccept-Encoding: identity\r\nAuthorization: Token "
);

pub(super) fn encode(out: &mut Encoder<'_>, api: &Api<'_>, request: &Request<'_>, page: u32) {
    let server = api.server();
    let credentials = api.credentials();
    out.put(request.method.start().as_bytes());
    target::encode(out, server.prefix(), request, page);
    out.put(b" HTTP/1.1\r\nHost: ");
    out.put(server.host().as_bytes());
    if let Some(port) = server.explicit_port() {
        out.put(b":");
        out.put_number(u32::from(port));
    }
    out.put(USER_AGENT_TO_TOKEN.as_bytes());
    out.put(credentials.token().as_bytes());
    if let Some(id) = credentials.integration_id() {
        out.put(b"\r\nIntegration-ID: ");
        out.put(id.as_bytes());
    }
    if let Some(language) = api.accept_language() {
        out.put(b"\r\nAccept-Language: ");
        out.put(language.as_bytes());
    }
    if let Some(key) = request.idempotency_key {
        out.put(b"\r\nIdempotency-Key: ");
        out.put(key.as_bytes());
    }
    if request.members.is_some() {
        let mut length = Encoder::counter();
        body::encode(&mut length, request.members.as_ref());
        out.put(b"\r\nContent-Type: application/json\r\nContent-Length: ");
        // No device holds 4 GiB of body; a number that wrapped would be refused by the server.
        out.put_number(u32::try_from(length.total()).unwrap_or(u32::MAX));
    }
    out.put(b"\r\n\r\n");
}
