//! The six operations of the reference's samples, byte for byte (B2, B4, B6, B7, B15).

use gigapay_webhooks::{
    Delete, Event, List, NewWebhook, Register, Replace, Replacement, ReplacementSecret, Retrieve,
    SecretKey, Server, Update, Webhook, WebhookUpdate,
};
use gigapay_webhooks_tests::{request, run::sample_api};

/// The field lines that every request has.
macro_rules! common {
    () => {
        concat!(
            "Host: api.gigapay.se\r\n",
            "User-Agent: gigapay-webhooks/",
            env!("CARGO_PKG_VERSION"),
            "\r\n",
            "Accept: application/json\r\n",
            "Accept-Encoding: identity\r\n",
            "Authorization: Token asasdadjanfkanfda\r\n",
            "Integration-ID: aqdnkjasdo12\r\n",
        )
    };
}

macro_rules! assert_sends {
    ($operation:expr, $($expected:expr),+) => {
        let api = sample_api(Server::PRODUCTION);
        let sent = request::bytes(&api, $operation, 512).unwrap();
        assert_eq!(String::from_utf8(sent).unwrap(), concat!($($expected),+));
    };
}

#[test]
fn list() {
    let mut webhook: Webhook = Webhook::default();
    assert_sends!(
        List::new(&mut webhook),
        "GET /v2/webhooks/ HTTP/1.1\r\n",
        common!(),
        "\r\n"
    );
    assert_sends!(
        List::new(&mut webhook).page(2).page_size(25),
        "GET /v2/webhooks/?page=2&page_size=25 HTTP/1.1\r\n",
        common!(),
        "\r\n"
    );
    assert_sends!(
        List::new(&mut webhook).page_size(u32::MAX),
        "GET /v2/webhooks/?page_size=4294967295 HTTP/1.1\r\n",
        common!(),
        "\r\n"
    );
    assert_sends!(
        List::new(&mut webhook).page(907).page_size(10),
        "GET /v2/webhooks/?page=907&page_size=10 HTTP/1.1\r\n",
        common!(),
        "\r\n"
    );
    assert_sends!(
        List::new(&mut webhook).page(1),
        "GET /v2/webhooks/?page=1 HTTP/1.1\r\n",
        common!(),
        "\r\n"
    );
}

#[test]
fn register() {
    let mut webhook: Webhook = Webhook::default();
    let url = "https://gigatron.se/webhooks/payouts/";
    assert_sends!(
        Register::new(NewWebhook::new(url, &[Event::PAYOUT_CREATED]), &mut webhook),
        "POST /v2/webhooks/ HTTP/1.1\r\n",
        common!(),
        "Content-Type: application/json\r\n",
        "Content-Length: 75\r\n",
        "\r\n",
        r#"{"url":"https://gigatron.se/webhooks/payouts/","events":["Payout.created"]}"#
    );
}

#[test]
fn retrieve() {
    let mut webhook: Webhook = Webhook::default();
    assert_sends!(
        Retrieve::new("481272", &mut webhook),
        "GET /v2/webhooks/481272/ HTTP/1.1\r\n",
        common!(),
        "\r\n"
    );
}

/// B16: only what changes.
#[test]
fn update() {
    let mut webhook: Webhook = Webhook::default();
    let changes = WebhookUpdate::new().events(&[Event::PAYOUT_CREATED, Event::PAYOUT_NOTIFIED]);
    assert_sends!(
        Update::new("481272", changes, &mut webhook),
        "PATCH /v2/webhooks/481272/ HTTP/1.1\r\n",
        common!(),
        "Content-Type: application/json\r\n",
        "Content-Length: 47\r\n",
        "\r\n",
        r#"{"events":["Payout.created","Payout.notified"]}"#
    );
}

/// B15: the address of one webhook, as the samples and later documentation have it. B17: the
/// secret is as the caller chose, and the id is always said.
#[test]
fn replace() {
    let mut webhook: Webhook = Webhook::default();
    let present: SecretKey = SecretKey::new("c1329a085d65f7757838df5920fdcc9a").unwrap();
    let with = |secret| {
        Replacement::new(
            "https://gigatron.se/webhooks/invoiced/",
            &[Event::INVOICE_CREATED],
            secret,
        )
    };
    assert_sends!(
        Replace::new("481272", with(ReplacementSecret::REGENERATE), &mut webhook),
        "PUT /v2/webhooks/481272/ HTTP/1.1\r\n",
        common!(),
        "Content-Type: application/json\r\n",
        "Content-Length: 91\r\n",
        "\r\n",
        r#"{"id":"481272","url":"https://gigatron.se/webhooks/invoiced/","#,
        r#""events":["Invoice.created"]}"#
    );
    assert_sends!(
        Replace::new(
            "481272",
            with(ReplacementSecret::keep(&present)),
            &mut webhook
        ),
        "PUT /v2/webhooks/481272/ HTTP/1.1\r\n",
        common!(),
        "Content-Type: application/json\r\n",
        "Content-Length: 139\r\n",
        "\r\n",
        r#"{"id":"481272","url":"https://gigatron.se/webhooks/invoiced/","#,
        r#""secret_key":"c1329a085d65f7757838df5920fdcc9a","events":["Invoice.created"]}"#
    );
}

#[test]
fn delete() {
    assert_sends!(
        Delete::new("481272"),
        "DELETE /v2/webhooks/481272/ HTTP/1.1\r\n",
        common!(),
        "\r\n"
    );
}
