//! Errors and the header fields of every response: B6, B7, B20, B22, B23.

use gigapay_sandbox::Fault;

use crate::client::{HOOKS, NEW, good, sandbox};

#[test]
fn b6_the_language_of_errors_is_the_clients() {
    let (sandbox, mut client) = sandbox();
    let swedish = "Accept-Language: sv-SE,sv;q=0.9,en;q=0.8";
    let reply = client.call_with("POST", HOOKS, swedish, "{}");
    reply.is(
        400,
        concat!(
            r#"{"url":["Det här fältet är obligatoriskt."],"#,
            r#""events":["Det här fältet är obligatoriskt."]}"#
        ),
    );
    assert_eq!(reply.header("content-language"), Some("sv"));
    client.call_with("GET", "/v2/webhooks/x/", swedish, "").is(
        404,
        r#"{"detail":"Ingen Webhook matchar den angivna frågan."}"#,
    );
    let reply = client.bare("GET", HOOKS, "Accept-Language: sv\r\n", "");
    reply.is(401, r#"{"detail":"Autentiseringsuppgifter saknas."}"#);
    sandbox.arm(Fault::Throttled { retry_after: 2 }.times(1));
    client.call_with("GET", HOOKS, swedish, "").is(
        429,
        r#"{"detail":"Förfrågan stoppades. Förväntas vara tillgänglig om 2 sekunder."}"#,
    );
    assert_eq!(
        client.call("GET", HOOKS, "").header("content-language"),
        Some("en")
    );
}

#[test]
fn b6_what_is_not_the_apis_comes_as_html() {
    let (sandbox, mut client) = sandbox();
    for target in [
        "/",
        "/v2/",
        "/v2/webhooks/a/b/",
        "/v2/payouts/",
        "/v1/webhooks/",
    ] {
        let reply = client.call("GET", target, "");
        assert_eq!(reply.status, 404, "{target}");
        assert_eq!(
            reply.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert!(reply.body.starts_with("<!doctype html>"));
    }
    for status in [500, 502, 503] {
        sandbox.arm(Fault::ServerError { status }.times(1));
        let reply = client.call("GET", HOOKS, "");
        assert_eq!(reply.status, status);
        assert!(reply.body.starts_with("<!doctype html>"));
    }
}

#[test]
fn b6_a_response_that_the_client_does_not_accept_is_406() {
    let (_sandbox, mut client) = sandbox();
    let reply = client.bare("GET", HOOKS, "Accept: text/html\r\n", "");
    reply.is(
        406,
        r#"{"detail":"Could not satisfy the request Accept header."}"#,
    );
    let accept = "Authorization: Token sandbox-token\r\nAccept: text/html, application/*;q=0.2\r\n";
    assert_eq!(client.bare("GET", HOOKS, accept, "").status, 200);
}

#[test]
fn b7_a_body_of_another_type_is_415() {
    let (sandbox, mut client) = sandbox();
    let auth = "Authorization: Token sandbox-token\r\nIntegration-ID: i\r\n";
    for (header, shown) in [
        ("", ""),
        ("Content-Type: text/plain\r\n", "text/plain"),
        (
            "Content-Type: application/x-www-form-urlencoded\r\n",
            "application/x-www-form-urlencoded",
        ),
    ] {
        let expected = format!(r#"{{"detail":"Unsupported media type \"{shown}\" in request."}}"#);
        client
            .bare("POST", HOOKS, &format!("{auth}{header}"), NEW)
            .is(415, &expected);
    }
    assert!(sandbox.webhooks().is_empty());
    let charset = format!("{auth}Content-Type: Application/JSON; charset=utf-8\r\n");
    assert_eq!(client.bare("POST", HOOKS, &charset, NEW).status, 201);
    assert_eq!(
        client.bare("PATCH", "/v2/webhooks/x/", auth, "{}").status,
        404,
        "404 comes first"
    );
}

#[test]
fn b22_a_body_that_is_no_json_is_400() {
    let (_sandbox, mut client) = sandbox();
    for body in [
        "{",
        "nonsense",
        "{\"url\":}",
        "{} {}",
        "{'url':1}",
        "\u{feff}{}",
        "[1,]",
        "01",
    ] {
        let reply = client.call("POST", HOOKS, body);
        assert_eq!(reply.status, 400, "{body}");
        assert!(
            reply.body.starts_with(r#"{"detail":"JSON parse error - "#),
            "{}",
            reply.body
        );
    }
    let mut raw = good("Integration-ID: i\r\nContent-Length: 3\r\nHost: h\r\n");
    raw.insert_str(0, "POST /v2/webhooks/ HTTP/1.1\r\n");
    raw.push_str("\r\n");
    client.write(raw.as_bytes());
    client.write(b"\"\xff\"");
    let reply = client.reply("POST").unwrap();
    assert_eq!(reply.status, 400);
    assert!(reply.body.contains("utf-8"), "{}", reply.body);
}

#[test]
fn b22_a_body_that_is_no_object_is_400() {
    let (_sandbox, mut client) = sandbox();
    for (body, kind) in [
        ("\"x\"", "str"),
        ("[{}]", "list"),
        ("1", "int"),
        ("1.0", "float"),
        (" true ", "bool"),
    ] {
        client.call("POST", HOOKS, body).is(
            400,
            &format!(
                r#"{{"non_field_errors":["Invalid data. Expected a dictionary, but got {kind}."]}}"#
            ),
        );
    }
    client
        .call("POST", HOOKS, "null")
        .is(400, r#"{"non_field_errors":["No data provided"]}"#);
}

#[test]
fn b23_throttling_says_when_to_come_back() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::Throttled { retry_after: 17 }.times(2));
    for _ in 0..2 {
        let reply = client.call("POST", HOOKS, NEW);
        reply.is(
            429,
            r#"{"detail":"Request was throttled. Expected available in 17 seconds."}"#,
        );
        assert_eq!(reply.header("retry-after"), Some("17"));
    }
    assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
    assert_eq!(sandbox.webhooks().len(), 1);
}

#[test]
fn b22_a_response_can_be_anything() {
    let (sandbox, mut client) = sandbox();
    let headers = vec![
        ("X-Odd".to_owned(), "yes".to_owned()),
        ("Bad\n".to_owned(), "\r".to_owned()),
    ];
    sandbox.arm(
        Fault::Reply {
            status: 418,
            headers,
            body: "[[1]]".into(),
        }
        .times(1),
    );
    let reply = client.call("GET", HOOKS, "");
    reply.is(418, "[[1]]");
    assert_eq!(reply.header("x-odd"), Some("yes"));
}

#[test]
fn every_response_of_the_api_has_the_frameworks_header_fields() {
    let (_sandbox, mut client) = sandbox();
    for reply in [
        client.call("GET", HOOKS, ""),
        client.call("POST", HOOKS, NEW),
        client.bare("GET", HOOKS, "", ""),
        client.call("DELETE", "/v2/webhooks/x/", ""),
    ] {
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(
            reply.header("vary"),
            Some("Accept, Accept-Language, Cookie")
        );
        assert_eq!(reply.header("x-frame-options"), Some("DENY"));
        for name in [
            "allow",
            "content-language",
            "date",
            "server",
            "content-length",
        ] {
            assert!(reply.header(name).is_some(), "{name}");
        }
    }
    let head = client.call("HEAD", HOOKS, "");
    let get = client.call("GET", HOOKS, "");
    assert_eq!(head.header("content-length"), get.header("content-length"));
}
