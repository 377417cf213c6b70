//! What goes wrong, and what is said about it.

use gigapay_sandbox::Fault;
use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::{
    Api, Buffers, Cause, Client, ConfigError, Credentials, Event, NewWebhook, Scheme, Server,
    Stage, Token, WebhookUpdate,
};

use crate::support::{DEAD_PORT, client, client_of, credentials, sandbox, sandbox_with, with};

const NEW: &[Event<'static>] = &[Event::PAYOUT_CREATED];

#[test]
fn the_api_refuses_and_says_why() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let error = client
            .register(NewWebhook::new("no url", NEW))
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(400));
        assert!(!error.is_retryable() && !error.is_outcome_unknown());
        let problem = client.problem().unwrap();
        assert_eq!(problem.field(), Some("url"));
        assert_eq!(problem.message(), "Enter a valid URL.");

        let error = client.retrieve("none").await.unwrap_err();
        assert_eq!(error.status(), Some(404));
        assert!(!client.problem().unwrap().message().is_empty());
        assert_eq!(client.problem().unwrap().field(), None);

        client.retrieve("hook-1").await.unwrap();
        assert_eq!(client.problem(), None, "a success leaves no problem behind");
        assert!(client.is_connected());
    });
    assert_eq!(
        sandbox.connections(),
        1,
        "a refusal does not cost the connection"
    );
}

#[test]
fn a_wrong_token_is_refused() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let wrong = Credentials::user(Token::new("wrong").unwrap());
        let mut buffers: Box<Buffers> = Box::default();
        let api = Api::new(crate::support::server(), &wrong);
        let mut client = Client::insecure_http(stack, api, &mut buffers).unwrap();
        let error = client.delete("x").await.unwrap_err();
        assert_eq!(error.status(), Some(401));
        assert!(!format!("{client:?} {error:?} {error}").contains("wrong"));
    });
}

#[test]
fn passing_refusals_are_retryable_and_say_when() {
    let sandbox = sandbox_with(1);
    sandbox.arm(Fault::Throttled { retry_after: 7 }.times(1));
    sandbox.arm(Fault::ServerError { status: 502 }.skip(1).times(2));
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let error = client.retrieve("hook-1").await.unwrap_err();
        assert_eq!((error.status(), error.retry_after()), (Some(429), Some(7)));
        assert!(error.is_retryable());
        let error = client.retrieve("hook-1").await.unwrap_err();
        assert_eq!((error.status(), error.is_retryable()), (Some(502), true));
        // HTML: no message, but a response.
        assert_eq!(client.problem().unwrap().message(), "");
        let new = NewWebhook::new("https://example.com/", NEW);
        let error = client.register(new).await.unwrap_err();
        assert_eq!(error.status(), Some(502));
        assert!(
            !error.is_retryable(),
            "it may have been carried out, and must not be repeated"
        );
    });
    assert_eq!(sandbox.connections(), 1);
}

#[test]
fn redirects_are_not_followed() {
    let sandbox = sandbox();
    sandbox.arm(Fault::RedirectToHttps);
    with(&sandbox, async |stack| {
        let error = client(stack).retrieve("x").await.unwrap_err();
        assert_eq!(error.status(), Some(301));
        assert!(error.to_string().contains("https"));
    });
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn a_response_that_makes_no_sense_costs_the_connection() {
    let sandbox = sandbox_with(1);
    let nonsense = Fault::reply(200, "{!} and more");
    sandbox.arm(nonsense.times(1));
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let error = client.retrieve("hook-1").await.unwrap_err();
        assert!(matches!(error.cause(), Cause::Exchange(_)) && !error.is_retryable());
        assert!(!client.is_connected());
        client.retrieve("hook-1").await.unwrap();
    });
    assert_eq!(sandbox.connections(), 2);
}

#[test]
fn what_cannot_be_sent_is_not_sent() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let error = client.retrieve("..").await.unwrap_err();
        assert_eq!(*error.cause(), Cause::Config(ConfigError::InvalidId));
        let mut webhook = Default::default();
        let mut list = client.list(&mut webhook).page(0);
        let error = list.next().await.unwrap_err();
        assert_eq!(*error.cause(), Cause::Config(ConfigError::InvalidPage));
        assert_eq!(
            list.next().await.unwrap(),
            None::<&gigapay_webhooks_embassy::Webhook>
        );
    });
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn https_is_never_spoken_in_clear() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let (credentials, mut buffers) = (credentials(), Box::<Buffers>::default());
        let api = Api::new(Server::PRODUCTION, &credentials);
        let error = Client::insecure_http(stack, api, &mut buffers).unwrap_err();
        assert_eq!((error.server, error.link), (Scheme::Https, Scheme::Http));
        assert!(error.to_string().contains("use TLS"));
    });
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn a_refused_connection_is_an_error_of_connecting() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let url: &'static str = format!("http://10.0.0.2:{DEAD_PORT}/").leak();
        let mut client = client_of(stack, Server::parse(url).unwrap());
        for _ in 0..2 {
            let update = WebhookUpdate::new().id("y");
            let error = client.update("x", update).await.unwrap_err();
            let cause = Cause::Link {
                stage: Stage::Connect,
                error: TcpError::Refused,
            };
            assert_eq!(*error.cause(), cause);
            assert!(error.is_retryable() && !error.is_outcome_unknown());
            assert_eq!(
                error.to_string(),
                "connecting to the server failed: nothing listens there"
            );
        }
    });
}
