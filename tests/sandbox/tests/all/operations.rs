//! The operations on webhooks: B5, B8 to B13, B15 to B18.

use crate::client::{HOOKS, NEW, sandbox};

#[test]
fn b5_register_responses_201_and_locates_the_receiver() {
    let (sandbox, mut client) = sandbox();
    let reply = client.call("POST", HOOKS, NEW);
    assert_eq!(reply.status, 201);
    assert_eq!(reply.header("location"), Some("https://example.com/hook/"));
    let stored = &sandbox.webhooks()[0];
    assert_eq!(reply.json()["id"], stored.id.as_str());
    assert_eq!(reply.json()["secret_key"], stored.secret_key.as_str());
    assert_eq!(stored.integration.as_deref(), Some("i1"));
}

#[test]
fn b5_location_keeps_bytes_outside_ascii() {
    let (_sandbox, mut client) = sandbox();
    let new = r#"{"url":"https://example.com/åäö/","events":["Payout.created"]}"#;
    let reply = client.call("POST", HOOKS, new);
    assert_eq!(reply.header("location"), Some("https://example.com/åäö/"));
}

#[test]
fn b8_the_object_has_its_five_fields_in_order() {
    let (_sandbox, mut client) = sandbox();
    let reply = client.call(
        "POST",
        HOOKS,
        concat!(
            r#"{"metadata":{"a":1},"secret_key":"s","events":["Payout.created","#,
            r#""Payrun.paid"],"url":"https://e.com/","id":"x"}"#
        ),
    );
    reply.is(
        201,
        concat!(
            r#"{"id":"x","url":"https://e.com/","events":["Payout.created","Payrun.paid"],"#,
            r#""secret_key":"s","metadata":{"a":1}}"#
        ),
    );
}

#[test]
fn b9_an_id_is_a_uuid4_or_any_string_in_one_segment() {
    let (_sandbox, mut client) = sandbox();
    let drawn = client.call("POST", HOOKS, NEW).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!((drawn.len(), drawn.as_bytes()[14]), (36, b'4'));
    for (id, segment) in [
        ("a/b", "a%2Fb"),
        ("å ?#%", "%C3%A5%20%3F%23%25"),
        ("..", ".."),
        ("481272", "481272"),
    ] {
        let new = NEW.replacen('{', &format!("{{\"id\":\"{id}\","), 1);
        assert_eq!(client.call("POST", HOOKS, &new).status, 201);
        let reply = client.call("GET", &format!("{HOOKS}{segment}/"), "");
        assert_eq!((reply.status, reply.json()["id"].as_str()), (200, Some(id)));
    }
}

