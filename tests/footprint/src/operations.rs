//! The operations, each by the means a firmware would use: the blocking driver loop and the
//! webhook read in place.

use gigapay_webhooks::drive::{Pause, blocking};
use gigapay_webhooks::{
    Api, Capacity, Credentials, Exchange, IntegrationId, Operation, Server, Token, Webhook,
    YieldsWebhook,
};

use crate::WINDOW;
use crate::canned::Canned;

#[allow(dead_code)]
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

/// Which answer a connection gives is not for the compiler to know, as it would not on a device:
/// otherwise it makes a copy of the code for each.
fn connection(operation: usize) -> usize {
    core::hint::black_box(operation)
}

#[allow(dead_code)]
#[inline(never)]
fn yielding<Op: YieldsWebhook>(api: &Api<'_>, operation: Op, window: &mut [u8], n: usize) -> usize {
    let mut connection = Canned::new(n);
    let mut seen = 0;
    let mut exchange = Exchange::new(api, operation, window);
    loop {
        match blocking::advance(&mut exchange, &mut connection) {
            Ok(Pause::Item) => seen += look(exchange.webhook()),
            Ok(Pause::Reconnect) => connection = Canned::new(n),
            Ok(Pause::Done { .. }) => return seen + look(exchange.webhook()),
            Err(error) => {
                core::hint::black_box((error, exchange.problem()));
                return 0;
            }
        }
    }
}

#[allow(dead_code)]
#[inline(never)]
fn silent<Op: Operation>(api: &Api<'_>, operation: Op, window: &mut [u8], n: usize) -> usize {
    let mut connection = Canned::new(n);
    let mut exchange = Exchange::new(api, operation, window);
    match blocking::advance(&mut exchange, &mut connection) {
        Ok(_) => 1,
        Err(error) => {
            core::hint::black_box((error, exchange.problem()));
            0
        }
    }
}

/// Bytes of the largest exchange, that of a list.
#[allow(dead_code)]
pub const EXCHANGE: usize = size_of::<Exchange<'_, gigapay_webhooks::List<'_>>>();

/// What [`run`] returns if every operation did what it should: the events of every webhook that
/// the canned answers hold, and 1 for the deletion.
#[allow(dead_code)]
pub const EXPECTED: usize = cfg!(feature = "list") as usize * 3
    + cfg!(feature = "register") as usize
    + cfg!(feature = "retrieve") as usize
    + cfg!(feature = "update") as usize * 2
    + cfg!(feature = "replace") as usize
    + cfg!(feature = "delete") as usize;

/// Performs them all; the sum of events seen and deletions done says whether they worked.
#[inline(never)]
pub fn run(window: &mut [u8; WINDOW]) -> usize {
    let (Ok(token), Ok(integration)) = (
        Token::new(core::hint::black_box("asasdadjanfkanfda")),
        IntegrationId::new(core::hint::black_box("aqdnkjasdo12")),
    ) else {
        return 0;
    };
    let credentials = Credentials::integration(token, integration);
    let api = Api::new(Server::PRODUCTION, &credentials);
    #[allow(unused)]
    let mut webhook = Webhook::new();
    let mut done = 0;
    #[cfg(feature = "list")]
    {
        use gigapay_webhooks::List;
        done += yielding(
            &api,
            List::new(&mut webhook).page_size(2),
            window,
            connection(0),
        );
    }
    #[cfg(feature = "register")]
    {
        use gigapay_webhooks::{Event, NewWebhook, Register};
        let new = NewWebhook::new(
            "https://gigatron.se/webhooks/payouts/",
            &[Event::PAYOUT_CREATED],
        )
        .idempotency_key("pump-7-1");
        done += yielding(
            &api,
            Register::new(new, &mut webhook),
            window,
            connection(1),
        );
    }
    #[cfg(feature = "retrieve")]
    {
        use gigapay_webhooks::Retrieve;
        done += yielding(
            &api,
            Retrieve::new("481272", &mut webhook),
            window,
            connection(2),
        );
    }
    #[cfg(feature = "update")]
    {
        use gigapay_webhooks::{Event, Update, WebhookUpdate};
        let update = WebhookUpdate::new().events(&[Event::PAYOUT_CREATED, Event::PAYOUT_NOTIFIED]);
        done += yielding(
            &api,
            Update::new("481272", update, &mut webhook),
            window,
            connection(3),
        );
    }
    #[cfg(feature = "replace")]
    {
        use gigapay_webhooks::{Event, Replace, Replacement, ReplacementSecret};
        let replacement = Replacement::new(
            "https://gigatron.se/webhooks/invoiced/",
            &[Event::INVOICE_CREATED],
            ReplacementSecret::REGENERATE,
        );
        done += yielding(
            &api,
            Replace::new("481272", replacement, &mut webhook),
            window,
            connection(4),
        );
    }
    #[cfg(feature = "delete")]
    {
        use gigapay_webhooks::Delete;
        done += silent(&api, Delete::new("481272"), window, connection(5));
    }
    done
}
