//! The ways to drive an exchange.

// An image that performs one operation does not use all of this.
#![allow(dead_code)]

use board::{Canned, connection};
use gigapay_webhooks::{Exchange, ExchangeEvent, Operation, Standard, Webhook, YieldsWebhook};

#[cfg(any(feature = "blocking-without-texts", feature = "nonblocking"))]
type Fault = gigapay_webhooks::drive::DriveError<core::convert::Infallible>;
#[cfg(feature = "polled")]
type Fault = gigapay_webhooks::Error;

/// Drives the exchange until there is something to do.
#[cfg(feature = "blocking-without-texts")]
#[inline(always)]
fn advance<Op: Operation>(
    exchange: &mut Exchange<'_, Op>,
    connection: &mut Canned,
) -> Result<ExchangeEvent, Fault> {
    gigapay_webhooks::drive::blocking::advance(exchange, connection)
}

/// Drives the exchange until there is something to do.
#[cfg(feature = "nonblocking")]
#[inline(always)]
fn advance<Op: Operation>(
    exchange: &mut Exchange<'_, Op>,
    connection: &mut Canned,
) -> Result<ExchangeEvent, Fault> {
    board::block_on(gigapay_webhooks::drive::nonblocking::advance(
        exchange, connection,
    ))
}

/// Drives the exchange until there is something to do, as one would by hand.
#[cfg(feature = "polled")]
#[inline(always)]
fn advance<Op: Operation>(
    exchange: &mut Exchange<'_, Op>,
    connection: &mut Canned,
) -> Result<ExchangeEvent, Fault> {
    use board::embedded_io::{Read, Write};
    use gigapay_webhooks::Step;

    loop {
        match exchange.poll()? {
            Step::Transmit(bytes) => {
                let Ok(written) = connection.write(bytes);
                exchange.transmitted(written);
            }
            Step::Flush => {
                let Ok(()) = connection.flush();
            }
            Step::Receive(space) => {
                let Ok(read) = connection.read(space);
                exchange.received(read);
            }
            Step::Event(event) => return Ok(event),
        }
    }
}

/// Uses a webhook: counts its events.
fn look(webhook: Option<&Webhook>) -> usize {
    let Some(webhook) = webhook else { return 0 };
    core::hint::black_box((
        webhook.id.as_str(),
        webhook.url.as_str(),
        webhook.secret_key.expose(),
        webhook.metadata.as_str(),
    ));
    webhook.events.iter().count()
}

/// Counts the events of all webhooks in the list.
#[inline(never)]
pub fn yielding<Op: YieldsWebhook<Capacity = Standard>>(
    mut exchange: Exchange<'_, Op>,
    response: usize,
) -> usize {
    let mut stream = connection(response);
    let mut seen = 0;
    loop {
        match advance(&mut exchange, &mut stream) {
            Ok(ExchangeEvent::Item) => seen += look(exchange.webhook()),
            Ok(ExchangeEvent::Oversize(_)) => {}
            Ok(ExchangeEvent::Reconnect) => stream = connection(response),
            Ok(ExchangeEvent::Done { .. }) => return seen + look(exchange.webhook()),
            Err(error) => {
                core::hint::black_box((error, exchange.problem()));
                return 0;
            }
        }
    }
}

/// Counts the events of the one webhook that comes.
#[inline(never)]
pub fn single<Op: YieldsWebhook<Capacity = Standard>>(
    mut exchange: Exchange<'_, Op>,
    response: usize,
) -> usize {
    match advance(&mut exchange, &mut connection(response)) {
        Ok(_) => look(exchange.webhook()),
        Err(error) => {
            core::hint::black_box((error, exchange.problem()));
            0
        }
    }
}

/// Returns 1 if it succeeds.
#[inline(never)]
pub fn silent<Op: Operation>(mut exchange: Exchange<'_, Op>, response: usize) -> usize {
    match advance(&mut exchange, &mut connection(response)) {
        Ok(_) => 1,
        Err(error) => {
            core::hint::black_box((error, exchange.problem()));
            0
        }
    }
}
