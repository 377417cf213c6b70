//! The idempotency key of a registration (B21), a function of what is registered.

use std::collections::BTreeSet;

use gigapay_webhooks::{
    Api, Credentials, Ensure, Exchange, IntegrationId, Json, SecretKey, Server, Token,
};
use gigapay_webhooks_tests::request::{self, Parsed};
use gigapay_webhooks_tests::run::run;
use gigapay_webhooks_tests::{Canned, Pieces};

use super::*;

/// The key that a webhook is registered with when it is not there.
fn key(credentials: &Credentials, desired: &DesiredWebhook<'_>) -> String {
    let api = Api::new(Server::DEMO, credentials);
    let mut ensure = Ensure::new(&api, desired);
    let mut webhook: Webhook = Webhook::new();
    let mut buffer = [0; 512];
    let mut exchange = Exchange::new(&api, ensure.next(&mut webhook).unwrap(), &mut buffer);
    run(
        &mut exchange,
        &mut Canned::new(not_found().as_bytes(), Pieces::Each(512)),
    );
    let refusal = exchange.refusal().unwrap();
    drop(exchange);
    assert!(ensure.refused(refusal, None));
    let request = request::bytes(&api, ensure.next(&mut webhook).unwrap(), 512).unwrap();
    let request = Parsed::new(&request);
    request.field("Idempotency-Key").unwrap().to_string()
}

/// By another implementation: `printf` of `gigapay-webhooks/ensure/1\xff\xffid\xffpump-7\xff`
/// and `url\xffhttps://h/\xffevents\xffPayout.created\xff`, into `sha256sum`.
#[test]
fn the_key_is_what_it_says() {
    let credentials = Credentials::user(Token::new("t").unwrap());
    let desired = DesiredWebhook::new("pump-7", "https://h/", &[Event::PAYOUT_CREATED]);
    assert_eq!(
        key(&credentials, &desired),
        "661d2c04dec96bd1ea344ab68e545faa"
    );
}

#[test]
fn whatever_changes_changes_the_key() {
    let user = Credentials::user(Token::new("t").unwrap());
    let integration = IntegrationId::new("i").unwrap();
    let integration = Credentials::integration(Token::new("t").unwrap(), integration);
    let secret: SecretKey = SecretKey::new("s").unwrap();
    let events = [Event::PAYOUT_CREATED, Event::PAYOUT_ACCEPTED];
    let plain = DesiredWebhook::new("i", "u", &events[..1]);
    let all = [
        key(&user, &plain),
        key(&integration, &plain),
        key(&user, &DesiredWebhook::new("iu", "", &events[..1])),
        key(&user, &DesiredWebhook::new("i", "v", &events[..1])),
        key(&user, &DesiredWebhook::new("i", "u", &events)),
        key(&user, &DesiredWebhook::new("i", "u", &events[1..])),
        key(&user, &plain.secret_key(&secret)),
        key(&user, &plain.metadata(Json::EMPTY_OBJECT)),
        key(
            &user,
            &plain.metadata(Json::new(r#""secret_key""#).unwrap()),
        ),
    ];
    assert_eq!(BTreeSet::from(all.clone()).len(), all.len());
    // Another token is another device's, or the same after a change of keys.
    let other = Credentials::user(Token::new("u").unwrap());
    assert_eq!(key(&other, &plain), key(&user, &plain));
}
