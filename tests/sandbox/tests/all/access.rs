//! Who may call what, and at which address: B2 to B4, B14, B15.

use gigapay_sandbox::{Fault, Sandbox};

use crate::client::{HOOKS, NEW, good, sandbox, start};

const REGISTRATION: &str =
    r#"{"id":"r","url":"https://e.com/","events":["Registration.verified"]}"#;
const PAYOUT: &str = r#"{"id":"p","url":"https://e.com/","events":["Payout.created"]}"#;

#[test]
fn b2_header_names_are_the_same_in_any_case() {
    let (_sandbox, mut client) = sandbox();
    let headers = "aUTHORIZATION: token sandbox-token\r\ncontent-TYPE: application/json\r\n\
        INTEGRATION-id: i\r\n";
    assert_eq!(client.bare("POST", HOOKS, headers, NEW).status, 201);
}

#[test]
fn b3_no_or_wrong_credentials_are_401() {
    let (_sandbox, mut client) = sandbox();
    let none = r#"{"detail":"Authentication credentials were not provided."}"#;
    let wrong = r#"{"detail":"Invalid token."}"#;
    for (headers, body) in [
        ("", none),
        ("Authorization: Bearer sandbox-token\r\n", none),
        ("Authorization: Token nonsense\r\n", wrong),
        ("Authorization: Token sandbox-tokem\r\n", wrong),
        ("Authorization: Token n\u{e5}\r\n", wrong),
        (
            "Authorization: Token\r\n",
            r#"{"detail":"Invalid token header. No credentials provided."}"#,
        ),
        (
            "Authorization: Token a b\r\n",
            r#"{"detail":"Invalid token header. Token string should not contain spaces."}"#,
        ),
    ] {
        let reply = client.bare("GET", HOOKS, headers, "");
        reply.is(401, body);
        assert_eq!(reply.header("www-authenticate"), Some("Token"));
    }
}

#[test]
fn b3_given_tokens_take_the_default_ones_place() {
    let (_sandbox, mut client) = start(Sandbox::builder().token("one").token("two"));
    for (token, status) in [("one", 200), ("two", 200), ("sandbox-token", 401)] {
        let header = format!("Authorization: Token {token}\r\n");
        assert_eq!(client.bare("GET", HOOKS, &header, "").status, status);
    }
}

#[test]
fn b3_another_address_than_the_whitelisted_is_403() {
    let elsewhere = "192.0.2.1".parse().unwrap();
    let (_sandbox, mut client) = start(Sandbox::builder().allow_only(elsewhere));
    client.call("GET", HOOKS, "").is(
        403,
        r#"{"detail":"You do not have permission to perform this action."}"#,
    );
    let here = "127.0.0.1".parse().unwrap();
    let (_sandbox, mut client) = start(Sandbox::builder().allow_only(elsewhere).allow_only(here));
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
}

#[test]
fn b4_a_missing_slash_is_307_even_without_credentials() {
    let (_sandbox, mut client) = sandbox();
    for (target, location) in [
        ("/v2/webhooks", "/v2/webhooks/"),
        ("/v2/webhooks?page=2", "/v2/webhooks/?page=2"),
        ("/v2/webhooks/a%2Fb", "/v2/webhooks/a%2Fb/"),
    ] {
        let reply = client.bare("GET", target, "", "");
        assert_eq!(
            (reply.status, reply.header("location")),
            (307, Some(location))
        );
    }
}

#[test]
fn b4_plain_http_is_301_to_https() {
    let (_sandbox, mut client) = start(Sandbox::builder().redirect_to_https(true));
    let reply = client.call("POST", "/v2/webhooks/?a=b", NEW);
    let location = Some("https://example.test/v2/webhooks/?a=b");
    assert_eq!((reply.status, reply.header("location")), (301, location));

    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::RedirectToHttps.times(1));
    assert_eq!(client.call("POST", HOOKS, NEW).status, 301);
    assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
    assert_eq!(sandbox.webhooks().len(), 1);
}

