//! Responses as real servers and proxies send them, from the folder of fixtures.

use std::path::Path;

use embassy_futures::block_on;
use embedded_io_async_0_7::ErrorKind;
use gigapay_webhooks_embassy::gigapay_webhooks::Error as CoreError;
use gigapay_webhooks_embassy::{Api, Client, Error, OperationOutcome, Webhook};

use crate::scripted::Scripted;
use crate::support::{credentials, server};

fn fixture(name: &str) -> &'static [u8] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    std::fs::read(folder.join(name).with_extension("http"))
        .expect("a fixture")
        .leak()
}

/// What comes of an operation whose response is this, and then the connection's end.
fn with<T>(name: &str, operation: impl AsyncFnOnce(Client<'_, &mut Scripted>) -> T) -> T {
    let mut link = Scripted::default();
    link.reads.push_back(Ok(fixture(name)));
    let credentials = credentials();
    let mut buffer = [0; 1024];
    let api = Api::new(server(), &credentials);
    let client = Client::with_link(api, &mut link, &mut buffer).unwrap();
    block_on(operation(client))
}

fn retrieved(name: &str) -> Result<Webhook, Error<ErrorKind>> {
    with(name, async |mut client| client.retrieve("a").await)
}

#[test]
fn a_liberal_response_is_the_webhook() {
    for name in [
        "fields-obs-fold",
        "fields-obs-fold-small",
        "status-after-empty-line",
        "status-after-empty-line-small",
        "coding-empty",
    ] {
        let webhook = retrieved(name).unwrap();
        assert!(webhook.url.starts_with("https://"), "{webhook:?}");
    }
}

#[test]
fn a_refusal_with_a_broken_head_keeps_its_status() {
    for (name, status) in [
        ("refused-obs-fold", 401),
        ("refused-no-colon", 401),
        ("refused-nul-in-value", 403),
        ("refused-cut-after-status", 401),
        ("refused-encoded", 503),
    ] {
        let error = retrieved(name).unwrap_err();
        assert_eq!(error.status(), Some(status), "{error}");
        assert_eq!(error.outcome(), OperationOutcome::NotCarriedOut);
    }
}

#[test]
fn a_content_coding_is_named() {
    let error = retrieved("broken-content-coding-gzip").unwrap_err();
    assert!(
        matches!(error.exchange_error(), Some(CoreError::ContentCoding(_))),
        "{error:?}"
    );
    assert!(error.to_string().contains("gzip"), "{error}");
    assert!(!error.is_retryable());
}

#[test]
fn any_2xx_is_a_deletion() {
    for name in ["delete-200", "delete-202", "delete", "delete-205"] {
        with(name, async |mut client| client.delete("a").await).unwrap();
    }
}
