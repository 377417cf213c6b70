//! All six operations over real sockets, in the smallest buffer and in a comfortable one.

use gigapay_sandbox::{Cut, Fault, Sandbox};
use gigapay_webhooks::{
    Delete, Error, Event, Exchange, Json, NewWebhook, Register, Replace, Replacement,
    ReplacementSecret, Retrieve, Update, Webhook, WebhookUpdate,
};
use gigapay_webhooks_tests::Hook;

use super::LOOPS;
use super::socket::Client;

const URL: &str = "https://example.com/räksmörgås/";
const METADATA: &str = r#"{"n":123456789012345678901234567890,"å":"🦀"}"#;

/// Registers, retrieves, updates, replaces, lists and deletes; says what the six looked like.
fn all_six(client: &mut Client<'_>) {
    let mut hook: Webhook = Webhook::default();
    let none = |_: &mut Exchange<'_, _>| unreachable!("an item");
    let new = NewWebhook::new(URL, &[Event::PAYOUT_CREATED])
        .id("pump/7 å")
        .metadata(Json::new(METADATA).unwrap())
        .idempotency_key("pump-7");
    client.run(Register::new(new, &mut hook), none).unwrap();
    let registered = Hook::from(&hook);
    assert_eq!(registered.id, "pump/7 å");
    assert_eq!(registered.url, URL);
    assert_eq!(registered.events, ["Payout.created"]);
    assert_eq!(registered.metadata, METADATA);
    assert_eq!(registered.secret_key.len(), 32);

    // B21: the same key gives the same response, and nothing is registered again.
    client
        .run(Register::new(new, &mut hook), |_| unreachable!())
        .unwrap();
    assert_eq!(Hook::from(&hook), registered);

    client
        .run(Retrieve::new("pump/7 å", &mut hook), |_| unreachable!())
        .unwrap();
    assert_eq!(Hook::from(&hook), registered);

    // B16: what is not said stays.
    let changes = WebhookUpdate::new().events(&[Event::PAYRUN_PAID, Event::PAYRUN_CREATED]);
    client
        .run(
            Update::new("pump/7 å", changes, &mut hook),
            |_| unreachable!(),
        )
        .unwrap();
    let updated = Hook {
        events: vec!["Payrun.paid".into(), "Payrun.created".into()],
        ..registered
    };
    assert_eq!(Hook::from(&hook), updated);

    // B17: the secret stays because it was said to; the metadata goes because it was not.
    let secret = hook.secret_key.clone();
    let events = hook.events.clone();
    let keep = ReplacementSecret::keep(&secret);
    let new = Replacement::new("https://example.com/2/", &events, keep);
    client
        .run(Replace::new("pump/7 å", new, &mut hook), |_| unreachable!())
        .unwrap();
    let replaced = Hook {
        url: "https://example.com/2/".into(),
        ..updated
    }
    .metadata("{}");
    assert_eq!(Hook::from(&hook), replaced);

    assert_eq!(client.list(25), [replaced]);
    client
        .run(Delete::new("pump/7 å"), |_| unreachable!())
        .unwrap();
    // B18: and again.
    let again = client.run(Delete::new("pump/7 å"), |_| unreachable!());
    assert!(matches!(again, Err(Error::Api(refusal)) if refusal.status == 404));
    assert_eq!(client.list(25), []);
}

#[test]
fn the_six_operations() {
    for driver in LOOPS {
        for buffer in [1, 64, 1024] {
            let sandbox = Sandbox::builder().start().unwrap();
            let mut client = Client::new(&sandbox, driver, buffer);
            all_six(&mut client);
            assert_eq!(sandbox.connections(), 1, "one connection for all");
            let requests = sandbox.requests();
            let methods: Vec<&str> = requests.iter().map(|r| r.method.as_str()).collect();
            assert_eq!(
                methods,
                [
                    "POST", "POST", "GET", "PATCH", "PUT", "GET", "DELETE", "DELETE", "GET"
                ]
            );
            assert!(sandbox.webhooks().is_empty());
        }
    }
}

/// The same six however the responses are framed (B5, B8, B12, B18, B19).
#[test]
fn the_six_operations_in_every_framing() {
    let framings = [
        Fault::Chunked {
            size: 7,
            extension: Some("a=\"b\"".into()),
            trailers: vec![("X-Sum".into(), "1".into())],
        },
        Fault::CloseDelimited { http_1_0: false },
        Fault::CloseDelimited { http_1_0: true },
        Fault::Close,
        Fault::LengthOnEmptyBody,
        Fault::Interim {
            status: 103,
            count: 2,
        },
        Fault::ExtraFields,
    ];
    for driver in LOOPS {
        for fault in &framings {
            let sandbox = Sandbox::builder().start().unwrap();
            sandbox.arm(fault.clone());
            all_six(&mut Client::new(&sandbox, driver, 64));
        }
    }
}

/// B12, B19: pages, with links that must not be followed as they are, and with escapes.
#[test]
fn pages() {
    let faults = [
        None,
        Some(Fault::LinksNamePlainHttp),
        Some(Fault::LinksDropPageSize),
        Some(Fault::EscapeNonAscii),
        Some(Fault::Close),
    ];
    for (driver, fault) in LOOPS
        .into_iter()
        .flat_map(|l| faults.iter().map(move |f| (l, f)))
    {
        let sandbox = Sandbox::builder().start().unwrap();
        let ids: Vec<String> = (0..23).map(|n| format!("åäö-🦀-{n}")).collect();
        let stored = ids
            .iter()
            .map(|id| gigapay_sandbox::Webhook::new(id, URL, &["Registration.verified"]));
        sandbox.insert(stored).unwrap();
        if let Some(fault) = fault {
            sandbox.arm(fault.clone());
        }
        let hooks = Client::new(&sandbox, driver, 64).list(5);
        let listed: Vec<&str> = hooks.iter().map(|hook| hook.id.as_str()).collect();
        assert_eq!(listed, ids);
        assert!(hooks.iter().all(|hook| hook.url == URL));
        assert_eq!(sandbox.requests().len(), 5);
        let closes = *fault == Some(Fault::Close);
        assert_eq!(sandbox.connections(), if closes { 5 } else { 1 });
    }
}

/// A response that is cut off anywhere is an error or the whole, and the client recovers.
#[test]
fn cut_responses() {
    for driver in LOOPS {
        let sandbox = Sandbox::builder().start().unwrap();
        let id = "pump-7";
        let stored = gigapay_sandbox::Webhook::new(id, URL, &["Registration.verified"]);
        sandbox.insert([stored]).unwrap();
        let mut client = Client::new(&sandbox, driver, 64);
        for after in (0..400).step_by(13) {
            let how = Cut::Fin;
            sandbox.arm(Fault::cut_response(after, how).times(1));
            let mut webhook: Webhook = Webhook::default();
            let cut = client.run(Retrieve::new(id, &mut webhook), |_| unreachable!());
            match cut {
                Ok(()) => assert_eq!(webhook.id.as_str(), id),
                Err(error) => assert!(error.is_retryable(), "{error:?} after {after}"),
            }
            sandbox.faults().clear();
            client.disconnect();
            client
                .run(Retrieve::new(id, &mut webhook), |_| unreachable!())
                .unwrap();
            assert_eq!(webhook.url.as_str(), URL);
        }
    }
}
