//! Nothing that a caller can say adds a line to a head, or changes a request's shape in any way.

use gigapay_webhooks::{
    Api, Credentials, Delete, DesiredWebhook, Ensure, Event, Exchange, IntegrationId, Json,
    NewWebhook, Register, Replace, Replacement, ReplacementSecret, SecretKey, Server, Token,
    Update, Webhook, WebhookUpdate,
};
use gigapay_webhooks_tests::request::{self, Parsed};
use gigapay_webhooks_tests::run::run;
use gigapay_webhooks_tests::{Canned, Pieces, count};
use proptest::prelude::*;

/// Pieces that would break out of a line, and what would then look like a field.
const PIECES: [&str; 22] = [
    "\r\n",
    "\r",
    "\n",
    "\0",
    ": ",
    " ",
    "\t",
    "\r\n\r\n",
    "X-Injected: 1",
    "\u{85}",
    "\u{2028}",
    "å",
    "\"",
    "\\",
    "%0d%0a",
    " HTTP/1.1",
    "?",
    "#",
    "/",
    "..",
    "a",
    "b",
];

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(PIECES.to_vec()).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

const NAMES: [&str; 10] = [
    "Host",
    "User-Agent",
    "Accept",
    "Accept-Encoding",
    "Authorization",
    "Integration-ID",
    "Accept-Language",
    "Idempotency-Key",
    "Content-Type",
    "Content-Length",
];

/// The request is one line, known fields each at most once, and as much body as it says.
fn check(sent: &[u8], method: &str) -> Result<(), TestCaseError> {
    let parsed = Parsed::new(sent);
    prop_assert_eq!(&parsed.method, method);
    prop_assert!(parsed.target.starts_with('/'));
    prop_assert!(parsed.target.bytes().all(|byte| byte.is_ascii_graphic()));
    for name in parsed.names() {
        prop_assert!(NAMES.contains(&name), "{}", name);
        prop_assert!(parsed.field(name).is_some_and(|value| !value.is_empty()));
    }
    let length = parsed.body.len().to_string();
    prop_assert_eq!(parsed.field("Content-Length"), Some(length.as_str()));
    prop_assert!(serde_json::from_slice::<&serde_json::value::RawValue>(&parsed.body).is_ok());
    let head = &sent[..sent.len() - parsed.body.len()];
    let lines = head.iter().filter(|&&byte| byte == b'\n').count();
    prop_assert_eq!(lines, parsed.fields.len() + 2);
    Ok(())
}

/// A refusal can only be had from an exchange.
fn not_found() -> gigapay_webhooks::Refusal {
    let credentials = Credentials::user(Token::new("t").unwrap());
    let api = Api::new(Server::DEMO, &credentials);
    let mut buffer = [0; 64];
    let mut exchange = Exchange::new(&api, Delete::new("i"), &mut buffer);
    let response = b"HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n";
    run(&mut exchange, &mut Canned::new(response, Pieces::Whole));
    exchange.refusal().expect("a refusal")
}

/// The text itself, or a harmless one so that what the other texts do is seen as well.
fn either<'a>(text: &'a str, harmless: &'a str, choice: bool) -> &'a str {
    if choice { text } else { harmless }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(count::cases(1000)))]

    #[test]
    fn whatever_is_said(
        texts in prop::collection::vec(hostile(), 9),
        choices in prop::collection::vec(any::<bool>(), 2),
    ) {
        // What these refuse cannot be sent; what they take must be harmless.
        let token = Token::new(&texts[0]).or_else(|_| Token::new("t")).unwrap();
        let credentials = match IntegrationId::new(&texts[1]) {
            Ok(id) => Credentials::integration(token, id),
            Err(_) => Credentials::user(token),
        };
        let url = format!("https://h/{}", texts[2]);
        let api = Api::new(Server::parse(&url).unwrap_or(Server::DEMO), &credentials);
        let api = api.language(&texts[3]).unwrap_or(api);
        let id = either(&texts[4], "id", choices[0]);
        let key = either(&texts[5], "key", choices[1]);
        let events = [Event::new(&texts[6])];
        let metadata = Json::new(&texts[7]).unwrap_or(Json::EMPTY_OBJECT);
        let secret = SecretKey::<heapless::String<256>>::new(&texts[8]).unwrap();

        let mut webhook: Webhook = Webhook::default();
        let new = NewWebhook::new(&texts[2], &events)
            .id(id)
            .idempotency_key(key)
            .metadata(metadata)
            .secret_key(&secret);
        if let Ok(sent) = request::bytes(&api, Register::new(new, &mut webhook), 512) {
            check(&sent, "POST")?;
        }
        let changes = WebhookUpdate::new().url(&texts[2]).id(&texts[1]).metadata(metadata);
        if let Ok(sent) = request::bytes(&api, Update::new(id, changes, &mut webhook), 512) {
            check(&sent, "PATCH")?;
        }
        let new = Replacement::new(&texts[3], &events, ReplacementSecret::set(&secret));
        if let Ok(sent) = request::bytes(&api, Replace::new(id, new, &mut webhook), 512) {
            check(&sent, "PUT")?;
        }
        // What ensuring sends is made of the same texts, and of a key that follows from them.
        let desired = DesiredWebhook::new(id, &texts[2], &events);
        let desired = desired.secret_key(&secret).metadata(metadata);
        let mut ensure = Ensure::new(&api, &desired);
        let operation = ensure.next(&mut webhook).expect("a look");
        if request::bytes(&api, operation, 512).is_ok() {
            // Nothing is there, so it is registered.
            prop_assert!(ensure.refused(not_found(), None));
            let operation = ensure.next(&mut webhook).expect("to register");
            check(&request::bytes(&api, operation, 512).unwrap(), "POST")?;
        }
    }

    #[test]
    fn whatever_the_base_url(prefix in "(https?://)?[a-z.@:\\[\\]]{0,8}", rest in hostile()) {
        let url = prefix + &rest;
        if let Ok(server) = Server::parse(&url) {
            let credentials = Credentials::user(Token::new("t").unwrap());
            let api = Api::new(server, &credentials);
            let mut webhook: Webhook = Webhook::default();
            let none = WebhookUpdate::new();
            let sent = request::bytes(&api, Update::new("x", none, &mut webhook), 512).unwrap();
            check(&sent, "PATCH")?;
        }
    }
}
