//! Whole responses, and exchanges that get them.

use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{Error, Exchange, ExchangeEvent, Operation};

use crate::Connection;

/// A response with this status, such as `200 OK`, and this body. Further field lines may follow the
/// status after a newline.
pub fn response(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}")
}

/// Drives an exchange with this response to its next event.
///
/// # Errors
/// What the exchange fails with.
///
/// # Panics
/// Never: the connection does not fail.
pub fn respond<Op: Operation>(
    exchange: &mut Exchange<'_, Op>,
    response: impl AsRef<[u8]>,
) -> Result<ExchangeEvent, Error> {
    blocking::advance(exchange, &mut Connection(response.as_ref())).map_err(|error| match error {
        DriveError::Exchange(error) => error,
        other => unreachable!("{other:?}"),
    })
}