#[test]
fn b9_b16_update_changes_what_is_sent_and_may_move_the_address() {
    let (_sandbox, mut client) = sandbox();
    let new = concat!(
        r#"{"id":"a","url":"https://e.com/","events":["Payout.created"],"secret_key":"s","#,
        r#""metadata":[1]}"#
    );
    client.call("POST", HOOKS, new);
    let reply = client.call("PATCH", "/v2/webhooks/a/", r#"{"id":"b"}"#);
    reply.is(
        200,
        concat!(
            r#"{"id":"b","url":"https://e.com/","events":["Payout.created"],"#,
            r#""secret_key":"s","metadata":[1]}"#
        ),
    );
    assert_eq!(client.call("GET", "/v2/webhooks/a/", "").status, 404);
    let reply = client.call(
        "PATCH",
        "/v2/webhooks/b/",
        r#"{"events":["Payout.notified"]}"#,
    );
    reply.is(
        200,
        concat!(
            r#"{"id":"b","url":"https://e.com/","events":["Payout.notified"],"#,
            r#""secret_key":"s","metadata":[1]}"#
        ),
    );
    client
        .call("PATCH", "/v2/webhooks/b/", "{}")
        .is(200, &reply.body);
    client
        .call("PATCH", "/v2/webhooks/b/", r#"{"id":"b"}"#)
        .is(200, &reply.body);
}

#[test]
fn b10_a_drawn_secret_has_32_characters_and_a_given_one_is_kept() {
    let (_sandbox, mut client) = sandbox();
    let reply = client.call("POST", HOOKS, NEW);
    assert_eq!(reply.json()["secret_key"].as_str().unwrap().len(), 32);
    let new = NEW.replacen('{', r#"{"secret_key":"naïve \" key","#, 1);
    assert_eq!(
        client.call("POST", HOOKS, &new).json()["secret_key"],
        "naïve \" key"
    );
}

#[test]
fn b11_metadata_is_any_json_and_numbers_keep_their_digits() {
    let (_sandbox, mut client) = sandbox();
    for metadata in [
        "null",
        "true",
        "[]",
        "\"text\"",
        "123456789012345678901234567890",
        "{\"b\":-0.0,\"a\":1.50,\"c\":1E400}",
        "[[[[{\"z\":{\"y\":[]}}]]]]",
    ] {
        let new = NEW.replacen('{', &format!("{{\"metadata\": {metadata} ,"), 1);
        let reply = client.call("POST", HOOKS, &new);
        assert!(
            reply.body.ends_with(&format!("\"metadata\":{metadata}}}")),
            "{}",
            reply.body
        );
    }
    assert!(
        client
            .call("POST", HOOKS, NEW)
            .body
            .ends_with("\"metadata\":{}}")
    );
}

#[test]
fn b12_non_ascii_comes_raw_and_control_characters_escaped() {
    let (_sandbox, mut client) = sandbox();
    let new = NEW.replacen(
        '{',
        r#"{"metadata":"\u00e5\ud83d\ude00 \" \\ \/ \u0001 \u2028","#,
        1,
    );
    let reply = client.call("POST", HOOKS, &new);
    let expected = "\"metadata\":\"å😀 \\\" \\\\ / \\u0001 \\u2028\"}";
    assert!(reply.body.ends_with(expected), "{}", reply.body);
}

#[test]
fn b13_every_documented_event_is_known() {
    let (_sandbox, mut client) = sandbox();
    let events = concat!(
        r#"["Employee.created","Employee.notified","Employee.claimed","Employee.verified","#,
        r#""Payout.created","Payout.notified","Payout.accepted","Payrun.created","#,
        r#""Payrun.paid","Registration.verified","Invoice.created","Invoice.paid"]"#
    );
    let new = format!(r#"{{"url":"https://e.com/","events":{events}}}"#);
    let reply = client.call("POST", HOOKS, &new);
    assert!(
        reply.body.contains(&format!("\"events\":{events}")),
        "{}",
        reply.body
    );
}

#[test]
fn b17_replace_draws_a_new_secret_empties_metadata_and_keeps_the_id() {
    let (_sandbox, mut client) = sandbox();
    let new = NEW.replacen('{', r#"{"id":"a","secret_key":"old","metadata":[1],"#, 1);
    client.call("POST", HOOKS, &new);
    let reply = client.call("PUT", "/v2/webhooks/a/", NEW);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["id"], "a");
    assert_eq!(reply.json()["metadata"], serde_json::json!({}));
    let secret = reply.json()["secret_key"].as_str().unwrap().to_owned();
    assert_eq!(secret.len(), 32);
    let given = NEW.replacen('{', r#"{"secret_key":"mine","id":"b","#, 1);
    assert_eq!(
        client.call("PUT", "/v2/webhooks/a/", &given).json()["secret_key"],
        "mine"
    );
    assert_eq!(client.call("GET", "/v2/webhooks/b/", "").status, 200);
    client.call("PUT", "/v2/webhooks/b/", "{}").is(
        400,
        r#"{"url":["This field is required."],"events":["This field is required."]}"#,
    );
}

#[test]
fn b18_delete_responses_204_and_then_404() {
    let (sandbox, mut client) = sandbox();
    client.call("POST", HOOKS, &NEW.replacen('{', r#"{"id":"a","#, 1));
    let reply = client.call("DELETE", "/v2/webhooks/a/", "");
    reply.is(204, "");
    assert_eq!(reply.header("content-length"), None);
    client
        .call("DELETE", "/v2/webhooks/a/", "")
        .is(404, r#"{"detail":"No Webhook matches the given query."}"#);
    assert!(sandbox.webhooks().is_empty());
}
