//! Tokens and secret keys are never shown, and nothing of them is left behind (B2, B10).

use std::fmt::Debug;
use std::mem::offset_of;

use gigapay_webhooks::{
    Api, ConfigError, Credentials, Delete, Event, Exchange, IntegrationId, List, NewWebhook,
    Register, Replace, Replacement, ReplacementSecret, Retrieve, SecretKey, Server, Step, Token,
    Update, Webhook, WebhookUpdate,
};
use gigapay_webhooks_tests::peer::Peer;
use gigapay_webhooks_tests::remains::remains;
use gigapay_webhooks_tests::run::run;
use gigapay_webhooks_tests::{Canned, Pieces};

const TOKEN: &str = "t0kenT0KENt0ken";
const SECRET: &str = "s3cretS3CRETs3cret";
const INTEGRATION: &str = "1ntegrat1on";

fn credentials() -> Credentials {
    Credentials::integration(
        Token::new(TOKEN).unwrap(),
        IntegrationId::new(INTEGRATION).unwrap(),
    )
}

fn secret() -> SecretKey {
    SecretKey::new(SECRET).unwrap()
}

fn response() -> Vec<u8> {
    let body =
        format!(r#"{{"id":"i","url":"u","events":["e"],"secret_key":"{SECRET}","metadata":{{}}}}"#);
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
}

/// In all of a type's forms, whole and indented, hides both.
fn assert_hides(value: &dyn Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        for hidden in [TOKEN, SECRET, INTEGRATION] {
            assert!(!shown.contains(hidden), "{shown}");
        }
        // Nor as a list of bytes.
        assert!(!shown.contains("115, 51, 99"), "{shown}");
        assert!(!shown.contains("116, 48, 107"), "{shown}");
        assert!(!shown.is_empty());
    }
}

#[test]
fn debug_shows_no_secret() {
    let credentials = credentials();
    let secret = secret();
    assert_hides(&Token::new(TOKEN).unwrap());
    assert_hides(&IntegrationId::new(INTEGRATION).unwrap());
    assert_hides(&credentials);
    assert_hides(&Api::new(Server::DEMO, &credentials));
    assert_hides(&secret);
    let mut webhook: Webhook = Webhook::default();
    webhook.secret_key = secret.clone();
    assert_hides(&webhook);
    let events = [Event::PAYOUT_CREATED];
    let new = NewWebhook::new("u", &events).secret_key(&secret);
    assert_hides(&new);
    let changes = WebhookUpdate::new().secret_key(&secret);
    assert_hides(&changes);
    let keep = ReplacementSecret::keep(&secret);
    assert_hides(&keep);
    assert_hides(&ReplacementSecret::set(&secret));
    let replacement = Replacement::new("u", &events, keep);
    assert_hides(&replacement);
    assert_hides(&Register::new(new, &mut webhook));
    assert_hides(&Update::new("i", changes, &mut webhook));
    assert_hides(&Replace::new("i", replacement, &mut webhook));
    assert_hides(&Retrieve::new("i", &mut webhook));
    assert_hides(&List::new(&mut webhook));
    assert_hides(&Delete::new("i"));
}

/// Whatever becomes of the exchange, and however much of the buffer it used.
#[test]
fn the_buffer_is_wiped() {
    let credentials = credentials();
    let api = Api::new(Server::DEMO, &credentials);
    let response = response();
    let secret = secret();
    for size in [1, 64, 100, 512, 4096] {
        for arrives in (0..response.len()).step_by(5).chain([response.len()]) {
            let mut buffer = vec![0; size];
            let mut webhook: Webhook = Webhook::default();
            let new = NewWebhook::new("u", &[]).secret_key(&secret);
            let register = Register::new(new, &mut webhook);
            let mut exchange = Exchange::new(&api, register, &mut buffer);
            let mut peer = Canned::new(&response[..arrives], Pieces::Each(37));
            run(&mut exchange, &mut peer);
            let sent = String::from_utf8(peer.sent).unwrap();
            assert!(sent.contains(TOKEN) && sent.contains(SECRET), "{sent}");
            drop(exchange);
            assert!(buffer.iter().all(|&byte| byte == 0), "{size}, {arrives}");
        }
    }
}

/// An exchange that is given up at any step leaves nothing either.
#[test]
fn the_buffer_is_wiped_when_an_exchange_is_given_up() {
    let credentials = credentials();
    let api = Api::new(Server::DEMO, &credentials);
    let response = response();
    for steps in 0..12 {
        let mut buffer = [0; 128];
        let mut webhook: Webhook = Webhook::default();
        let retrieve = Retrieve::new("i", &mut webhook);
        let mut exchange = Exchange::new(&api, retrieve, &mut buffer);
        let mut peer = Canned::new(&response, Pieces::Each(40));
        for _ in 0..steps {
            match exchange.poll().unwrap() {
                Step::Transmit(bytes) => {
                    let written = bytes.len();
                    exchange.transmitted(written);
                }
                Step::Receive(space) => {
                    let read = peer.read(space);
                    exchange.received(read);
                }
                _ => {}
            }
        }
        drop(exchange);
        assert_eq!(buffer, [0; 128], "after {steps} steps");
    }
}

