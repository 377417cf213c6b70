//! Whatever a client shows in a whole run, of itself, of its requests and of what went wrong: no
//! token and no secret key. (It logs nothing: an observer sees each request.)

use std::fmt::{Debug, Display};
use std::sync::{Arc, Mutex};

use gigapay_sandbox::{Cut, DEFAULT_TOKEN, Fault, Sandbox};
use gigapay_webhooks_std::{
    BuildError, Client, Credentials, DesiredWebhook, Event, NewWebhook, Replacement,
    ReplacementSecret, SecretKey, Token, WebhookUpdate,
};

use crate::common::{INTEGRATION, credentials, encrypted, of, plain};

const OWN_SECRET: &str = "Lf4sUq6jXw1zTe";

/// Everything that was shown.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<Vec<String>>>);

impl Shown {
    fn debug(&self, value: &dyn Debug) {
        self.0.lock().unwrap().push(format!("{value:?} {value:#?}"));
    }

    /// An error, and all that it comes from.
    fn error<T: Debug, E: std::error::Error + Display>(&self, result: Result<T, E>) {
        let error = result.expect_err("an error");
        self.debug(&error);
        let mut texts = vec![error.to_string()];
        let mut source = error.source();
        while let Some(error) = source {
            texts.push(error.to_string());
            source = error.source();
        }
        self.0.lock().unwrap().extend(texts);
    }
}

/// Everything that a client does, well and badly. Gives the secret key that the server drew.
fn everything(sandbox: &Sandbox, shown: &Shown) -> String {
    let reports = shown.clone();
    let builder = of(sandbox).on_exchange(move |report| reports.debug(report));
    shown.debug(&builder);
    let mut client: Client = builder.build().unwrap();
    let events = [Event::PAYOUT_CREATED];
    let new = NewWebhook::new("https://example.com/", &events).id("a");
    let registered = client.register(new).unwrap();
    shown.debug(&registered);
    shown.debug(&client);
    shown.error(client.register(new));
    let own: SecretKey = SecretKey::new(OWN_SECRET).unwrap();
    let update = WebhookUpdate::new().secret_key(&own);
    shown.debug(&client.update("a", update).unwrap());
    let keep = ReplacementSecret::keep(&registered.secret_key);
    let replacement = Replacement::new("https://example.com/c/", &events, keep);
    shown.debug(&client.replace("a", replacement).unwrap());
    let mut list = client.list();
    shown.debug(&list.next().unwrap().unwrap());
    assert!(list.next().is_none());
    drop(list);
    let how = Cut::default();
    let faults = [
        Fault::ServerError { status: 500 },
        Fault::Throttled { retry_after: 7 },
        Fault::RedirectToHttps,
        Fault::cut_response(90, how),
        Fault::cut_response(400, how),
    ];
    for fault in faults {
        sandbox.arm(fault.times(1));
        shown.error(client.retrieve("a"));
    }
    shown.error(client.retrieve(""));
    client.delete("a").unwrap();
    shown.error(client.delete("a"));
    registered.secret_key.expose().to_owned()
}

#[test]
fn a_whole_run() {
    let shown = Shown::default();
    let (plain, encrypted) = (plain(), encrypted());
    let mut secrets = vec![
        DEFAULT_TOKEN.to_owned(),
        OWN_SECRET.to_owned(),
        INTEGRATION.to_owned(),
    ];
    secrets.push(everything(&plain, &shown));
    secrets.push(everything(&encrypted, &shown));
    // A server with an unknown root, one that is not there, one that does not know the token,
    // and one that would get it in clear.
    let url = encrypted.base_url();
    let unlisted = Client::builder(credentials())
        .base_url(&url)
        .unwrap()
        .build();
    shown.error(unlisted.unwrap().retrieve("a"));
    let dead = Client::builder(credentials())
        .base_url("http://127.0.0.1:1/v2/")
        .unwrap();
    shown.error(dead.build().unwrap().retrieve("a"));
    let other = Credentials::user(Token::new("Kp3xBv8nQz5m").unwrap());
    secrets.push("Kp3xBv8nQz5m".into());
    let unknown = Client::builder(other)
        .base_url(&plain.base_url())
        .unwrap()
        .build();
    shown.error(unknown.unwrap().retrieve("a"));
    let clear = Client::builder(credentials())
        .base_url("http://192.0.2.1/v2/")
        .unwrap();
    let refused: Result<Client, BuildError> = clear.build();
    shown.error(refused);

    let shown = shown.0.lock().unwrap();
    assert!(shown.len() > 60, "{}", shown.len());
    for text in shown.iter() {
        for secret in &secrets {
            let mut parts = secret.as_bytes().windows(6);
            let is_shown = |part: &[u8]| text.as_bytes().windows(6).any(|buffer| buffer == part);
            assert!(!parts.any(is_shown), "{secret} in {text}");
        }
    }
}

/// A server that quotes what it was sent, whole and cut off, in messages and in their paths.
#[test]
fn a_refusal_that_quotes_secrets_does_not_show_them() {
    const KEY: &str = "q7Zr2mVx9KtB";
    let sandbox = plain();
    let mut client = of(&sandbox).build().unwrap();
    let events = [Event::PAYOUT_CREATED];
    let url = "https://example.com/";
    let key: SecretKey = SecretKey::new(KEY).unwrap();
    let desired = DesiredWebhook::new("a", url, &events).secret_key(&key);
    client
        .register(NewWebhook::new(url, &events).id("a"))
        .unwrap();
    let drawn = sandbox.webhooks()[0].secret_key.clone();
    let quote = |body: String| Fault::json(400, body);
    let whole = |secret: &str| {
        format!(r#"{{"secret_key":["\"{secret}\" is weak."],"{secret}":["as {DEFAULT_TOKEN}."]}}"#)
    };
    let cut = |secret: &str| format!(r#"{{"secret_key":["Weak: {}"#, &secret[..secret.len() - 2]);
    let new = NewWebhook::new(url, &events).secret_key(&key);
    for (body, secret) in [(whole(KEY), KEY), (cut(KEY), KEY), (whole(&drawn), &drawn)] {
        let mut errors = Vec::new();
        if secret == KEY {
            sandbox.arm(quote(body.clone()).times(1));
            errors.push(client.register(new).unwrap_err());
            let update = WebhookUpdate::new().secret_key(&key);
            sandbox.arm(quote(body.clone()).times(1));
            errors.push(client.update("a", update).unwrap_err());
        }
        // The look shows the key that the update would replace.
        sandbox.arm(quote(body.clone()).skip(1).times(1));
        errors.push(client.ensure(&desired).unwrap_err());
        for error in errors {
            assert_eq!(error.status(), Some(400), "{body}");
            let faults: Vec<_> = error.faults().collect();
            let shown = format!("{error} {error:?} {error:#?} {faults:?}");
            for hidden in [DEFAULT_TOKEN, &secret[..6]] {
                assert!(!shown.contains(hidden), "{shown}");
            }
            assert!(shown.contains("***") && shown.contains("eak"), "{shown}");
        }
    }
}
