//! The ways to drive an exchange.

// An image that performs one operation leaves what the others need unused.
#![allow(dead_code)]

use board::{Canned, connection};
#[cfg(any(feature = "blocking", feature = "nonblocking"))]
use gigapay_webhooks::drive::Pause;
use gigapay_webhooks::{Capacity, Exchange, Operation, Webhook, YieldsWebhook};

#[cfg(any(feature = "blocking", feature = "nonblocking"))]
type Fault = gigapay_webhooks::drive::DriveError<core::convert::Infallible>;
#[cfg(feature = "polled")]
type Fault = gigapay_webhooks::Error;

/// Where an exchange pauses.
#[cfg(feature = "polled")]
enum Pause {
    Item,
    Reconnect,
    Done {},
}

/// Goes on until there is something to do.
#[cfg(feature = "blocking")]
#[inline(always)]
fn advance<Op: Operation>(
    exchange: &mut Exchange<'_, Op>,
    connection: &mut Canned,
) -> Result<Pause, Fault> {
    gigapay_webhooks::drive::blocking::advance(exchange, connection)
}

/// Goes on until there is something to do.
#[cfg(feature = "nonblocking")]
#[inline(always)]
fn advance<Op: Operation>(
    exchange: &mut Exchange<'_, Op>,
    connection: &mut Canned,
) -> Result<Pause, Fault> {
    board::block_on(gigapay_webhooks::drive::nonblocking::advance(
        exchange, connection,
    ))
}

/// Goes on until there is something to do, as one would write it by hand.
#[cfg(feature = "polled")]
#[inline(always)]
fn advance<Op: Operation>(
    exchange: &mut Exchange<'_, Op>,
    connection: &mut Canned,
) -> Result<Pause, Fault> {
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
            Step::Item => return Ok(Pause::Item),
            Step::Reconnect => return Ok(Pause::Reconnect),
            Step::Done { .. } => return Ok(Pause::Done {}),
        }
    }
}

/// Uses a webhook: says how many events it has.
fn look<C: Capacity>(webhook: Option<&Webhook<C>>) -> usize {
    let Some(webhook) = webhook else { return 0 };
    core::hint::black_box((
        webhook.id.as_ref(),
        webhook.url.as_ref(),
        webhook.secret_key.expose(),
        webhook.metadata.as_str(),
    ));
    webhook.events.iter().count()
}

/// Counts the events of all webhooks that come.
#[inline(never)]
pub fn yielding<Op: YieldsWebhook>(mut exchange: Exchange<'_, Op>, response: usize) -> usize {
    let mut stream = connection(response);
    let mut seen = 0;
    loop {
        match advance(&mut exchange, &mut stream) {
            Ok(Pause::Item) => seen += look(exchange.webhook()),
            Ok(Pause::Reconnect) => stream = connection(response),
            Ok(Pause::Done { .. }) => return seen + look(exchange.webhook()),
            Err(error) => {
                core::hint::black_box((error, exchange.problem()));
                return 0;
            }
        }
    }
}

/// 1 if it succeeds.
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
