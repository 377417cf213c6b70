//! What the six operations share, whatever carries them: the requests, and serde types for the
//! bodies of requests and responses.
//!
//! Metadata is ignored: serde-json-core cannot capture an arbitrary value.
#![no_std]

mod response;
mod send;

pub use response::{Webhook, list_borrowed, list_owned, one_borrowed, one_owned};
pub use send::send;
use serde::Serialize;

pub const HOST: &str = "api.gigapay.se";
pub const AUTHORIZATION: &str = "Token asasdadjanfkanfda";
pub const INTEGRATION: &str = "aqdnkjasdo12";
pub const IDEMPOTENCY_KEY: &str = "pump-7-1";

/// Bytes of the buffer for a response, which has to fit completely.
pub const BUFFER: usize = 1024;

/// The body of a request.
#[derive(Serialize, Default)]
pub struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    pub events: &'a [&'a str],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Patch,
    Put,
    Delete,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request.
pub struct Request<'a> {
    pub method: Method,
    pub path: &'a str,
    pub body: Option<Body<'a>>,
}

pub const LIST: Request<'_> = Request {
    method: Method::Get,
    path: "/v2/webhooks/?page_size=2",
    body: None,
};

pub const REGISTER: Request<'_> = Request {
    method: Method::Post,
    path: "/v2/webhooks/",
    body: Some(Body {
        id: None,
        url: Some("https://gigatron.se/webhooks/payouts/"),
        events: &["Payout.created"],
    }),
};

pub const RETRIEVE: Request<'_> = Request {
    method: Method::Get,
    path: "/v2/webhooks/481272/",
    body: None,
};

pub const UPDATE: Request<'_> = Request {
    method: Method::Patch,
    path: "/v2/webhooks/481272/",
    body: Some(Body {
        id: None,
        url: None,
        events: &["Payout.created", "Payout.notified"],
    }),
};

pub const REPLACE: Request<'_> = Request {
    method: Method::Put,
    path: "/v2/webhooks/481272/",
    body: Some(Body {
        id: Some("481272"),
        url: Some("https://gigatron.se/webhooks/invoiced/"),
        events: &["Invoice.created"],
    }),
};

pub const DELETE: Request<'_> = Request {
    method: Method::Delete,
    path: "/v2/webhooks/481272/",
    body: None,
};

/// Encodes a request's body as JSON. Returns its length.
pub fn encode(request: &Request<'_>, to: &mut [u8]) -> Option<usize> {
    match &request.body {
        Some(body) => serde_json_core::to_slice(body, to).ok(),
        None => Some(0),
    }
}

/// Uses a webhook: counts its events.
pub fn look(webhook: &Webhook) -> usize {
    core::hint::black_box((&webhook.id, &webhook.url, &webhook.secret_key));
    webhook.events.len()
}

/// Defines the image of a client whose `exchange` performs a request and hands the response's body
/// on, which `$read_list` and `$read_one` decode.
#[macro_export]
macro_rules! operations {
    ($exchange:path, $read_list:path, $read_one:path) => {
        fn one(request: &Request<'_>, response: usize) -> usize {
            let mut seen = 0;
            let done = $exchange(request, response, |body| {
                $read_one(body, |webhook| seen += common::look(webhook))
            });
            done.flatten().map_or(0, |()| seen)
        }

        fn list(request: &Request<'_>, response: usize) -> usize {
            let mut seen = 0;
            let done = $exchange(request, response, |body| {
                $read_list(body, |webhook| seen += common::look(webhook))
            });
            done.flatten().map_or(0, |()| seen)
        }

        fn none(request: &Request<'_>, response: usize) -> usize {
            $exchange(request, response, |_| ()).map_or(0, |()| 1)
        }

        common::image!(list, one, none);
    };
}

/// Defines the image: `list`, `one` and `none` perform a request, given the number of its response.
/// They return how many events they saw, or whether it succeeded.
#[macro_export]
macro_rules! image {
    ($list:path, $one:path, $none:path) => {
        #[unsafe(no_mangle)]
        #[inline(never)]
        fn operation_list() -> usize {
            $list(&common::LIST, 0)
        }

        #[unsafe(no_mangle)]
        #[inline(never)]
        fn operation_register() -> usize {
            $one(&common::REGISTER, 1)
        }

        #[unsafe(no_mangle)]
        #[inline(never)]
        fn operation_retrieve() -> usize {
            $one(&common::RETRIEVE, 2)
        }

        #[unsafe(no_mangle)]
        #[inline(never)]
        fn operation_update() -> usize {
            $one(&common::UPDATE, 3)
        }

        #[unsafe(no_mangle)]
        #[inline(never)]
        fn operation_replace() -> usize {
            $one(&common::REPLACE, 4)
        }

        #[unsafe(no_mangle)]
        #[inline(never)]
        fn operation_delete() -> usize {
            $none(&common::DELETE, 5)
        }

        #[unsafe(no_mangle)]
        #[inline(never)]
        fn perform() -> usize {
            operation_list()
                + operation_register()
                + operation_retrieve()
                + operation_update()
                + operation_replace()
                + operation_delete()
        }

        #[cortex_m_rt::entry]
        fn main() -> ! {
            core::hint::black_box(board::transport_only());
            board::finished(perform())
        }
    };
}
