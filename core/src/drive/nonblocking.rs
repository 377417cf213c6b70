//! Loops over `embedded_io_async` 0.7.

use embedded_io_async_0_7::{Error as _, ErrorKind, Read, Write};

use super::sealed::Machine;
use super::{Drive, DriveError};
use crate::{Error, Exchange, SingleResponse, Step};

/// Drives an [`Exchange`] or `notify::Receiver` over `connection` until its next event.
///
/// A read, write or flush that fails with `Interrupted` is retried.
///
/// If the future is dropped, close the connection: a read or write in progress may have transferred
/// bytes that were not counted.
///
/// ```
/// use gigapay_webhooks::drive::nonblocking;
/// use gigapay_webhooks::{Api, Exchange, ExchangeEvent, List, Webhook};
/// # use embedded_io_async_0_7 as embedded_io_async;
///
/// async fn print_urls<C: embedded_io_async::Read + embedded_io_async::Write>(
///     api: &Api<'_>,
///     connection: &mut C,
/// ) -> Result<(), Box<dyn std::error::Error>>
/// where
///     C::Error: 'static,
/// {
///     let mut buffer = [0; 512];
///     let mut webhook = Webhook::new();
///     let mut exchange = Exchange::new(api, List::new(&mut webhook), &mut buffer);
///     loop {
///         match nonblocking::advance(&mut exchange, connection).await? {
///             ExchangeEvent::Item => {
///                 println!("{:?}", exchange.webhook().map(|webhook| &webhook.url));
///             }
///             ExchangeEvent::Oversize(field) => println!("too large: {}", field.name()),
///             ExchangeEvent::Reconnect => return Err("the server closes after each page".into()),
///             ExchangeEvent::Done { .. } => return Ok(()),
///         }
///     }
/// }
/// ```
///
/// # Errors
/// [`DriveError::Exchange`] with the error of [`Exchange::poll`]; a receiver has none. All others
/// are errors of the connection: close it. If writing a request fails, except by a timeout, the
/// server's response is read; if it is a refusal, that is the error.
pub fn advance<D: Drive + ?Sized, C: Read + Write>(
    driven: &mut D,
    connection: &mut C,
) -> impl Future<Output = Result<D::Event, DriveError<C::Error>>> {
    run(driven.machine(), connection)
}

/// Runs an operation with one response to its end. Returns the webhook, or nothing for
/// [`Delete`](crate::Delete). [`Exchange::is_reusable`] says whether the connection may carry
/// another exchange. The front page of the [crate] has an example.
///
/// # Errors
/// Same as [`advance`].
pub async fn finish<'e, Op: SingleResponse, C: Read + Write>(
    exchange: &'e mut Exchange<'_, Op>,
    connection: &mut C,
) -> Result<Op::Output<'e>, DriveError<C::Error>> {
    // Only a list has an event before its end.
    let _done = advance(exchange, connection).await?;
    Ok(exchange.output())
}

async fn run<M: Machine + ?Sized, C: Read + Write>(
    machine: &mut M,
    connection: &mut C,
) -> Result<M::Event, DriveError<C::Error>> {
    super::run!(machine, connection, await)
}
