//! Responses that are a day old (B21): the server repeats its first response to a key, whatever has
//! become of the webhook since.

use std::time::Duration;

use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn gateway_timeout() -> String {
    response("504 Gateway Timeout", "")
}

/// Deleted by another client and wanted again, over and over within a day.
#[test]
fn a_201_about_a_webhook_that_is_gone() {
    let mut service = Service::new();
    assert_eq!(ensured(&mut service), Ensured::Created);
    service.methods();
    for _ in 0..5 {
        service.api.tamper(Vec::clear);
        assert_eq!(ensured(&mut service), Ensured::Created);
        assert_eq!(service.methods(), "GET 404, POST 201, GET 404, POST 201");
        assert_eq!(service.api.webhooks().len(), 1);
    }
    // A day later the key is good again.
    service.api.tamper(Vec::clear);
    service.api.advance_clock(DAY);
    assert_eq!(ensured(&mut service), Ensured::Created);
    assert_eq!(service.methods(), "GET 404, POST 201, GET 200");
}

/// Changed by another client after it was registered, deleted, and registered by a third.
#[test]
fn a_201_about_a_webhook_that_has_changed() {
    let mut service = Service::new();
    ensured(&mut service);
    let registered = service.api.webhooks()[0].clone();
    service.api.tamper(Vec::clear);
    service.methods();
    // Between the look and the registration.
    service.instead = vec![("GET", not_found())];
    service.api.tamper(|webhooks| {
        let mut other = registered.clone();
        other.url = "https://example.com/other/".into();
        webhooks.push(other);
    });
    assert_eq!(ensured(&mut service), Ensured::Created);
    assert_eq!(service.methods(), "GET 404, POST 201, GET 200, PATCH 200");
    assert_eq!(service.api.webhooks(), [registered]);
}

/// The id was taken when it was registered first; that refusal is repeated when it is free again.
#[test]
fn a_400_about_an_id_that_was_taken() {
    let taken = stored().in_integration("another integration");
    let mut service = holding(taken);
    let refused = ensure(&mut service, &desired()).unwrap_err();
    assert_eq!(refused.status(), Some(400));
    assert_eq!(service.methods(), "GET 404, POST 400, GET 404, POST 400");
    service.api.tamper(Vec::clear);
    assert_eq!(ensured(&mut service), Ensured::Created);
    assert_eq!(service.methods(), "GET 404, POST 400, GET 404, POST 201");
    assert_eq!(service.api.webhooks().len(), 1);
}

/// Another client registered it between the look and the registration.
#[test]
fn a_400_about_an_id_that_is_taken() {
    let mut other = stored();
    other.url = "https://example.com/other/".into();
    let mut service = holding(other);
    service.instead = vec![("GET", not_found())];
    assert_eq!(ensured(&mut service), Ensured::Updated);
    assert_eq!(service.methods(), "GET 404, POST 400, GET 200, PATCH 200");
    assert_eq!(service.api.webhooks().len(), 1);
}

/// A 500 that the server stores would keep a device from registering for a day.
#[test]
fn a_500_that_is_stored() {
    for status in [
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
    ] {
        let mut service = Service::new();
        service.stores_errors = true;
        service.instead = vec![("POST", response(status, ""))];
        assert_eq!(ensured(&mut service), Ensured::Created);
        let code = &status[..3];
        let post = format!("POST {code}");
        assert_eq!(
            service.methods(),
            format!("GET 404, {post}, GET 404, POST 201")
        );
        // And again, after it was deleted.
        service.api.tamper(Vec::clear);
        assert_eq!(ensured(&mut service), Ensured::Created);
        assert_eq!(
            service.methods(),
            format!("GET 404, {post}, GET 404, POST 201")
        );
        assert_eq!(service.api.webhooks().len(), 1);
    }
}

/// A 504 of a proxy, while the server behind it goes on and registers the webhook after the look.
#[test]
fn a_504_before_the_registration_is_made() {
    for (status, body) in [
        ("400 Bad Request", r#"{"id":["taken"]}"#),
        ("409 Conflict", ""),
    ] {
        let mut service = holding(stored());
        service.instead = vec![
            ("GET", not_found()),
            ("POST", gateway_timeout()),
            ("GET", not_found()),
            ("POST", response(status, body)),
        ];
        assert_eq!(ensured(&mut service), Ensured::Created);
        let post = format!("POST {}", &status[..3]);
        assert_eq!(
            service.methods(),
            format!("GET 404, POST 504, GET 404, {post}, GET 200")
        );
    }
}

/// Another client deletes it whenever it is looked at, until the proxy has given up.
#[test]
fn no_more_than_eight_requests() {
    let mut other = stored();
    other.url = "https://example.com/other/".into();
    let mut service = holding(other);
    service.instead = vec![
        ("PATCH", not_found()),
        ("POST", gateway_timeout()),
        ("PATCH", not_found()),
        ("PATCH", not_found()),
    ];
    assert_eq!(
        ensure(&mut service, &desired()).unwrap_err().status(),
        Some(404)
    );
    assert_eq!(
        service.methods(),
        "GET 200, PATCH 404, POST 504, GET 200, PATCH 404, POST 400, GET 200, PATCH 404"
    );
}

/// The key covers all that is sent: a refused registration does not stand in the way of a better
/// one.
#[test]
fn a_400_about_a_value_that_is_corrected() {
    let mut service = Service::new();
    let bad = DesiredWebhook::new(ID, "not a url", &EVENTS);
    assert_eq!(ensure(&mut service, &bad).unwrap_err().status(), Some(400));
    assert_eq!(service.methods(), "GET 404, POST 400, GET 404, POST 400");
    assert_eq!(ensured(&mut service), Ensured::Created);
    assert_eq!(service.methods(), "GET 404, POST 201, GET 200");
    let keys: Vec<&String> = service.keys.iter().flatten().collect();
    assert_eq!(keys.len(), 2);
    assert_ne!(keys[0], keys[1]);
}

/// Nor would any other refusal that the server stores.
#[test]
fn another_refusal_that_is_stored() {
    for status in ["400 Bad Request", "403 Forbidden", "429 Too Many Requests"] {
        let mut service = Service::new();
        service.stores_errors = true;
        service.instead = vec![("POST", response(status, ""))];
        assert_eq!(ensured(&mut service), Ensured::Created);
        assert_eq!(service.api.webhooks().len(), 1, "{status}");
    }
}

/// One key for one body, from one run to the next.
#[test]
fn the_key_is_the_same_after_a_reboot() {
    let mut service = Service::new();
    for _ in 0..3 {
        ensured(&mut service);
        service.api.tamper(Vec::clear);
    }
    let keys: Vec<&String> = service.keys.iter().flatten().collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]));
    assert!(keys[0].bytes().all(|byte| byte.is_ascii_hexdigit()) && keys[0].len() == 32);
}
