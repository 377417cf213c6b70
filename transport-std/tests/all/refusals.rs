//! What the API refuses, and what the caller learns of it.

use gigapay_sandbox::{DEFAULT_TOKEN, Fault, Sandbox};
use gigapay_webhooks_std::{
    Client, Credentials, Error, Event, IntegrationId, NewWebhook, Roomy, Token, Webhook,
};

use crate::common::{client, fill, of, plain};

/// One line, of everything that matters and no secret.
fn display(error: &Error) -> String {
    let text = error.to_string();
    assert!(!text.contains('\n'), "{text}");
    for text in [&text, &format!("{error:?}")] {
        assert!(!text.contains(DEFAULT_TOKEN), "{text}");
    }
    text
}

/// B3.
#[test]
fn a_wrong_token_is_401() {
    let sandbox = plain();
    let user = Credentials::user(Token::new("another-token").unwrap());
    let mut client = Client::builder(user)
        .base_url(&sandbox.base_url())
        .unwrap()
        .build()
        .unwrap();
    let error = client.retrieve("pump-7").unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert!(!error.is_retryable());
    let text = display(&error);
    assert!(text.contains("demo have separate keys"), "{text}");
    assert!(!text.contains("another-token"), "{text}");
    assert!(!format!("{client:?}{error:?}").contains("another-token"));
}

/// B3.
#[test]
fn an_address_that_is_not_on_the_whitelist_is_403() {
    let sandbox = Sandbox::builder()
        .allow_only([10, 9, 8, 7].into())
        .start()
        .unwrap();
    let error = client(&sandbox).list().next().unwrap().unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert!(display(&error).contains("whitelist"));
}

/// B14: an integration's webhooks need its id.
#[test]
fn the_integration_is_named() {
    let sandbox = plain();
    fill(&sandbox, 1);
    assert!(client(&sandbox).retrieve("w000").is_ok());
    let seen = sandbox.requests();
    assert_eq!(seen[0].header("integration-id"), Some("aqdnkjasdo12"));
    assert_eq!(
        seen[0].header("authorization"),
        Some(format!("Token {DEFAULT_TOKEN}").as_str())
    );
    let token = || Token::new(DEFAULT_TOKEN).unwrap();
    let other = IntegrationId::new("other").unwrap();
    for credentials in [
        Credentials::user(token()),
        Credentials::integration(token(), other),
    ] {
        let builder = Client::builder(credentials).base_url(&sandbox.base_url());
        let mut client = builder.unwrap().build().unwrap();
        let error = client.retrieve("w000").unwrap_err();
        assert_eq!(error.status(), Some(404));
    }
}

/// B22: the path of the field is told, and the API's own words.
#[test]
fn a_nested_validation_error_names_the_element() {
    let sandbox = plain();
    let events = [Event::PAYOUT_CREATED, Event::new("Nope.x")];
    let new = NewWebhook::new("https://example.com/", &events);
    let error = client(&sandbox).register(new).unwrap_err();
    assert_eq!(error.status(), Some(400));
    let fault = error.faults().next().unwrap();
    assert_eq!(fault.field, Some("events.1"));
    assert_eq!(fault.message, "\"Nope.x\" is not a valid choice.");
    let text = display(&error);
    assert!(
        text.ends_with("it says: events.1: \"Nope.x\" is not a valid choice."),
        "{text}"
    );
    assert!(std::error::Error::source(&error).is_some());
    assert!(!error.is_retryable());
}

/// B6: the language is asked for; B22.
#[test]
fn the_language_of_messages_is_asked_for() {
    let sandbox = plain();
    let mut client = of(&sandbox).accept_language("sv").build().unwrap();
    let error = client.retrieve("none").unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert_eq!(sandbox.requests()[0].header("accept-language"), Some("sv"));
    assert_eq!(
        sandbox.requests()[0].header("accept"),
        Some("application/json")
    );
}

fn refused(fault: Fault) -> (Sandbox, Result<Box<Webhook<Roomy>>, Error>) {
    let sandbox = plain();
    fill(&sandbox, 1);
    sandbox.arm(fault.times(1));
    let mut client = client(&sandbox);
    let result = client.retrieve("w000");
    assert_eq!(sandbox.requests().len(), 1);
    // The connection is as good as before.
    assert!(client.retrieve("w000").is_ok());
    assert_eq!(sandbox.connections(), 1);
    (sandbox, result)
}

/// B4: never followed, and the text says what is wrong with the base URL.
#[test]
fn redirects_are_errors() {
    let (sandbox, result) = refused(Fault::RedirectToHttps);
    let error = result.unwrap_err();
    assert_eq!(error.status(), Some(301));
    assert!(display(&error).contains("use the https base URL"));
    assert_eq!(sandbox.requests().len(), 2);

    for status in [302, 303, 307, 308] {
        let headers = vec![("Location".into(), "/v2/webhooks/w000/".into())];
        let body = String::new();
        let (sandbox, result) = refused(Fault::Reply {
            status,
            headers,
            body,
        });
        let error = result.unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert!(display(&error).contains("redirected"));
        assert!(!error.is_retryable());
        assert_eq!(sandbox.requests().len(), 2);
    }
}

/// B6, B23: HTML has no message to tell.
#[test]
fn html_is_passed_over() {
    for status in [500, 502, 503] {
        let (_, result) = refused(Fault::ServerError { status });
        let error = result.unwrap_err();
        assert_eq!(
            (error.status(), error.faults().next()),
            (Some(status), None)
        );
        assert!(error.is_retryable());
        assert!(display(&error).contains("try again later"));
    }
}

/// B23.
#[test]
fn too_many_requests_say_how_long_to_wait() {
    let (_, result) = refused(Fault::Throttled { retry_after: 17 });
    let error = result.unwrap_err();
    assert_eq!((error.status(), error.retry_after()), (Some(429), Some(17)));
    assert!(error.is_retryable());
    assert!(display(&error).contains("it asks to wait 17 s"), "{error}");
}

/// B21, B23: any 5xx may come after the deed, a 429 comes before it.
#[test]
fn a_refusal_in_passing_is_retryable_where_that_is_safe() {
    let sandbox = plain();
    let mut client = client(&sandbox);
    let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
    let keyed = new.idempotency_key("one");
    for (fault, new, retryable) in [
        (Fault::ServerError { status: 500 }, new, false),
        (Fault::ServerError { status: 504 }, new, false),
        (Fault::ServerError { status: 503 }, new, false),
        (Fault::Throttled { retry_after: 1 }, new, true),
        (Fault::ServerError { status: 500 }, keyed, true),
    ] {
        sandbox.arm(fault.times(1));
        let error = client.register(new).unwrap_err();
        assert!(error.status().is_some());
        assert_eq!(error.is_retryable(), retryable, "{error}");
    }
    client.register(keyed).unwrap();
    assert_eq!(sandbox.webhooks().len(), 1);
}
