//! Over `embedded_io_async` 0.7.

use embedded_io_async_0_7::{Error as Failure, ErrorKind, Read, Write};

use super::{DriveError, Pause};
use crate::exchange::{Action, Machine};
use crate::request::Request;
use crate::response::Decode;
use crate::{Error, Exchange, Operation, SingleResponse};

/// Carries bytes between `exchange` and `connection` until there is something for the caller.
///
/// Dropping the future loses nothing that was read or written before; but no transport promises
/// that for a read or write it was in the middle of, so close the connection then.
///
/// ```
/// use gigapay_webhooks::drive::{Pause, nonblocking};
/// use gigapay_webhooks::{Api, Exchange, List, Webhook};
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
///             Pause::Item => println!("{:?}", exchange.webhook().map(|webhook| &webhook.url)),
///             Pause::Oversize(field) => println!("one is too large in its {}", field.name()),
///             Pause::Reconnect => return Err("the server closes after each page".into()),
///             Pause::Done { .. } => return Ok(()),
///         }
///     }
/// }
/// ```
///
/// # Errors
/// [`DriveError::Exchange`] as [`Exchange::poll`] has it; the others as the connection has them,
/// which is of no further use then. When writing fails, unless that is for lack of time, what the
/// server has already answered is read before that is reported: if it refused the request, the
/// refusal is the error.
pub async fn advance<Op: Operation, C: Read + Write>(
    exchange: &mut Exchange<'_, Op>,
    connection: &mut C,
) -> Result<Pause, DriveError<C::Error>> {
    let (machine, request, response) = exchange.erased();
    run(machine, request, response, connection).await
}

/// Runs an operation with one response to its end: gives the webhook, or nothing for
/// [`Delete`](crate::Delete). [`Exchange::is_reusable`] says whether the connection may carry
/// another exchange.
///
/// ```
/// use gigapay_webhooks::drive::nonblocking;
/// use gigapay_webhooks::{Api, Exchange, Retrieve, Webhook};
/// # use embedded_io_async_0_7 as embedded_io_async;
///
/// async fn print_url<C: embedded_io_async::Read + embedded_io_async::Write>(
///     api: &Api<'_>,
///     connection: &mut C,
/// ) -> Result<(), Box<dyn std::error::Error>>
/// where
///     C::Error: 'static,
/// {
///     let mut buffer = [0; 512];
///     let mut webhook = Webhook::new();
///     let retrieve = Retrieve::new("pump-7", &mut webhook);
///     let mut exchange = Exchange::new(api, retrieve, &mut buffer);
///     let webhook = nonblocking::finish(&mut exchange, connection).await?;
///     println!("{}", webhook.url);
///     Ok(())
/// }
/// ```
///
/// # Errors
/// As [`advance`].
pub async fn finish<'e, Op: SingleResponse, C: Read + Write>(
    exchange: &'e mut Exchange<'_, Op>,
    connection: &mut C,
) -> Result<Op::Output<'e>, DriveError<C::Error>> {
    // Only a list stops before its end.
    let _done = advance(exchange, connection).await?;
    Ok(exchange.output())
}

async fn run<C: Read + Write>(
    exchange: &mut Machine<'_>,
    request: &Request<'_>,
    response: &mut dyn Decode,
    connection: &mut C,
) -> Result<Pause, DriveError<C::Error>> {
    // Why no more of the request can be sent.
    let mut unsent = None;
    loop {
        match exchange.poll(request, response) {
            Action::Transmit => match connection.write(exchange.unread()).await {
                Ok(0) => {
                    exchange.transmission_failed();
                    unsent = Some(DriveError::WriteZero);
                }
                Ok(written) => exchange.transmitted(written),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    exchange.transmission_failed();
                    unsent = Some(stopped_listening(error)?);
                }
            },
            Action::Flush => {
                while let Err(error) = connection.flush().await {
                    if error.kind() != ErrorKind::Interrupted {
                        exchange.transmission_failed();
                        unsent = Some(stopped_listening(error)?);
                        break;
                    }
                }
            }
            Action::Receive => match connection.read(exchange.free()).await {
                Ok(read) => exchange.received(read),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if exchange.known_refusal().is_none() => {
                    return Err(unsent.unwrap_or(DriveError::Read(error)));
                }
                // What the API said counts for more than how the connection ended after it.
                Err(_) => exchange.received(0),
            },
            Action::Item => return Ok(Pause::Item),
            Action::Oversize(field) => return Ok(Pause::Oversize(field)),
            Action::Reconnect => return Ok(Pause::Reconnect),
            Action::Proceed | Action::Done => {
                return Ok(Pause::Done {
                    reusable: exchange.is_reusable(),
                });
            }
            Action::Stop => {
                return Err(match (exchange.error(), unsent) {
                    (error @ Error::Api(_), _) | (error, None) => DriveError::Exchange(error),
                    (_, Some(unsent)) => unsent,
                });
            }
        }
    }
}

/// A server that refuses early need not listen to the end (RFC 9112 section 9.5): unless time is up, it may have said why.
fn stopped_listening<E: Failure>(error: E) -> Result<DriveError<E>, DriveError<E>> {
    match error.kind() {
        ErrorKind::TimedOut => Err(DriveError::Write(error)),
        _ => Ok(DriveError::Write(error)),
    }
}