/// A transport may use more of the space it is given than it says in the end: TLS decrypts a
/// record there, and then finds that it is forged.
#[test]
fn the_buffer_is_wiped_of_what_the_transport_left_there() {
    let credentials = credentials();
    let api = Api::new(Server::DEMO, &credentials);
    let mut buffer = [0; 1024];
    let mut exchange = Exchange::new(&api, Delete::new("i"), &mut buffer);
    loop {
        match exchange.poll().unwrap() {
            Step::Transmit(bytes) => {
                let written = bytes.len();
                exchange.transmitted(written);
            }
            Step::Receive(space) => {
                space.fill(b's');
                break;
            }
            _ => {}
        }
    }
    drop(exchange);
    assert!(buffer.iter().all(|&byte| byte == 0));
}

/// The bytes that a value leaves behind when it is dropped.
fn left_by<T>(value: T) -> Vec<u8> {
    let [_, after] = remains(value);
    after
}

/// What a webhook leaves behind where its secret key was. The rest of it is not looked at: the room
/// of texts that are shorter than their capacity is never written, so it holds whatever was on the
/// stack when the webhook was made, and that may be a secret that this test has moved.
fn remains_of_secret_key(webhook: Webhook) -> Vec<u8> {
    let start = offset_of!(Webhook, secret_key);
    left_by(webhook)[start..start + size_of::<SecretKey>()].to_vec()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    // A few characters in a row are too many already.
    let buffers = text.as_bytes().windows(4);
    buffers
        .into_iter()
        .any(|part| bytes.windows(4).any(|buffer| buffer == part))
}

#[test]
fn values_are_wiped_when_dropped() {
    assert!(!contains(&left_by(Token::new(TOKEN).unwrap()), TOKEN));
    assert!(!contains(&left_by(credentials()), TOKEN));
    assert!(!contains(&left_by(credentials()), INTEGRATION));
    assert!(!contains(&left_by(secret()), SECRET));
    let mut webhook: Webhook = Webhook::default();
    webhook.secret_key = secret();
    assert!(!contains(&remains_of_secret_key(webhook), SECRET));
    // What was not wiped would be seen, also within a webhook.
    let plain = heapless::String::<32>::try_from(SECRET).unwrap();
    assert!(contains(&left_by(plain), SECRET));
    let mut webhook: Webhook = Webhook::default();
    webhook.url.push_str(SECRET).unwrap();
    assert!(contains(&left_by(webhook), SECRET));
}

/// A short secret that came into the place of a long one does not keep the long one's end.
#[test]
fn a_secret_is_wiped_in_its_whole_capacity() {
    let credentials = credentials();
    let api = Api::new(Server::DEMO, &credentials);
    let mut webhook: Webhook = Webhook::default();
    webhook.secret_key = secret();
    let body = r#"{"id":"i","url":"u","events":[],"secret_key":"x"}"#;
    let length = body.len();
    let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}");
    let mut buffer = [0; 128];
    let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
    run(
        &mut exchange,
        &mut Canned::new(response.as_bytes(), Pieces::Whole),
    );
    drop(exchange);
    assert_eq!(webhook.secret_key.expose(), "x");
    assert!(!contains(&remains_of_secret_key(webhook), SECRET));
}

/// `parse` and `try_from` check as `new` does.
#[test]
fn credentials_are_checked_however_they_are_made() {
    assert!(TOKEN.parse() == Token::new(TOKEN));
    for wrong in ["", "two words", "line\n"] {
        let error = Token::new(wrong).unwrap_err();
        assert_eq!(wrong.parse::<Token>().unwrap_err(), error);
        assert_eq!(Token::try_from(wrong).unwrap_err(), error);
        let error = IntegrationId::new(wrong).unwrap_err();
        assert_eq!(wrong.parse::<IntegrationId>().unwrap_err(), error);
        assert_eq!(IntegrationId::try_from(wrong).unwrap_err(), error);
    }
    let server = "https://api.example.com/v2/";
    assert_eq!(Server::try_from(server), Server::parse(server));
    assert_eq!(Server::try_from("nowhere"), Server::parse("nowhere"));
    assert!(Server::try_from("nowhere").is_err());
    let long = "k".repeat(1000);
    assert_eq!(
        SecretKey::<heapless::String<64>>::new(&long).err(),
        Some(ConfigError::TooLong)
    );
}
