//! The six operations by hand with what this client has: chunked responses and those that the end
//! of the connection ends, interim responses, escapes, metadata, all pages of a list, and the API's
//! errors with their messages, fields and Retry-After. By httparse, with JSON by hand too:
//! serde-json-core captures no arbitrary value, and does not check what it ignores.
//!
//! The whole response must fit the buffer, as in the other clients.
#![no_std]

pub mod body;
pub mod json;
pub mod page_path;
pub mod receive;
pub mod refusal;
#[cfg(test)]
mod tests;
pub mod webhook;

use crate::refusal::Refusal;

/// Why an operation failed.
pub enum Failure {
    /// The connection ended, or did not do what it should.
    Connection,
    /// The response does not fit the buffer, or a field not its capacity.
    TooLarge,
    /// The response is not HTTP, or not what the API says.
    Malformed,
    /// The API refused.
    Refused(Refusal),
}