#[test]
fn b14_registration_webhooks_need_no_integration_and_others_do() {
    let (sandbox, mut client) = sandbox();
    assert_eq!(client.user_call("POST", HOOKS, REGISTRATION).status, 201);
    let required =
        r#"{"non_field_errors":["The Integration-ID header is required for these events."]}"#;
    client.user_call("POST", HOOKS, PAYOUT).is(400, required);
    let mixed = PAYOUT.replace("[", "[\"Registration.verified\",");
    client.user_call("POST", HOOKS, &mixed).is(400, required);
    assert_eq!(client.call("POST", HOOKS, PAYOUT).status, 201);
    let scopes: Vec<_> = sandbox
        .webhooks()
        .into_iter()
        .map(|hook| hook.integration)
        .collect();
    assert_eq!(scopes, [None, Some("i1".to_owned())]);
}

#[test]
fn b14_callers_see_their_own_webhooks() {
    let (_sandbox, mut client) = sandbox();
    client.user_call("POST", HOOKS, REGISTRATION);
    client.call("POST", HOOKS, PAYOUT);
    let other = good("Integration-ID: i2\r\n");
    assert_eq!(client.call("GET", HOOKS, "").json()["count"], 2);
    assert_eq!(client.user_call("GET", HOOKS, "").json()["count"], 1);
    assert_eq!(client.bare("GET", HOOKS, &other, "").json()["count"], 1);
    assert_eq!(client.call("GET", "/v2/webhooks/r/", "").status, 200);
    assert_eq!(client.user_call("GET", "/v2/webhooks/r/", "").status, 200);
    for method in ["GET", "PATCH", "PUT", "DELETE"] {
        assert_eq!(
            client.user_call(method, "/v2/webhooks/p/", "").status,
            404,
            "{method}"
        );
        assert_eq!(
            client.bare(method, "/v2/webhooks/p/", &other, "").status,
            404,
            "{method}"
        );
    }
    assert_eq!(client.call("GET", "/v2/webhooks/p/", "").status, 200);
}

#[test]
fn b14_events_move_a_webhook_between_the_scopes() {
    let (sandbox, mut client) = sandbox();
    client.user_call("POST", HOOKS, REGISTRATION);
    let payout = r#"{"events":["Payout.created"]}"#;
    assert_eq!(
        client.user_call("PATCH", "/v2/webhooks/r/", payout).status,
        400
    );
    assert_eq!(client.call("PATCH", "/v2/webhooks/r/", payout).status, 200);
    assert_eq!(sandbox.webhooks()[0].integration.as_deref(), Some("i1"));
    let back = REGISTRATION.replace(r#""id":"r","#, "");
    assert_eq!(client.call("PUT", "/v2/webhooks/r/", &back).status, 200);
    assert_eq!(sandbox.webhooks()[0].integration, None);
}

#[test]
fn b14_the_reference_requires_an_integration_always() {
    let (_sandbox, mut client) = start(Sandbox::builder().integration_always(true));
    assert_eq!(client.user_call("GET", HOOKS, "").status, 400);
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
}

#[test]
fn b14_an_unknown_integration_is_403_when_integrations_are_given() {
    let (_sandbox, mut client) = start(Sandbox::builder().integration("i1").integration("i2"));
    assert_eq!(client.call("GET", HOOKS, "").status, 200);
    assert_eq!(client.user_call("GET", HOOKS, "").status, 200);
    let headers = good("Integration-ID: i3\r\n");
    assert_eq!(client.bare("GET", HOOKS, &headers, "").status, 403);
}

#[test]
fn b15_other_methods_are_405_and_say_which_are_allowed() {
    let (_sandbox, mut client) = sandbox();
    for (method, target, allow) in [
        ("PUT", HOOKS, "GET, POST, HEAD, OPTIONS"),
        ("DELETE", HOOKS, "GET, POST, HEAD, OPTIONS"),
        (
            "POST",
            "/v2/webhooks/a/",
            "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
        ),
        (
            "BREW",
            "/v2/webhooks/a/",
            "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
        ),
    ] {
        let reply = client.call(method, target, "");
        reply.is(
            405,
            &format!("{{\"detail\":\"Method \\\"{method}\\\" not allowed.\"}}"),
        );
        assert_eq!(reply.header("allow"), Some(allow));
    }
    assert_eq!(
        client.bare("PUT", HOOKS, "", "").status,
        401,
        "credentials come first"
    );
    assert_eq!(
        client.call("OPTIONS", HOOKS, "").json()["name"],
        "Webhook List"
    );
}
