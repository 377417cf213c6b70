//! The power goes at every byte that passes, in either direction; the device is switched on again
//! and does the same: exactly one webhook, as desired, and all others as they were.

use gigapay_webhooks::{Json, SecretKey};
use gigapay_webhooks_tests::service::Cut;

use super::*;

/// A webhook that must stay as it is.
fn bystander() -> Stored {
    Stored::new(
        "bystander",
        "https://example.com/other/",
        &["Payout.created"],
    )
    .in_integration(INTEGRATION)
}

/// Runs `before`, ensures under a cut, reboots, ensures again; gives how many cuts were tried.
fn sweep(name: &str, wanted: &DesiredWebhook<'_>, before: impl Fn(&mut Service)) -> usize {
    let start = || {
        let mut service = holding(bystander());
        before(&mut service);
        service.take_log();
        service.passed = 0;
        service
    };
    let mut whole = start();
    ensure(&mut whole, wanted).unwrap();
    let bytes = whole.passed;
    let mut cuts = 0;
    for how in [Cut::Told, Cut::Silent] {
        for after in 0..bytes {
            let mut service = start();
            service.cut_after(after, how);
            let cut_off = ensure(&mut service, wanted);
            assert!(
                cut_off.is_err(),
                "{name}: done before the {after}th of {bytes} bytes"
            );
            service.restore();
            let others = service.api.webhooks().len();
            assert!(others <= 2, "{name}: doubled after {after} bytes");
            ensure(&mut service, wanted).unwrap_or_else(|e| panic!("{name}, {after}: {e:?}"));
            check(
                &service,
                wanted,
                &format!("{name}, {how:?} after {after} bytes"),
            );
            // And there is nothing left to do.
            service.take_log();
            assert_eq!(ensure(&mut service, wanted).unwrap(), Ensured::Unchanged);
            assert_eq!(service.methods(), "GET 200");
            cuts += 1;
        }
    }
    println!("{name}: {cuts} cuts, {} requests", whole.log.len());
    cuts
}

/// Exactly one, as desired; the bystander untouched.
fn check(service: &Service, wanted: &DesiredWebhook<'_>, when: &str) {
    let (own, others): (Vec<_>, Vec<_>) = service
        .api
        .webhooks()
        .iter()
        .partition(|webhook| webhook.id == ID);
    let [own] = own[..] else {
        panic!("{when}: {} of them", own.len())
    };
    assert_eq!(
        (own.url.as_str(), wanted.id()),
        (URL, own.id.as_str()),
        "{when}"
    );
    assert_eq!(own.events, ["Payout.created", "Payout.notified"], "{when}");
    assert_eq!(own.integration.as_deref(), Some(INTEGRATION), "{when}");
    let [other] = others[..] else {
        panic!("{when}: {} others", others.len())
    };
    assert_eq!(
        (&other.id, &other.url),
        (&bystander().id, &bystander().url),
        "{when}"
    );
}

#[test]
fn at_every_byte_of_every_request_and_response() {
    let secret: SecretKey = SecretKey::new("s3cret").unwrap();
    let all = desired()
        .secret_key(&secret)
        .metadata(Json::new(r#"{"n":1}"#).unwrap());
    let cuts = [
        sweep("to register", &desired(), |_| ()),
        sweep("to register all of it", &all, |_| ()),
        sweep("to leave alone", &desired(), |service| {
            service.api.tamper(|webhooks| webhooks.push(stored()));
        }),
        sweep("to update", &all, |service| {
            let mut there = stored();
            there.url = "https://example.com/old/".into();
            service.api.tamper(|webhooks| webhooks.push(there));
        }),
        sweep("to register again within a day", &desired(), |service| {
            ensure(service, &desired()).unwrap();
            service
                .api
                .tamper(|webhooks| webhooks.retain(|webhook| webhook.id != ID));
        }),
    ];
    let total: usize = cuts.iter().sum();
    println!("{total} cuts");
    assert!(cuts.iter().all(|cuts| *cuts > 1000), "{cuts:?}");
    assert!(total > 15_000, "{total}");
}
