//! The operations, each a function that the trace knows by name, with the webhook decoded in place.

// An image that performs one operation does not use all of this.
#![allow(dead_code)]

use board::BUFFER;
use gigapay_webhooks::*;

use crate::drive::*;

/// What an operation works with, on its caller's stack.
struct Place<'a> {
    api: Api<'a>,
    webhook: Webhook,
    buffer: [u8; BUFFER],
}

/// Performs all of them. Returns the sum of events seen and deletions done, which says whether they
/// worked.
#[inline(always)]
pub fn run() -> usize {
    let (Ok(token), Ok(integration)) = (
        Token::new(core::hint::black_box("asasdadjanfkanfda")),
        IntegrationId::new(core::hint::black_box("aqdnkjasdo12")),
    ) else {
        return 0;
    };
    let credentials = Credentials::integration(token, integration);
    let mut place = Place {
        api: Api::new(Server::PRODUCTION, &credentials),
        webhook: Webhook::new(),
        buffer: [0; BUFFER],
    };
    let place = core::hint::black_box(&mut place);
    let mut done = 0;
    #[cfg(feature = "list")]
    {
        done += operation_list(place);
    }
    #[cfg(feature = "register")]
    {
        done += operation_register(place);
    }
    #[cfg(feature = "retrieve")]
    {
        done += operation_retrieve(place);
    }
    #[cfg(feature = "update")]
    {
        done += operation_update(place);
    }
    #[cfg(feature = "replace")]
    {
        done += operation_replace(place);
    }
    #[cfg(feature = "delete")]
    {
        done += operation_delete(place);
    }
    done
}

#[cfg(feature = "list")]
#[unsafe(no_mangle)]
#[inline(never)]
fn operation_list(place: &mut Place<'_>) -> usize {
    let list = List::new(&mut place.webhook).page_size(2);
    yielding(Exchange::new(&place.api, list, &mut place.buffer), 0)
}

#[cfg(feature = "register")]
#[unsafe(no_mangle)]
#[inline(never)]
fn operation_register(place: &mut Place<'_>) -> usize {
    let new = NewWebhook::new(
        "https://gigatron.se/webhooks/payouts/",
        &[Event::PAYOUT_CREATED],
    )
    .idempotency_key("pump-7-1");
    let register = Register::new(new, &mut place.webhook);
    single(Exchange::new(&place.api, register, &mut place.buffer), 1)
}

#[cfg(feature = "retrieve")]
#[unsafe(no_mangle)]
#[inline(never)]
fn operation_retrieve(place: &mut Place<'_>) -> usize {
    let retrieve = Retrieve::new("481272", &mut place.webhook);
    single(Exchange::new(&place.api, retrieve, &mut place.buffer), 2)
}

#[cfg(feature = "update")]
#[unsafe(no_mangle)]
#[inline(never)]
fn operation_update(place: &mut Place<'_>) -> usize {
    let changes = WebhookUpdate::new().events(&[Event::PAYOUT_CREATED, Event::PAYOUT_NOTIFIED]);
    let update = Update::new("481272", changes, &mut place.webhook);
    single(Exchange::new(&place.api, update, &mut place.buffer), 3)
}

#[cfg(feature = "replace")]
#[unsafe(no_mangle)]
#[inline(never)]
fn operation_replace(place: &mut Place<'_>) -> usize {
    let replacement = Replacement::new(
        "https://gigatron.se/webhooks/invoiced/",
        &[Event::INVOICE_CREATED],
        ReplacementSecret::REGENERATE,
    );
    let replace = Replace::new("481272", replacement, &mut place.webhook);
    single(Exchange::new(&place.api, replace, &mut place.buffer), 4)
}

#[cfg(feature = "delete")]
#[unsafe(no_mangle)]
#[inline(never)]
fn operation_delete(place: &mut Place<'_>) -> usize {
    let delete = Delete::new("481272");
    silent(Exchange::new(&place.api, delete, &mut place.buffer), 5)
}
