//! Webhooks that match what is desired, exactly once: by how many requests, whatever responses are
//! old, and wherever the power goes.

mod converging;
mod cuts;
mod keys;
mod metadata;
mod operations;
mod reconciling;
mod refusals;
mod replays;
mod requests;
mod secrecy;

use gigapay_sandbox::Webhook as Stored;
use gigapay_webhooks::{DesiredWebhook, Ensured, Event, Webhook};
use gigapay_webhooks_tests::response;
use gigapay_webhooks_tests::service::{Device, Failed, INTEGRATION, Service};

const ID: &str = "pump/7 å";
const URL: &str = "https://example.com/hooks/";
const EVENTS: [Event<'static>; 2] = [Event::PAYOUT_CREATED, Event::PAYOUT_NOTIFIED];

fn desired() -> DesiredWebhook<'static> {
    DesiredWebhook::new(ID, URL, &EVENTS)
}

/// As the server would store it.
fn stored() -> Stored {
    Stored::new(ID, URL, &["Payout.created", "Payout.notified"]).in_integration(INTEGRATION)
}

/// A service that holds this one.
fn holding(webhook: Stored) -> Service {
    let mut service = Service::new();
    service.api.tamper(|webhooks| webhooks.push(webhook));
    service
}

/// Ensures with a fresh device.
fn ensure(service: &mut Service, desired: &DesiredWebhook<'_>) -> Result<Ensured, Failed> {
    Device::default().ensure(service, desired, &mut Webhook::new())
}

/// Ensures [`desired`] with a fresh device, and succeeds.
fn ensured(service: &mut Service) -> Ensured {
    ensure(service, &desired()).unwrap()
}

fn not_found() -> String {
    response("404 Not Found", "")
}
