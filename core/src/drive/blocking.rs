//! Over `embedded_io` 0.7.

use embedded_io_0_7::{Error as Failure, ErrorKind, Read, Write};

use super::{DriveError, Pause};
use crate::exchange::{Action, Machine};
use crate::request::Request;
use crate::response::Decode;
use crate::{Error, Exchange, Operation, SingleResponse};

/// Carries bytes between `exchange` and `connection` until there is something for the caller.
///
/// A read, write or flush that was interrupted is tried again.
///
/// ```
/// use gigapay_webhooks::drive::{Pause, blocking};
/// use gigapay_webhooks::{Api, Exchange, List, Webhook};
/// # use embedded_io_0_7 as embedded_io;
///
/// fn print_urls<C: embedded_io::Read + embedded_io::Write>(
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
///         match blocking::advance(&mut exchange, connection)? {
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
pub fn advance<Op: Operation, C: Read + Write>(
    exchange: &mut Exchange<'_, Op>,
    connection: &mut C,
) -> Result<Pause, DriveError<C::Error>> {
    let (machine, request, response) = exchange.erased();
    run(machine, request, response, connection)
}

/// Runs an operation with one response to its end: gives the webhook, or nothing for
/// [`Delete`](crate::Delete). [`Exchange::is_reusable`] says whether the connection may carry
/// another exchange.
///
/// ```
/// use gigapay_webhooks::drive::blocking;
/// use gigapay_webhooks::{Api, Exchange, Retrieve, Webhook};
/// # use embedded_io_0_7 as embedded_io;
///
/// fn print_url<C: embedded_io::Read + embedded_io::Write>(
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
///     let webhook = blocking::finish(&mut exchange, connection)?;
///     println!("{}", webhook.url);
///     Ok(())
/// }
/// ```
///
/// # Errors
/// As [`advance`].
pub fn finish<'e, Op: SingleResponse, C: Read + Write>(
    exchange: &'e mut Exchange<'_, Op>,
    connection: &mut C,
) -> Result<Op::Output<'e>, DriveError<C::Error>> {
    // Only a list stops before its end.
    let _done = advance(exchange, connection)?;
    Ok(exchange.output())
}

fn run<C: Read + Write>(
    exchange: &mut Machine<'_>,
    request: &Request<'_>,
    response: &mut dyn Decode,
    connection: &mut C,
) -> Result<Pause, DriveError<C::Error>> {
    // Why no more of the request can be sent.
    let mut unsent = None;
    loop {
        match exchange.poll(request, response) {
            Action::Transmit => match connection.write(exchange.unread()) {
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
                while let Err(error) = connection.flush() {
                    if error.kind() != ErrorKind::Interrupted {
                        exchange.transmission_failed();
                        unsent = Some(stopped_listening(error)?);
                        break;
                    }
                }
            }
            Action::Receive => match connection.read(exchange.free()) {
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
