//! The fewest requests, and only what differs is written.

use gigapay_webhooks::{EnsureError, Field, Json, SecretKey, Webhook};

use gigapay_webhooks_tests::capacity;

use super::*;

#[test]
fn what_is_as_desired_costs_one_request() {
    let mut service = holding(stored());
    for _ in 0..3 {
        assert_eq!(ensured(&mut service), Ensured::Unchanged);
        assert_eq!(service.methods(), "GET 200");
    }
}

#[test]
fn what_is_not_there_is_registered_and_looked_at() {
    let mut service = Service::new();
    let mut webhook: Webhook = Webhook::new();
    let created = Device::default().ensure(&mut service, &desired(), &mut webhook);
    assert_eq!(created.unwrap(), Ensured::Created);
    assert_eq!(service.keys.iter().filter(|key| key.is_some()).count(), 1);
    assert_eq!(service.methods(), "GET 404, POST 201, GET 200");
    // The caller has it as the API does, its secret included.
    let [there] = service.api.webhooks() else {
        panic!()
    };
    assert_eq!(webhook.secret_key.expose(), there.secret_key);
    assert_eq!((webhook.id.as_str(), there.id.as_str()), (ID, ID));
    assert_eq!(ensured(&mut service), Ensured::Unchanged);
}

/// B16, B17: what does not differ is not sent, the secret least of all.
#[test]
fn only_what_differs_is_updated() {
    let secret: SecretKey = SecretKey::new("another secret").unwrap();
    let metadata = Json::new(r#"{"n":1}"#).unwrap();
    let other = ["Payout.created"];
    let mut cases = 0;
    for fields in 0..16_u8 {
        let mut there = stored();
        let mut wanted = desired();
        let mut expected = Vec::new();
        if fields & 1 != 0 {
            there.url = "https://example.com/old/".into();
            expected.push("url");
        }
        if fields & 2 != 0 {
            there.events = other.map(String::from).to_vec();
            expected.push("events");
        }
        if fields & 4 != 0 {
            wanted = wanted.secret_key(&secret);
            expected.push("secret_key");
        }
        if fields & 8 != 0 {
            wanted = wanted.metadata(metadata);
            expected.push("metadata");
        }
        let kept = there.secret_key.clone();
        let mut service = holding(there);
        let outcome = ensure(&mut service, &wanted).unwrap();
        if expected.is_empty() {
            assert_eq!(outcome, Ensured::Unchanged);
            assert_eq!(service.methods(), "GET 200");
        } else {
            assert_eq!(outcome, Ensured::Updated);
            assert_eq!(service.methods(), "GET 200, PATCH 200");
            let sent: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(&service.bodies[1]).unwrap();
            let mut names: Vec<&str> = sent.keys().map(String::as_str).collect();
            names.sort_unstable();
            expected.sort_unstable();
            assert_eq!(names, expected);
        }
        let [there] = service.api.webhooks() else {
            panic!()
        };
        assert_eq!(there.secret_key == kept, fields & 4 == 0);
        assert_eq!(ensure(&mut service, &wanted).unwrap(), Ensured::Unchanged);
        cases += 1;
    }
    assert_eq!(cases, 16);
}

/// An order of events means nothing, nor does naming one twice.
#[test]
fn events_are_a_set() {
    let mut there = stored();
    there.events = ["Payout.notified", "Payout.created", "Payout.notified"]
        .map(String::from)
        .to_vec();
    let mut service = holding(there);
    assert_eq!(ensured(&mut service), Ensured::Unchanged);
    for one_less in ["Payout.notified", "Payout.created"] {
        service
            .api
            .tamper(|webhooks| webhooks[0].events = vec![one_less.into()]);
        assert_eq!(ensured(&mut service), Ensured::Updated);
    }
}

/// B11: what is not desired is left as it is; what is, may be written in the server's own way.
#[test]
fn metadata_is_compared_as_a_value() {
    let mut there = stored();
    there.metadata = r#"{"a":[1.0,"\u00e5"],"b":null}"#.into();
    let mut service = holding(there);
    assert_eq!(ensured(&mut service), Ensured::Unchanged);
    let same = desired().metadata(Json::new(r#" { "b" : null , "a" : [ 1, "å" ] } "#).unwrap());
    assert_eq!(ensure(&mut service, &same).unwrap(), Ensured::Unchanged);
    let other = desired().metadata(Json::new(r#"{"a":[1,"å"]}"#).unwrap());
    assert_eq!(ensure(&mut service, &other).unwrap(), Ensured::Updated);
    assert_eq!(service.api.webhooks()[0].metadata, r#"{"a":[1,"å"]}"#);
}

/// A server that keeps a value its own way gets it once a run, and the caller is told.
#[test]
fn a_value_that_is_not_kept_is_an_error_and_no_loop() {
    let there = stored();
    let body = format!(
        r#"{{"id":{ID:?},"url":"https://EXAMPLE.com/",
            "events":["Payout.created","Payout.notified"],"secret_key":"s","metadata":{{}}}}"#
    );
    let other = response("200 OK", &body);
    let mut service = holding(there);
    service.instead = vec![("GET", other.clone()), ("PATCH", other)];
    let error = ensure(&mut service, &desired()).unwrap_err();
    assert!(
        matches!(error, Failed::Ensure(EnsureError::NotKept(Field::Url))),
        "{error:?}"
    );
    assert_eq!(service.methods(), "GET 200, PATCH 200");
}

/// A secret that the API does not show has to be sent, and cannot be checked.
#[test]
fn a_secret_that_is_not_shown_is_sent_again() {
    let body =
        format!(r#"{{"id":{ID:?},"url":{URL:?},"events":["Payout.created","Payout.notified"]}}"#);
    let response = response("200 OK", &body);
    let mut service = holding(stored());
    service.instead = vec![("GET", response.clone()), ("PATCH", response.clone())];
    let secret: SecretKey = SecretKey::new("s3cret").unwrap();
    let wanted = desired().secret_key(&secret);
    assert_eq!(ensure(&mut service, &wanted).unwrap(), Ensured::Updated);
    assert_eq!(service.bodies[1], r#"{"secret_key":"s3cret"}"#);
    service.instead = vec![("GET", response)];
    assert_eq!(ensured(&mut service), Ensured::Unchanged);
}

/// A webhook that does not fit is an error that names the field, and is left alone.
#[test]
fn what_does_not_fit_is_left_alone() {
    use heapless::String;
    capacity!(Small: String<16>, String<64>, String<64>, String<40>, String<8>);
    let mut there = stored();
    there.metadata = r#"{"n":123456}"#.into();
    let mut service = holding(there.clone());
    let mut webhook: Webhook<Small> = Webhook::default();
    let error = Device::default()
        .ensure(&mut service, &desired(), &mut webhook)
        .unwrap_err();
    assert!(
        format!("{error:?}").contains("Capacity(Metadata)"),
        "{error:?}"
    );
    assert_eq!(service.api.webhooks(), [there]);
    assert_eq!(service.methods(), "GET 200");
}
