//! Pages: B8, B15, B19, B20.

use gigapay_sandbox::{Fault, Sandbox, Webhook};

use crate::client::{Client, HOOKS, sandbox, start};

fn ids(client: &mut Client, target: &str) -> Vec<String> {
    let reply = client.call("GET", target, "");
    assert_eq!(reply.status, 200, "{reply:?}");
    let results = reply.json()["results"].as_array().unwrap().clone();
    results
        .iter()
        .map(|hook| hook["id"].as_str().unwrap().to_owned())
        .collect()
}

fn fill(sandbox: &Sandbox, count: usize) {
    let hooks = (1..=count).map(|n| {
        Webhook::new(&n.to_string(), "https://e.com/", &["Payout.created"]).in_integration("i1")
    });
    sandbox.insert(hooks).unwrap();
}

#[test]
fn b19_an_empty_list() {
    let (_sandbox, mut client) = sandbox();
    let empty = r#"{"count":0,"next":null,"previous":null,"results":[]}"#;
    client.call("GET", HOOKS, "").is(200, empty);
    client
        .call("GET", "/v2/webhooks/?page=1", "")
        .is(200, empty);
}

#[test]
fn b15_a_page_has_25_in_the_order_of_creation() {
    let (sandbox, mut client) = sandbox();
    fill(&sandbox, 30);
    let expected: Vec<String> = (1..=25).map(|n| n.to_string()).collect();
    assert_eq!(ids(&mut client, HOOKS), expected);
    assert_eq!(
        ids(&mut client, "/v2/webhooks/?page=2"),
        ["26", "27", "28", "29", "30"]
    );
}

#[test]
fn b19_links_are_absolute_and_keep_the_query() {
    let (sandbox, mut client) = sandbox();
    fill(&sandbox, 5);
    let json = client
        .call("GET", "/v2/webhooks/?page_size=2&b=%C3%A5+x&page=2", "")
        .json();
    assert_eq!(json["count"], 5);
    let base = "http://example.test/v2/webhooks/?b=%C3%A5+x";
    assert_eq!(json["next"], format!("{base}&page=3&page_size=2"));
    assert_eq!(
        json["previous"],
        format!("{base}&page_size=2"),
        "the first page has no number"
    );
    let json = client
        .call("GET", "/v2/webhooks/?page=3&page_size=2", "")
        .json();
    assert!(json["next"].is_null());
    assert_eq!(json["results"].as_array().unwrap().len(), 1);
}

#[test]
fn b15_a_page_size_is_bounded_and_nonsense_is_the_default() {
    let (sandbox, mut client) = start(Sandbox::builder().page_size(2).page_size_max(3));
    fill(&sandbox, 9);
    for (query, size) in [
        ("", 2),
        ("?page_size=1", 1),
        ("?page_size=3", 3),
        ("?page_size=4", 3),
        ("?page_size=99999999999999999999999", 3),
        ("?page_size=0", 2),
        ("?page_size=-1", 2),
        ("?page_size=x", 2),
        ("?page_size=", 2),
    ] {
        assert_eq!(
            ids(&mut client, &format!("{HOOKS}{query}")).len(),
            size,
            "{query}"
        );
    }
}

#[test]
fn b20_a_page_that_is_not_there_is_404() {
    let (sandbox, mut client) = sandbox();
    fill(&sandbox, 30);
    for page in ["3", "0", "-1", "x", "", "1.0", "99999999999999999999999"] {
        client
            .call("GET", &format!("{HOOKS}?page={page}"), "")
            .is(404, r#"{"detail":"Invalid page."}"#);
    }
    assert_eq!(ids(&mut client, "/v2/webhooks/?page=last").len(), 5);
}

#[test]
fn b20_deleting_while_paging_moves_the_pages() {
    let (sandbox, mut client) = sandbox();
    fill(&sandbox, 3);
    let first = client.call("GET", "/v2/webhooks/?page_size=2", "").json();
    assert!(!first["next"].is_null());
    client.call("DELETE", "/v2/webhooks/1/", "");
    assert_eq!(
        client
            .call("GET", "/v2/webhooks/?page_size=2&page=2", "")
            .status,
        404
    );
}

#[test]
fn b19_links_may_name_plain_http_and_drop_the_page_size() {
    let (sandbox, mut client) = start(Sandbox::builder().page_size(1));
    fill(&sandbox, 3);
    sandbox.arm(Fault::LinksNamePlainHttp);
    sandbox.arm(Fault::LinksDropPageSize);
    let json = client
        .call("GET", "/v2/webhooks/?page_size=1&page=2", "")
        .json();
    assert_eq!(json["next"], "http://example.test/v2/webhooks/?page=3");
    assert_eq!(json["previous"], "http://example.test/v2/webhooks/");
}

#[test]
fn b8_objects_may_have_fields_that_no_client_knows() {
    let (sandbox, mut client) = sandbox();
    fill(&sandbox, 1);
    sandbox.arm(Fault::ExtraFields);
    let json = client.call("GET", HOOKS, "").json();
    assert!(json["pages"].is_object());
    let hook = &json["results"][0];
    assert_eq!(hook["id"], "1");
    assert_eq!(hook["owner"]["id"], "decoy");
    assert!(hook["disabled"].is_null() && hook.get("disabled").is_some());
}
