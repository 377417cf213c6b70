//! A local server that behaves like the Gigapay Webhooks API, and misbehaves when told to.
//!
//! It speaks real HTTP/1.1, in clear or over TLS, on a thread of its own. Rule numbers such as B14 are those of the
//! sheet on the API's behaviour, contradictions included.
//!
//! ```
//! use gigapay_sandbox::{Fault, Sandbox, Webhook};
//!
//! let sandbox = Sandbox::builder().start()?;
//! sandbox.insert([Webhook::new("481272", "https://example.com/", &["Registration.verified"])]).unwrap();
//! sandbox.faults().arm(Fault::Throttled { retry_after: 1 }.times(1));
//! // … point a client at sandbox.base_url(), with gigapay_sandbox::DEFAULT_TOKEN …
//! assert!(sandbox.requests().is_empty());
//! # Ok::<(), gigapay_sandbox::StartError>(())
//! ```
//!
//! A program that only serves says `Sandbox::builder().listen("127.0.0.1:8000").start()?.wait()`.
//!
//! # Faults
//!
//! [`Fault`] lists them. A test arms them by [`Sandbox::faults`]; anybody else by HTTP, at `/sandbox/faults`, which
//! needs no token:
//!
//! | request | effect |
//! |---|---|
//! | `GET /sandbox/faults` | lists the armed faults |
//! | `POST /sandbox/faults` | arms the fault that the body describes, or each of a list of them |
//! | `DELETE /sandbox/faults` | disarms all |
//!
//! ```text
//! {"fault": "chunked", "size": 7, "extension": "a=b", "trailers": [["X-Sum", "1"]]}
//! {"fault": "close_delimited", "http_1_0": true}          {"fault": "close"}
//! {"fault": "length_on_empty_body"}                       {"fault": "interim", "status": 103, "count": 2}
//! {"fault": "delay", "milliseconds": 500}                 {"fault": "drip", "bytes": 3, "milliseconds": 20}
//! {"fault": "server_error", "status": 502}                {"fault": "throttled", "retry_after": 2}
//! {"fault": "reply", "status": 418, "headers": [["X", "y"]], "body": "tea"}
//! {"fault": "redirect_to_https"}
//! {"fault": "cut_response", "after": 40, "how": "reset"}    {"fault": "cut_request", "after": 10, "how": "fin"}
//! {"fault": "cut_idle", "how": "close"}
//! {"fault": "escape_non_ascii"}                           {"fault": "extra_fields"}
//! {"fault": "links_name_plain_http"}                      {"fault": "links_drop_page_size"}
//! ```
//!
//! Each may have `"times": n`, so as to happen to so many requests only, and `"skip": n`, so as to let so many pass
//! first.
//!
//! # What the rules leave open
//!
//! - All tokens are of one account. An integration's webhooks are seen with its `Integration-ID` only; without the header,
//!   or with another's, they are 404. Storing events other than `Registration.*` without the header is 400 with
//!   `non_field_errors` (B14). [`Builder::integration_always`] follows the reference instead.
//! - Ids are unique across integrations. An id may hold any character, a slash included (B9).
//! - Replacing without an id keeps the id (B15, B17).
//! - An empty list of events is refused. So are ids and secrets of more than 255 characters.
//! - Metadata may be `null`. Spaces between its tokens are dropped and its strings are rendered anew; its numbers keep
//!   their digits (B11).
//! - Whatever the API itself answers to a POST with an `Idempotency-Key` and good credentials is stored, but no response of
//!   an armed fault (B21). The body of the later request does not matter.
//! - A request without exactly one good `Host`, as HTTP/1.1 demands, is 400 as HTML.
//!
//! # Notifications
//!
//! [`Sandbox::trigger`] lets an event happen, and so does anybody over HTTP at `/sandbox/notifications`:
//!
//! | request | effect |
//! |---|---|
//! | `GET /sandbox/notifications` | lists the notifications with every attempt |
//! | `POST /sandbox/notifications` | lets the event happen that the body describes, and lists what comes of it |
//!
//! ```text
//! {"event": "Payout.created", "integration": "aqdnkjasdo12"}
//! {"event": "Registration.verified", "object": {"id": "1"}, "wait_milliseconds": 500}
//! ```
//!
//! The object is posted to every webhook that is subscribed (B14), byte for byte as it was given; without one it is a
//! sample, see [`sample_object`]. With `wait_milliseconds` the response comes when each was attempted once, but no later.
//! Only plain http is spoken, and only to this computer, unless [`Builder::deliver_anywhere`] says otherwise.
//!
//! A receiver takes a notification by a status from 200 to 299. Any other response, a redirect included, and none at all are
//! followed by up to ten more attempts, after 1, 2, 4, … units of time ([`Builder::retry_unit`], one second by default).
//! At most 1,000 notifications wait and 16 are sent at a time. What has not been delivered when the sandbox stops never
//! is.
//!
//! What the rules leave open here: every attempt is signed anew, by the key that the webhook then has, so `t` is fresh; a
//! webhook that is deleted or given another id is not notified any more; the URL is the one at the time of the event.
//!
//! Faults for deliveries are armed as the others are, and count attempts:
//!
//! ```text
//! {"fault": "wrong_signature"}                            {"fault": "shifted_time", "seconds": -600}
//! {"fault": "duplicate_delivery", "count": 2}             {"fault": "both_secrets"}
//! {"fault": "cut_delivery", "after": 100, "how": "reset"}
//! ```

#![forbid(unsafe_code)]

mod api;
mod builder;
mod certificates;
mod clock;
mod config;
mod control;
mod data_file;
mod error;
mod faults;
mod http;
mod json;
mod language;
mod notifications;
mod offline;
mod random;
mod record;
mod sandbox;
mod server;
mod service;
mod shared;
mod store;
mod sync;
mod validation;
mod webhook;
mod wire;

pub use builder::{Builder, Tls};
pub use error::StartError;
pub use faults::{Armed, Cut, Fault, Faults};
pub use notifications::{Attempt, Delivery, Outcome, TriggerError, sample_object, signature};
pub use offline::Offline;
pub use record::Request;
pub use sandbox::{DEFAULT_TOKEN, Sandbox};
pub use webhook::Webhook;
