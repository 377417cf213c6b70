//! What the API refuses, and when it is asked again.

use std::time::Duration;

use gigapay_webhooks::Retry;

use super::*;

/// B6: in whatever language and words, only the status and the field count.
#[test]
fn no_text_is_looked_at() {
    for message in ["already exists.", "finns redan.", "x"] {
        for (status, body) in [
            ("400 Bad Request", format!(r#"{{"id":[{message:?}]}}"#)),
            ("409 Conflict", format!(r#"{{"detail":{message:?}}}"#)),
        ] {
            let mut service = holding(stored());
            service.instead = vec![("GET", not_found()), ("POST", response(status, &body))];
            assert_eq!(ensured(&mut service), Ensured::Unchanged, "{body}");
        }
    }
    // Whatever else it says may be what it said yesterday: a look decides.
    for body in [
        r#"{"url":["already exists."]}"#,
        r#"{"non_field_errors":["id already exists"]}"#,
        "",
        "<html>",
    ] {
        let mut service = holding(stored());
        service.instead = vec![
            ("GET", not_found()),
            ("POST", response("400 Bad Request", body)),
        ];
        assert_eq!(ensured(&mut service), Ensured::Unchanged);
        assert_eq!(service.methods(), "GET 404, POST 400, GET 200");
    }
}

#[test]
fn other_refusals_end_it() {
    let mut refusals = 0;
    for status in [301, 307, 401, 403, 405, 410, 415, 418, 429, 500, 503] {
        for method in ["GET", "POST", "PATCH"] {
            if method == "POST" && status >= 500 {
                continue;
            }
            let mut service = Service::new();
            if method == "PATCH" {
                let mut there = stored();
                there.url = "https://example.com/old/".into();
                service.api.tamper(|webhooks| webhooks.push(there));
            }
            let refusal = response(&format!("{status} No"), "");
            service.instead = vec![(method, refusal.clone())];
            if method == "POST" {
                // With the idempotency key, and without.
                service.instead.push((method, refusal));
            }
            let error = ensure(&mut service, &desired()).unwrap_err();
            assert_eq!(error.status(), Some(status), "{method}");
            assert_eq!(service.instead.len(), 0, "{method} {status}");
            assert!(service.methods().ends_with(&format!("{method} {status}")));
            refusals += 1;
        }
    }
    assert_eq!(refusals, 31);
}

/// Another client that keeps deleting the webhook does not make ensuring endless.
#[test]
fn another_client_that_keeps_deleting_it_is_an_error() {
    let mut service = Service::new();
    let gone = not_found();
    let body = format!(r#"{{"id":{ID:?},"url":"https://old/","events":[]}}"#);
    let other = response("200 OK", &body);
    let exists = response("400 Bad Request", r#"{"id":["x"]}"#);
    service.instead = vec![
        ("GET", other.clone()),
        ("PATCH", gone.clone()),
        ("POST", exists.clone()),
        ("GET", other.clone()),
        ("PATCH", gone.clone()),
        ("POST", exists.clone()),
    ];
    assert_eq!(
        ensure(&mut service, &desired()).unwrap_err().status(),
        Some(400)
    );
    assert_eq!(service.log.len(), 6);
}

#[test]
fn passing_failures_are_tried_again() {
    let mut device = Device {
        retry: Retry::new(4),
        ..Device::default()
    };
    let mut service = Service::new();
    let throttled = response("429 Too Many Requests\r\nRetry-After: 7", "");
    service.instead = vec![
        ("GET", response("503 Service Unavailable", "")),
        ("GET", throttled),
        ("POST", String::new()),
    ];
    let outcome = device.ensure(&mut service, &desired(), &mut Webhook::new());
    assert_eq!(outcome.unwrap(), Ensured::Created);
    let log = "GET 503, GET 429, GET 404, POST , GET 404, POST 201, GET 200";
    assert_eq!(service.methods(), log);
    // One key over all attempts.
    let keys: Vec<&String> = service.keys.iter().flatten().collect();
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| *key == keys[0]));
    // Half of 2 s, what the server asked for, half of 8 s.
    assert_eq!(device.waited, Duration::from_secs(1 + 7 + 4));
    assert_eq!(service.api.webhooks().len(), 1);
}

#[test]
fn attempts_come_to_an_end() {
    for (retry, requests) in [(Retry::OFF, 1), (Retry::new(1), 1), (Retry::new(5), 5)] {
        let mut device = Device {
            retry,
            ..Device::default()
        };
        let mut service = Service::new();
        service.instead = vec![("GET", response("503 Service Unavailable", "")); 9];
        let error = device
            .ensure(&mut service, &desired(), &mut Webhook::new())
            .unwrap_err();
        assert_eq!(error.status(), Some(503));
        assert_eq!(service.log.len(), requests);
    }
    // Nor is anything tried again that would fail again.
    let mut device = Device {
        retry: Retry::new(5),
        ..Device::default()
    };
    let mut service = Service::new();
    service.instead = vec![("GET", response("401 Unauthorized", "")); 2];
    device
        .ensure(&mut service, &desired(), &mut Webhook::new())
        .unwrap_err();
    assert_eq!((service.log.len(), device.waited), (1, Duration::ZERO));
}

/// A request without a key that was carried out, and whose response was lost, is not another
/// client's.
#[test]
fn its_own_registration_is_not_in_its_way() {
    let mut device = Device {
        retry: Retry::new(2),
        ..Device::default()
    };
    let mut service = holding(stored());
    let gone = not_found();
    service.instead = vec![
        ("GET", gone.clone()),
        ("POST", response("429 Too Many Requests", "")),
        ("GET", gone.clone()),
        ("POST", String::new()),
        ("GET", gone),
    ];
    let outcome = device.ensure(&mut service, &desired(), &mut Webhook::new());
    assert_eq!(outcome.unwrap(), Ensured::Created);
    assert_eq!(
        service.methods(),
        "GET 404, POST 429, GET 404, POST , GET 404, POST 400, GET 200"
    );
    assert_eq!(service.api.webhooks().len(), 1);
}
