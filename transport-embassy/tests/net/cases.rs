//! Responses as real servers and proxies send them, from the folder of fixtures.

use embassy_futures::block_on;
use embedded_io_async_0_7::ErrorKind;
use gigapay_webhooks_embassy::gigapay_webhooks::Error as CoreError;
use gigapay_webhooks_embassy::{Api, Client, Error, OperationOutcome, Webhook};

use crate::scripted::Scripted;
use crate::support::{credentials, server};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/", $name, ".http"))
    };
}

/// What comes of an operation whose response is this, and then the connection's end.
fn with<T>(
    response: &'static [u8],
    operation: impl AsyncFnOnce(Client<'_, &mut Scripted>) -> T,
) -> T {
    let mut link = Scripted::default();
    link.reads.push_back(Ok(response));
    let credentials = credentials();
    let mut buffer = [0; 1024];
    let api = Api::new(server(), &credentials);
    let client = Client::with_link(api, &mut link, &mut buffer).unwrap();
    block_on(operation(client))
}

fn retrieved(response: &'static [u8]) -> Result<Webhook, Error<ErrorKind>> {
    with(response, async |mut client| client.retrieve("a").await)
}

#[test]
fn a_liberal_response_is_the_webhook() {
    for response in [
        &fixture!("fields-obs-fold")[..],
        fixture!("fields-obs-fold-small"),
        fixture!("status-after-empty-line"),
        fixture!("status-after-empty-line-small"),
        fixture!("coding-empty"),
    ] {
        let webhook = retrieved(response).unwrap();
        assert!(webhook.url.starts_with("https://"), "{webhook:?}");
    }
}

#[test]
fn a_refusal_with_a_broken_head_keeps_its_status() {
    for (response, status) in [
        (&fixture!("refused-obs-fold")[..], 401),
        (fixture!("refused-no-colon"), 401),
        (fixture!("refused-nul-in-value"), 403),
        (fixture!("refused-cut-after-status"), 401),
        (fixture!("refused-encoded"), 503),
    ] {
        let error = retrieved(response).unwrap_err();
        assert_eq!(error.status(), Some(status), "{error}");
        assert_eq!(error.outcome(), OperationOutcome::NotCarriedOut);
    }
}

#[test]
fn a_content_coding_is_named() {
    let error = retrieved(fixture!("broken-content-coding-gzip")).unwrap_err();
    assert!(
        matches!(error.exchange_error(), Some(CoreError::ContentCoding(_))),
        "{error:?}"
    );
    assert!(error.to_string().contains("gzip"), "{error}");
    assert!(!error.is_retryable());
}

#[test]
fn any_2xx_is_a_deletion() {
    for response in [
        &fixture!("delete-200")[..],
        fixture!("delete-202"),
        fixture!("delete"),
        fixture!("delete-205"),
    ] {
        with(response, async |mut client| client.delete("a").await).unwrap();
    }
}
