//! Notifications: what is sent, and to which webhooks (B14, B24 to B26).

use gigapay_sandbox::{Outcome, Sandbox, TriggerError, Webhook};

use crate::client::{Client, HOOKS};
use crate::receiver::*;

#[test]
fn b24_a_notification_is_a_signed_post_of_the_object() {
    let receiver = Receiver::start(&[OK]);
    let sandbox = with_webhook(eager(), &receiver);
    let object = "{ \"id\": 1,\n\t\"name\" : \"å\\u00e5\" }";
    sandbox.trigger(EVENT, Some("i1"), Some(object)).unwrap();
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    let received = receiver.inbox.try_recv().unwrap();
    assert_eq!(received.line, "POST /hooks/?x=1 HTTP/1.1");
    assert_eq!(received.field("Host"), receiver.address.to_string());
    assert_eq!(received.field("Content-Type"), "application/json");
    assert_eq!(received.body, object.as_bytes(), "byte for byte");
    assert!(is_signed(&received, SECRET), "{received:?}");
    assert!(!is_signed(&received, "another"), "{received:?}");
    let [delivery] = sandbox.deliveries().try_into().unwrap();
    assert_eq!(delivery.outcome, Outcome::Delivered);
    assert_eq!(
        (delivery.webhook.as_str(), delivery.event.as_str()),
        ("w", EVENT)
    );
    assert_eq!(delivery.attempts[0].status, Some(200));
    assert_eq!(delivery.attempts[0].signature, received.signature());
}

#[test]
fn b25_without_an_object_a_sample_is_sent_and_no_event_name() {
    let receiver = Receiver::start(&[OK]);
    let sandbox = with_webhook(eager(), &receiver);
    trigger(&sandbox);
    let body = receiver.inbox.try_recv().unwrap().body;
    let object: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert!(object["id"].is_string() && object["metadata"].is_object());
    assert!(object["created_at"].is_string() && object["accepted_at"].is_null());
    assert!(!String::from_utf8(body).unwrap().contains(EVENT));
}

#[test]
fn b14_an_event_goes_to_the_webhooks_of_its_scope_that_are_subscribed() {
    let receiver = Receiver::start(&[OK]);
    let sandbox = eager().start().unwrap();
    let url = receiver.url();
    let hook = |id: &str, events: &[&str]| Webhook::new(id, &url, events);
    sandbox
        .insert([
            hook("own", &[EVENT, "Payout.notified"]).in_integration("i1"),
            hook("own-too", &[EVENT]).in_integration("i1"),
            hook("other-event", &["Payout.notified"]).in_integration("i1"),
            hook("other-integration", &[EVENT]).in_integration("i2"),
            hook("user", &["Registration.verified"]),
            hook("both", &["Registration.verified", EVENT]).in_integration("i2"),
        ])
        .unwrap();
    let told = |event: &str, integration: Option<&str>| {
        let numbers = sandbox.trigger(event, integration, None).unwrap();
        let all = sandbox.deliveries();
        let told = all.iter().filter(|one| numbers.contains(&one.number));
        told.map(|one| one.webhook.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told(EVENT, Some("i1")), ["own", "own-too"]);
    assert_eq!(told(EVENT, Some("i2")), ["other-integration", "both"]);
    assert_eq!(told("Registration.verified", None), ["user"]);
    assert_eq!(told("Registration.verified", Some("i2")), ["user", "both"]);
    assert!(told("Payrun.paid", Some("i1")).is_empty());
    for integration in [None, Some("")] {
        let refused = sandbox.trigger(EVENT, integration, None);
        assert_eq!(refused, Err(TriggerError::IntegrationNeeded));
    }
    let refused = sandbox.trigger(EVENT, Some("i1"), Some("{"));
    assert_eq!(refused, Err(TriggerError::NotJson));
    assert!(sandbox.wait_for_deliveries(WATCHDOG));
    assert_eq!(receiver.inbox.try_iter().count(), 7);
}

#[test]
fn everything_goes_over_http_too() {
    const NOTIFICATIONS: &str = "/sandbox/notifications";
    let receiver = Receiver::start(&[OK]);
    let sandbox = with_webhook(eager(), &receiver);
    let mut client = Client::new(&sandbox);
    client.bare("GET", NOTIFICATIONS, "", "").is(200, "[]");
    let event = concat!(
        r#"{"event":"Payout.created","integration":"i1","object":{"a": 1},"#,
        r#""wait_milliseconds":60000}"#
    );
    let reply = client.bare("POST", NOTIFICATIONS, "", event);
    assert_eq!(reply.status, 200);
    let delivery = &reply.json()[0];
    assert_eq!(delivery["webhook"], "w");
    assert_eq!(delivery["body"], r#"{"a": 1}"#);
    assert_eq!(delivery["outcome"], "delivered");
    assert_eq!(delivery["attempts"][0]["status"], 200);
    client
        .bare("GET", NOTIFICATIONS, "", "")
        .is(200, &reply.body);
    assert!(!reply.body.contains(SECRET));
    for (body, status) in [
        ("", 400),
        ("{}", 400),
        (r#"{"event":"Payout.created"}"#, 400),
        (r#"{"event":"Registration.verified","evnt":1}"#, 400),
        (r#"{"event":"Registration.verified"}"#, 200),
    ] {
        assert_eq!(client.bare("POST", NOTIFICATIONS, "", body).status, status);
    }
    assert_eq!(client.bare("PUT", NOTIFICATIONS, "", "").status, 405);
    assert!(sandbox.requests().is_empty());
}

#[test]
fn a_callback_sees_every_attempt() {
    let (sender, lines) = std::sync::mpsc::channel();
    let receiver = Receiver::start(&["HTTP/1.1 500 Oh\r\n\r\n", OK]);
    let builder = eager().on_delivery(move |one| sender.send(one.to_string()).unwrap());
    let sandbox = with_webhook(builder, &receiver);
    trigger(&sandbox);
    drop(sandbox);
    assert_eq!(
        lines.iter().collect::<Vec<_>>(),
        [
            "notification 1: Payout.created to w, 500; attempt 1, will be tried again",
            "notification 1: Payout.created to w, 200; attempt 2, delivered",
        ]
    );
}

#[test]
fn a_former_secret_survives_in_the_data_file_and_old_files_are_read() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("former");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("data.json");
    let old = concat!(
        r#"{"webhooks":[{"id":"w","url":"http://127.0.0.1:1/","events":["Payout.created"],"#,
        r#""secret_key":"old","metadata":{},"integration":"i1"}],"replies":[]}"#
    );
    std::fs::write(&file, old).unwrap();
    let sandbox = Sandbox::builder().data_file(&file).start().unwrap();
    assert_eq!(sandbox.webhooks()[0].secret_key, "old");
    Client::new(&sandbox).call("PATCH", &format!("{HOOKS}w/"), r#"{"secret_key":"new"}"#);
    drop(sandbox);
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.contains(r#""former_secret_key":"old""#), "{kept}");
    let sandbox = Sandbox::builder().data_file(&file).start().unwrap();
    assert_eq!(sandbox.webhooks()[0].secret_key, "new");
}
