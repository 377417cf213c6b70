//! What cannot be sent is refused before any byte is (B17, B21).

use gigapay_webhooks::{
    Api, ConfigError, Credentials, Delete, Error, Exchange, IntegrationId, Json, List, MIN_BUFFER,
    NewWebhook, Operation, OperationOutcome, Register, Replace, Replacement, ReplacementSecret,
    Retrieve, SecretKey, Server, Token, Update, Webhook, WebhookUpdate,
};
use gigapay_webhooks_tests::{request, run::sample_api};

fn refusal<Op: Operation>(operation: Op) -> Error {
    let api = sample_api(Server::DEMO);
    let mut buffer = [0; 64];
    let mut exchange = Exchange::new(&api, operation, &mut buffer);
    let error = exchange.poll().expect_err("a request that cannot be sent");
    assert_eq!(exchange.poll(), Err(error));
    assert!(!error.is_retryable());
    // Nor is there a way around it.
    assert!(!exchange.restart(OperationOutcome::Unknown));
    assert_eq!(exchange.poll(), Err(error));
    drop(exchange);
    assert_eq!(buffer, [0; 64], "nothing was encoded");
    error
}

/// B9: these have no address of their own.
#[test]
fn ids_without_an_address() {
    let expected = Error::Config(ConfigError::InvalidId);
    for id in ["", ".", ".."] {
        let mut webhook: Webhook = Webhook::default();
        let webhook = &mut webhook;
        assert_eq!(refusal(Delete::new(id)), expected);
        assert_eq!(refusal(Retrieve::new(id, webhook)), expected);
        let none = WebhookUpdate::new();
        assert_eq!(refusal(Update::new(id, none, webhook)), expected);
        assert_eq!(refusal(Update::new("x", none.id(id), webhook)), expected);
        let new = Replacement::new("u", &[], ReplacementSecret::REGENERATE);
        assert_eq!(refusal(Replace::new(id, new, webhook)), expected);
        assert_eq!(refusal(Replace::new("x", new.id(id), webhook)), expected);
        let new = NewWebhook::new("u", &[]).id(id);
        assert_eq!(refusal(Register::new(new, webhook)), expected);
    }
}

#[test]
fn pages_count_from_one() {
    let mut webhook: Webhook = Webhook::default();
    let expected = Error::Config(ConfigError::InvalidPage);
    assert_eq!(refusal(List::new(&mut webhook).page(0)), expected);
    assert_eq!(refusal(List::new(&mut webhook).page_size(0)), expected);
}

/// B17: the default of a webhook whose secret was never read must not be sent as one.
#[test]
fn an_empty_secret_is_none() {
    let mut webhook: Webhook = Webhook::default();
    let unknown: SecretKey = SecretKey::default();
    let expected = Error::Config(ConfigError::EmptySecretKey);
    for secret in [
        ReplacementSecret::keep(&unknown),
        ReplacementSecret::set(&unknown),
    ] {
        let new = Replacement::new("u", &[], secret);
        assert_eq!(refusal(Replace::new("x", new, &mut webhook)), expected);
    }
    let new = NewWebhook::new("u", &[]).secret_key(&unknown);
    assert_eq!(refusal(Register::new(new, &mut webhook)), expected);
    let changes = WebhookUpdate::new().secret_key(&unknown);
    assert_eq!(refusal(Update::new("x", changes, &mut webhook)), expected);
    assert_eq!(
        SecretKey::<heapless::String<8>>::new(""),
        Err(ConfigError::EmptySecretKey)
    );
}

#[test]
fn buffers_that_are_too_small() {
    let api = sample_api(Server::DEMO);
    for size in 0..MIN_BUFFER {
        let mut buffer = vec![0; size];
        let mut exchange = Exchange::new(&api, Delete::new("x"), &mut buffer);
        let expected = Err(Error::Config(ConfigError::BufferTooSmall));
        assert_eq!(exchange.poll(), expected);
        assert!(!exchange.restart(OperationOutcome::Unknown));
        assert_eq!(exchange.poll(), expected);
    }
    assert!(request::bytes(&api, Delete::new("x"), MIN_BUFFER).is_ok());
}

#[test]
fn values_that_no_field_line_may_carry() {
    for bad in ["", " ", "two words", "å", "a\r\nb", "a\0", "\t", "\u{7f}"] {
        assert_eq!(Token::new(bad), Err(ConfigError::InvalidToken), "{bad:?}");
        assert_eq!(
            IntegrationId::new(bad),
            Err(ConfigError::InvalidIntegrationId),
            "{bad:?}"
        );
        let mut webhook: Webhook = Webhook::default();
        let new = NewWebhook::new("u", &[]).idempotency_key(bad);
        assert_eq!(
            refusal(Register::new(new, &mut webhook)),
            Error::Config(ConfigError::InvalidIdempotencyKey),
            "{bad:?}"
        );
    }
    let credentials = Credentials::user(Token::new("t").unwrap());
    for bad in ["", "  ", "sv\r\nX: y", "sv\0", "\t", "svenska på"] {
        let api = Api::new(Server::DEMO, &credentials).language(bad);
        assert_eq!(api.err(), Some(ConfigError::InvalidLanguage), "{bad:?}");
    }
    let long = "x".repeat(Token::CAPACITY + 1);
    assert_eq!(Token::new(&long), Err(ConfigError::TooLong));
    let long = "x".repeat(IntegrationId::CAPACITY + 1);
    assert_eq!(IntegrationId::new(&long), Err(ConfigError::TooLong));
}

/// B11: one JSON value, or nothing is sent.
#[test]
fn metadata_that_is_no_json() {
    for bad in [
        "",
        " ",
        "{",
        "{}{}",
        "{},",
        "'x'",
        "{\"a\":1,}",
        "nul",
        "01",
    ] {
        assert_eq!(Json::new(bad), Err(ConfigError::InvalidJson), "{bad:?}");
    }
    let nested = |levels| "[".repeat(levels) + &"]".repeat(levels);
    assert!(Json::new(&nested(28)).is_ok());
    assert_eq!(Json::new(&nested(29)), Err(ConfigError::InvalidJson));
    assert_eq!(Json::new(" \t\r\n{ } \n").unwrap().as_str(), "{ }");
}
