//! Any sequence of cuts and reboots ends well, whatever the device did and found in between.

use gigapay_webhooks::{Json, Retry};
use gigapay_webhooks_tests::service::Cut;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// What happens between two starts of the device.
#[derive(Clone, Debug)]
enum Event {
    Cut(usize, bool),
    /// The API fails so many times, first, with this.
    Fail(&'static str, u16),
    /// Another client deletes or changes it.
    Delete,
    Change(u8),
    Hours(u64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        5 => (0..3500_usize, any::<bool>()).prop_map(|(after, told)| Event::Cut(after, told)),
        2 => (select(vec!["GET", "POST", "PATCH"]), select(vec![429, 500, 503]))
            .prop_map(|(method, status)| Event::Fail(method, status)),
        1 => Just(Event::Delete),
        1 => (0..4_u8).prop_map(Event::Change),
        1 => (1..30_u64).prop_map(Event::Hours),
    ]
}

fn happen(service: &mut Service, event: &Event) {
    match *event {
        Event::Cut(after, told) => {
            service.cut_after(after, if told { Cut::Told } else { Cut::Silent });
        }
        Event::Fail(method, status) => {
            service.instead = vec![(
                method,
                format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n"),
            )];
        }
        Event::Delete => service.api.tamper(Vec::clear),
        Event::Change(field) => service.api.tamper(|webhooks| {
            for webhook in webhooks {
                match field {
                    0 => webhook.url = "https://example.com/else/".into(),
                    1 => webhook.events = vec!["Payrun.paid".into()],
                    2 => webhook.metadata = "[]".into(),
                    _ => webhook.secret_key = "drawn anew".into(),
                }
            }
        }),
        Event::Hours(hours) => {
            service
                .api
                .advance_clock(std::time::Duration::from_secs(3600 * hours));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens(
        events in prop::collection::vec(event(), 0..12),
        stores_errors in any::<bool>(),
        attempts in 1..4_u32,
        buffer in 1..600_usize,
    ) {
        let metadata = Json::new(r#"{"n":1.0}"#).unwrap();
        let wanted = desired().metadata(metadata);
        let mut service = Service::new();
        service.stores_errors = stores_errors;
        let reboot = || Device { retry: Retry::new(attempts), buffer, ..Device::default() };
        for event in &events {
            happen(&mut service, event);
            let outcome = reboot().ensure(&mut service, &wanted, &mut Webhook::new());
            prop_assert!(service.api.webhooks().len() <= 1, "doubled");
            prop_assert!(outcome.is_err() || service.api.webhooks().len() == 1, "said to be there");
            service.restore();
        }
        service.instead.clear();
        reboot().ensure(&mut service, &wanted, &mut Webhook::new()).unwrap();
        let [there] = service.api.webhooks() else { panic!("{:?}", service.api) };
        prop_assert_eq!((there.id.as_str(), there.url.as_str()), (ID, URL));
        prop_assert_eq!(&there.events, &["Payout.created", "Payout.notified"]);
        prop_assert_eq!(there.metadata.as_str(), metadata.as_str());
        service.take_log();
        let again = reboot().ensure(&mut service, &wanted, &mut Webhook::new());
        prop_assert_eq!(again.unwrap(), Ensured::Unchanged);
        prop_assert_eq!(service.methods(), "GET 200");
    }
}
