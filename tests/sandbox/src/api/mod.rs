//! The operations on webhooks (B15), and how a request reaches them.
//!
//! The checks come in the framework's order: the route, `Accept` (406), the caller (401, 403), the
//! method (405), the webhook (404), the body's type (415), the body (400).

mod auth;
mod delete;
mod list;
mod register;
mod replace;
mod retrieve;
mod route;
mod update;

use std::net::IpAddr;

use hyper::HeaderMap;

use crate::config::Config;
use crate::faults::Quirks;
use crate::http::refusal::Refusal;
use crate::http::response::ApiResponse;
use crate::http::{negotiation, query};
use crate::json::Members;
use crate::language::{self, Language, Text};
use crate::store::Store;
use crate::validation;
use route::{Resource, Route};

/// A request as the operations see it.
pub(crate) struct Call<'a> {
    pub(crate) config: &'a Config,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    /// The host and port that the client called.
    pub(crate) host: &'a str,
    pub(crate) peer: IpAddr,
    /// Seconds since 1970.
    pub(crate) now: u64,
    pub(crate) quirks: Quirks,
}

impl Call<'_> {
    /// Returns a header field's value; `None` if it is not text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
    }

    fn language(&self) -> Language {
        Language::negotiate(self.header("accept-language"))
    }

    fn pairs(&self) -> Vec<(String, String)> {
        query::pairs(self.query.unwrap_or(""))
    }

    /// Returns the caller's integration; an empty field counts as none (B2, B14).
    fn integration(&self) -> Option<&str> {
        self.header("integration-id")
            .map(str::trim)
            .filter(|id| !id.is_empty())
    }

    /// Returns the body as an object if its type is JSON (B7). An empty body is an empty object.
    fn object(&self) -> Result<Members, Refusal> {
        let content_type = self.header("content-type").unwrap_or("");
        if !self.body.is_empty() && !negotiation::is_json(content_type) {
            return Err(Refusal::new(
                415,
                Text::made(
                    format!("Unsupported media type \"{content_type}\" in request."),
                    format!("Medietypen \"{content_type}\" stöds inte."),
                ),
            ));
        }
        validation::object(self.body)
    }
}

/// Returns the response to a request.
pub(crate) fn response(call: &Call<'_>, store: &mut Store) -> ApiResponse {
    let language = call.language();
    match route::find(call.path) {
        Route::Unknown => ApiResponse::html(404, "Not Found"),
        Route::WithoutSlash => {
            let query = call
                .query
                .map(|query| format!("?{query}"))
                .unwrap_or_default();
            ApiResponse::html(307, "Temporary Redirect")
                .with("Location", format!("{}/{query}", call.path))
        }
        Route::Resource(resource) => {
            let response = dispatch(call, &resource, store)
                .unwrap_or_else(|refusal| refusal.response(language));
            response
                .with("Vary", "Accept, Accept-Language, Cookie")
                .with("Allow", resource.methods())
                .with("X-Frame-Options", "DENY")
                .with("Content-Language", language.tag())
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "same-origin")
                .with("Cross-Origin-Opener-Policy", "same-origin")
        }
    }
}

fn dispatch(
    call: &Call<'_>,
    resource: &Resource,
    store: &mut Store,
) -> Result<ApiResponse, Refusal> {
    if !negotiation::accepts_json(call.header("accept")) {
        return Err(Refusal::new(406, language::NOT_ACCEPTABLE));
    }
    let caller = auth::caller(call)?;
    match (resource, call.method) {
        (Resource::Webhooks, "GET" | "HEAD") => list::list(call, store),
        (Resource::Webhooks, "POST") => register::register(call, &caller, store),
        (Resource::Webhook(id), "GET" | "HEAD") => retrieve::retrieve(call, id, store),
        (Resource::Webhook(id), "PATCH") => update::update(call, id, store),
        (Resource::Webhook(id), "PUT") => replace::replace(call, id, store),
        (Resource::Webhook(id), "DELETE") => delete::delete(call, id, store),
        (_, "OPTIONS") => Ok(ApiResponse::json(200, resource.description())),
        (_, method) => Err(Refusal::new(
            405,
            Text::made(
                format!("Method \"{method}\" not allowed."),
                format!("Metoden \"{method}\" tillåts inte."),
            ),
        )),
    }
}

/// Returns the scope that events give a webhook (B14): the integration that owns it, or `None` for
/// a user-scoped one.
fn scope(call: &Call<'_>, events: &[String]) -> Result<Option<String>, Refusal> {
    if crate::webhook::user_scoped(events) {
        return Ok(None);
    }
    match call.integration() {
        Some(integration) => Ok(Some(integration.into())),
        None => Err(Refusal::non_field(language::INTEGRATION_REQUIRED)),
    }
}

/// Returns the response to a change. If the data file cannot be written, the change did not happen.
fn saved(done: std::io::Result<Result<ApiResponse, Refusal>>) -> Result<ApiResponse, Refusal> {
    done.unwrap_or_else(|_| Ok(ApiResponse::html(500, "Server Error (500)")))
}
