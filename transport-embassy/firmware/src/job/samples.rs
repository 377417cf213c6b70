//! What the job registers.

use gigapay_webhooks_embassy::Event;

/// Ids of the webhooks in the list, in the order of their registration.
pub(super) const IDS: [&str; 7] = [
    "device-0", "device-1", "device-2", "device-3", "device-4", "device-5", "device-6",
];

/// URL of each webhook.
pub(super) const URL: &str = "https://example.com/hooks/";

/// Events of each webhook.
pub(super) const EVENTS: &[Event<'static>] = &[Event::PAYOUT_CREATED, Event::PAYOUT_NOTIFIED];
