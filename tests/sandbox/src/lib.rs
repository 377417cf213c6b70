//! A local server that behaves like the Gigapay Webhooks API.

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
pub use record::Request;
pub use sandbox::{DEFAULT_TOKEN, Sandbox};
pub use webhook::Webhook;
