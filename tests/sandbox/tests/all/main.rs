//! The sandbox against the rules of the API's behaviour. Each test names the rule that it proves.

mod access;
mod body_faults;
mod client;
mod connection_faults;
mod control;
mod data_file;
mod deliveries;
mod delivery_faults;
mod errors;
mod hostile;
mod idempotency;
mod list;
mod notifications;
mod operations;
mod readme;
mod receiver;
mod record;
mod tls;
mod validation;
