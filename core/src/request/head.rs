//! Encodes the request line and the field lines (RFC 9112 sections 3 and 5).

use super::{Request, body, target};
use crate::Api;
use crate::encoder::Encoder;

/// The text between the `Host` value and the token.
const USER_AGENT_TO_TOKEN: &str = concat!(
    "\r\nUser-Agent: gigapay-webhooks/",
    env!("CARGO_PKG_VERSION"),
    "\r\nAccept: application/json\r\nAccept-Encoding: identity\r\nAuthorization: Token "
);

pub(super) fn encode(out: &mut Encoder<'_>, api: &Api<'_>, request: &Request<'_>) {
    let server = api.server();
    let credentials = api.credentials;
    out.put(request.method.start().as_bytes());
    target::encode(out, server.prefix(), request);
    out.put_value(b" HTTP/1.1\r\nHost: ", Some(server.host().as_bytes()));
    out.put_number(b":", server.explicit_port().map(u32::from));
    let integration = credentials.integration.as_ref();
    let language = api.language;
    let key = request.idempotency_key;
    let token = credentials.token.as_bytes();
    out.put_value(USER_AGENT_TO_TOKEN.as_bytes(), Some(token));
    out.put_value(b"\r\nIntegration-ID: ", integration.map(|id| id.as_bytes()));
    out.put_value(b"\r\nAccept-Language: ", language.map(str::as_bytes));
    out.put_value(b"\r\nIdempotency-Key: ", key.map(str::as_bytes));
    if request.members.is_some() {
        let mut length = Encoder::counter();
        body::encode(&mut length, request.members.as_ref());
        // A body is never as long as 4 GiB in practice; if it is, the server rejects the wrong
        // length.
        let length = u32::try_from(length.total()).unwrap_or(u32::MAX);
        out.put_number(
            b"\r\nContent-Type: application/json\r\nContent-Length: ",
            Some(length),
        );
    }
    out.put(b"\r\n\r\n");
}
