//! One request: read, handled, recorded, and changed by faults.

use std::net::IpAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{Request as HttpRequest, Response, Version};

use crate::api::{self, Call};
use crate::control;
use crate::faults::{Instead, Plan, Shape};
use crate::http::body::{self, ResponseBody, Unreadable};
use crate::http::refusal::Refusal;
use crate::http::response::ApiResponse;
use crate::json;
use crate::language::Language;
use crate::record::Request;
use crate::shared::Shared;
use crate::sync::lock;
use crate::wire::Wire;

/// The connection a request came on.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) number: u64,
    pub(crate) peer: IpAddr,
    pub(crate) wire: Wire,
    pub(crate) shared: Arc<Shared>,
}

/// Responds to one request.
pub(crate) async fn serve(
    connection: Arc<Connection>,
    request: HttpRequest<Incoming>,
) -> Response<ResponseBody> {
    let (parts, incoming) = request.into_parts();
    let config = &connection.shared.config;
    let body = body::read(incoming, config.body_max, config.read_time).await;
    let head = parts.method == hyper::Method::HEAD;

    if control::is_control(parts.uri.path()) {
        connection.wire.response(Shape::default(), head);
        let response = match body {
            Ok(bytes) => {
                let (method, path) = (parts.method.as_str(), parts.uri.path());
                control::response(method, path, &bytes, &connection.shared).await
            }
            Err(error) => unreadable(error),
        };
        return response.into_response();
    }

    let plan = connection.shared.faults.plan();
    let mut response = match &body {
        Ok(bytes) => respond(&connection, &parts, bytes, &plan),
        Err(error) => unreadable(*error),
    };
    connection.shared.record(record(
        &connection,
        &parts,
        body.unwrap_or_default(),
        response.status,
    ));

    if plan.quirks.escape_non_ascii && response.is_json() {
        response.body = json::escape_non_ascii(&response.body);
    }
    if plan.shape.close {
        response = response.with("Connection", "close");
    }
    if let Some(time) = plan.delay {
        tokio::time::sleep(time).await;
    }
    connection.wire.response(plan.shape, head);
    response.with("Server", "gigapay-sandbox").into_response()
}

/// Returns the response of the API, or of a server in front of it.
fn respond(connection: &Connection, parts: &Parts, body: &[u8], plan: &Plan) -> ApiResponse {
    let Some(host) = host(parts) else {
        return ApiResponse::html(400, "Bad Request");
    };
    let shared = &connection.shared;
    let call = Call {
        config: &shared.config,
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query(),
        headers: &parts.headers,
        body,
        host,
        peer: connection.peer,
        now: shared.clock.now(),
        quirks: plan.quirks,
    };
    match &plan.instead {
        Some(instead) => instead_of(instead, &call),
        None if shared.config.redirect_to_https => instead_of(&Instead::RedirectToHttps, &call),
        None => api::response(&call, &mut lock(&shared.store)),
    }
}

fn instead_of(instead: &Instead, call: &Call<'_>) -> ApiResponse {
    match instead {
        Instead::ServerError(status) => {
            ApiResponse::html(*status, &format!("Server Error ({status})"))
        }
        Instead::Throttled(seconds) => {
            let language = Language::negotiate(call.header("accept-language"));
            Refusal::new(429, Instead::throttled(*seconds))
                .with("Retry-After", seconds.to_string())
                .response(language)
        }
        Instead::Reply(response) => response.clone(),
        Instead::RedirectToHttps => {
            let query = call
                .query
                .map(|query| format!("?{query}"))
                .unwrap_or_default();
            ApiResponse::html(301, "301 Moved Permanently").with(
                "Location",
                format!("https://{}{}{query}", call.host, call.path),
            )
        }
    }
}

/// Returns the host that was called: exactly one `Host` field, as HTTP/1.1 demands, of valid
/// characters.
fn host(parts: &Parts) -> Option<&str> {
    let mut fields = parts.headers.get_all("host").iter();
    let host = match fields.next() {
        Some(host) => host.to_str().ok()?,
        None if parts.version < Version::HTTP_11 => "localhost",
        None => return None,
    };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    (fields.next().is_none() && !host.is_empty() && host.bytes().all(allowed)).then_some(host)
}

fn unreadable(error: Unreadable) -> ApiResponse {
    match error {
        Unreadable::TooLarge => ApiResponse::html(413, "413 Request Entity Too Large"),
        Unreadable::Slow => ApiResponse::html(408, "408 Request Time-out"),
        Unreadable::Broken => ApiResponse::html(400, "400 Bad Request"),
    }
    .with("Connection", "close")
}

fn record(connection: &Connection, parts: &Parts, body: Vec<u8>, status: u16) -> Request {
    let field = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    };
    Request {
        connection: connection.number,
        method: parts.method.as_str().to_owned(),
        target: parts
            .uri
            .path_and_query()
            .map_or("*", |target| target.as_str())
            .to_owned(),
        headers: parts.headers.iter().map(field).collect(),
        body,
        status,
    }
}
