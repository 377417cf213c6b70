//! Every operation is cut at every byte that passes, and done again: what it leaves is what it
//! leaves when it is not cut.

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::{
    Delete, Error, List, NewWebhook, Register, Replace, Replacement, ReplacementSecret, Retrieve,
    SecretKey, Update, WebhookUpdate,
};
use gigapay_webhooks_tests::Verb;
use gigapay_webhooks_tests::service::Cut;
use gigapay_webhooks_tests::wire::WireError;

use super::*;

const OTHERS: usize = 7;

fn others() -> impl Iterator<Item = Stored> {
    (0..OTHERS).map(|n| {
        Stored::new(&format!("w{n}"), URL, &["Payout.created"]).in_integration(INTEGRATION)
    })
}

/// Performs it once, on a device that knows nothing; gives the ids that a list yields.
fn perform(verb: Verb, service: &mut Service) -> Result<Vec<String>, DriveError<WireError>> {
    let device = Device::default();
    let webhook = &mut Webhook::<gigapay_webhooks::Standard>::default();
    let secret: SecretKey = SecretKey::new("s3cret").unwrap();
    let new_url = "https://example.com/new/";
    let mut ids = Vec::new();
    match verb {
        Verb::List => device.perform(service, List::new(webhook).page_size(3), |exchange| {
            ids.extend(
                exchange
                    .webhook()
                    .map(|webhook| webhook.id.as_str().to_owned()),
            );
        }),
        Verb::Register => {
            let new = NewWebhook::new(URL, &EVENTS)
                .id(ID)
                .idempotency_key("pump-7");
            device.perform(service, Register::new(new, webhook), |_| ())
        }
        Verb::Retrieve => device.perform(service, Retrieve::new("w3", webhook), |_| ()),
        Verb::Update => {
            let update = WebhookUpdate::new().url(new_url);
            device.perform(service, Update::new("w3", update, webhook), |_| ())
        }
        Verb::Replace => {
            let secret = ReplacementSecret::set(&secret);
            let replacement = Replacement::new(new_url, &EVENTS, secret);
            device.perform(service, Replace::new("w3", replacement, webhook), |_| ())
        }
        Verb::Delete => device.perform(service, Delete::new("w3"), |_| ()),
    }?;
    Ok(ids)
}

/// Ids, URLs and events; the secrets that the server drew for the others are theirs.
fn body(service: &Service) -> Vec<(String, String, Vec<String>)> {
    let key = |webhook: &Stored| {
        (
            webhook.id.clone(),
            webhook.url.clone(),
            webhook.events.clone(),
        )
    };
    service.api.webhooks().iter().map(key).collect()
}

fn start() -> Service {
    let mut service = Service::new();
    service.api.tamper(|webhooks| webhooks.extend(others()));
    service
}

fn sweep(verb: Verb) -> usize {
    let mut whole = start();
    let listed = perform(verb, &mut whole).unwrap();
    let mut cuts = 0;
    for how in [Cut::Told, Cut::Silent] {
        for after in 0..whole.passed {
            let mut service = start();
            let before = body(&service);
            service.cut_after(after, how);
            perform(verb, &mut service).unwrap_err();
            service.restore();
            let between = body(&service);
            assert!(
                between == before || between == body(&whole),
                "{verb:?} {after}: half done"
            );
            match perform(verb, &mut service) {
                Ok(again) => assert_eq!(again, listed, "{verb:?} {after}"),
                // B18: the first one had done it.
                Err(DriveError::Exchange(Error::Api(refusal))) if verb == Verb::Delete => {
                    assert_eq!((refusal.status, &between), (404, &body(&whole)));
                }
                Err(error) => panic!("{verb:?} {after}: {error}"),
            }
            assert_eq!(body(&service), body(&whole), "{verb:?} {how:?} {after}");
            cuts += 1;
        }
    }
    println!("{verb:?}: {cuts} cuts");
    cuts
}

#[test]
fn at_every_byte_of_every_request_and_response() {
    let cuts = Verb::ALL.map(sweep);
    let total: usize = cuts.iter().sum();
    println!("{total} cuts");
    assert!(cuts.iter().all(|cuts| *cuts > 500), "{cuts:?}");
    assert!(total > 10_000, "{total}");
}
