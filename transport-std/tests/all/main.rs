//! The blocking client against a server that behaves like the API, and against worse ones. Rule
//! numbers such as B21 are those of the sheet on the API's behaviour.

mod building;
mod common;
mod connecting;
mod cuts;
mod early;
mod ensure;
mod errors;
mod examples;
mod liberal;
mod listening;
#[cfg(target_os = "linux")]
mod listening_descriptors;
mod listening_limits;
mod listening_pipelined;
mod listening_room;
mod listening_slow;
mod listing;
mod observing;
mod operations;
mod proxying;
mod refusals;
mod responses;
mod retrying;
mod reuse;
mod secrecy;
mod sender;
mod sweep;
mod time;
mod tls;
