//! What the API refuses to store, and how it says so: B13, B21, B22.

use gigapay_sandbox::Sandbox;

use crate::client::{Client, HOOKS, NEW, sandbox, start};

/// Registers a good webhook with these members besides; of two with one name the last counts.
fn register(client: &mut Client, members: &str) -> crate::client::Reply {
    client.call(
        "POST",
        HOOKS,
        &NEW.replacen('}', &format!(",{members}}}"), 1),
    )
}

#[test]
fn b22_required_fields() {
    let (_sandbox, mut client) = sandbox();
    let required = r#"{"url":["This field is required."],"events":["This field is required."]}"#;
    client.call("POST", HOOKS, "{}").is(400, required);
    client.call("POST", HOOKS, "").is(400, required);
}

#[test]
fn b22_urls() {
    let (_sandbox, mut client) = sandbox();
    for (value, message) in [
        ("null", "This field may not be null."),
        ("\"\"", "This field may not be blank."),
        ("\"  \"", "This field may not be blank."),
        ("{}", "Not a valid string."),
        ("true", "Not a valid string."),
        ("\"nonsense\"", "Enter a valid URL."),
        ("7", "Enter a valid URL."),
        ("\"mailto:a@b.se\"", "Enter a valid URL."),
        ("\"https://receiver/\"", "Enter a valid URL."),
        (
            "\"https://e.com/\\u0000\"",
            "Null characters are not allowed.",
        ),
    ] {
        let reply = register(&mut client, &format!("\"url\":{value}"));
        reply.is(400, &format!("{{\"url\":[\"{message}\"]}}"));
    }
    let reply = register(&mut client, "\"url\":\" http://0.0.0.0:8000/ \"");
    assert_eq!(reply.json()["url"], "http://0.0.0.0:8000/");
}

#[test]
fn b13_b22_events_by_index() {
    let (_sandbox, mut client) = sandbox();
    for (value, errors) in [
        ("null", r#"["This field may not be null."]"#),
        (
            "\"x\"",
            r#"["Expected a list of items but got type \"str\"."]"#,
        ),
        (
            "{}",
            r#"["Expected a list of items but got type \"dict\"."]"#,
        ),
        ("1", r#"["Expected a list of items but got type \"int\"."]"#),
        ("[]", r#"["This list may not be empty."]"#),
        (
            r#"["Payout.created","Nope.x"]"#,
            r#"{"1":["\"Nope.x\" is not a valid choice."]}"#,
        ),
        (
            r#"["", "Payout.created", null, 5]"#,
            concat!(
                r#"{"0":["\"\" is not a valid choice."],"#,
                r#""2":["This field may not be null."],"#,
                r#""3":["\"5\" is not a valid choice."]}"#
            ),
        ),
    ] {
        let reply = register(&mut client, &format!("\"events\":{value}"));
        reply.is(400, &format!("{{\"events\":{errors}}}"));
    }
}

#[test]
fn b13_the_set_of_events_is_open() {
    let (_sandbox, mut client) = start(Sandbox::builder().event("Nope.x"));
    assert_eq!(register(&mut client, r#""events":["Nope.x"]"#).status, 201);
}

#[test]
fn b22_ids_and_secrets() {
    let (_sandbox, mut client) = sandbox();
    for field in ["id", "secret_key"] {
        for (value, message) in [
            ("null", "This field may not be null."),
            ("\"\"", "This field may not be blank."),
            ("[]", "Not a valid string."),
            ("\"\\ud800\"", "Not a valid string."),
            (
                &format!("\"{}\"", "å".repeat(256)),
                "Ensure this field has no more than 255 characters.",
            ),
        ] {
            let reply = register(&mut client, &format!("\"{field}\":{value}"));
            reply.is(400, &format!("{{\"{field}\":[\"{message}\"]}}"));
        }
    }
    assert_eq!(
        register(&mut client, "\"id\":481272").json()["id"],
        "481272"
    );
}

#[test]
fn b21_an_id_can_be_registered_once() {
    let (sandbox, mut client) = sandbox();
    assert_eq!(register(&mut client, "\"id\":\"a\"").status, 201);
    assert_eq!(register(&mut client, "\"id\":\"b\"").status, 201);
    let exists = r#"{"id":["webhook with this id already exists."]}"#;
    register(&mut client, "\"id\":\"a\"").is(400, exists);
    client
        .call("PATCH", "/v2/webhooks/b/", r#"{"id":"a"}"#)
        .is(400, exists);
    let replacement = NEW.replacen('{', r#"{"id":"a","#, 1);
    client
        .call("PUT", "/v2/webhooks/b/", &replacement)
        .is(400, exists);
    assert_eq!(sandbox.webhooks().len(), 2);
}

#[test]
fn b22_metadata_with_half_a_surrogate_pair() {
    let (_sandbox, mut client) = sandbox();
    register(&mut client, "\"metadata\":{\"a\":\"\\ud800\"}")
        .is(400, r#"{"metadata":["Value must be valid JSON."]}"#);
}

#[test]
fn b22_all_errors_come_at_once_in_the_order_of_the_fields() {
    let (_sandbox, mut client) = sandbox();
    client
        .call(
            "POST",
            HOOKS,
            r#"{"secret_key":"","events":[],"url":"x","id":""}"#,
        )
        .is(
            400,
            concat!(
                r#"{"id":["This field may not be blank."],"url":["Enter a valid URL."],"#,
                r#""events":["This list may not be empty."],"#,
                r#""secret_key":["This field may not be blank."]}"#
            ),
        );
}

#[test]
fn b8_unknown_members_of_a_request_are_ignored() {
    let (_sandbox, mut client) = sandbox();
    assert_eq!(register(&mut client, "\"nonsense\":[{}]").status, 201);
}
