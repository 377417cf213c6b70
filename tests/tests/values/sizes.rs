//! What the types take on the host, where a pointer has 8 bytes. On a 32-bit device it is less;
//! the figures for that come from the footprint image.

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::{
    Api, Delete, Error, Exchange, ExchangeEvent, List, Problem, Retrieve, Step, Webhook,
    WebhookOperation,
};

/// An exchange holds its request's parts by reference, and of the response only where in it it is:
/// the buffer and the webhook are the caller's. So none may grow with them.
#[test]
fn exchanges() {
    const BOUND: usize = 672;
    let sizes = [
        ("List", size_of::<Exchange<'_, List<'_>>>()),
        (
            "WebhookOperation",
            size_of::<Exchange<'_, WebhookOperation<'_>>>(),
        ),
        ("Delete", size_of::<Exchange<'_, Delete<'_>>>()),
    ];
    println!("{sizes:?}");
    for (operation, size) in sizes {
        assert!(size <= BOUND, "{operation}: {size}");
    }
    assert_eq!(
        size_of::<Exchange<'_, WebhookOperation<'_>>>(),
        size_of::<Exchange<'_, WebhookOperation<'_, gigapay_webhooks_tests::Roomy>>>(),
    );
}

/// Errors and steps go up through every call: a fat one costs flash and stack everywhere.
#[test]
fn what_is_passed_by_value() {
    assert!(size_of::<Error>() <= 12, "{}", size_of::<Error>());
    assert!(size_of::<Result<Step<'_, ExchangeEvent>, Error>>() <= 24);
    assert!(size_of::<Result<ExchangeEvent, DriveError<u8>>>() <= 16);
    assert!(size_of::<Api<'_>>() <= 72, "{}", size_of::<Api<'_>>());
}

/// Text and no more than the count of it, for each field.
#[test]
fn values() {
    const TEXTS: usize = 64 + 256 + 256 + 64 + 256;
    assert!(size_of::<Webhook>() <= TEXTS + 5 * 8);
    assert!(size_of::<Problem>() <= Problem::CAPACITY + 2 * 8);
}

/// The future of the async loop holds no item, only what a read or a write needs.
#[test]
fn the_future_of_the_async_loop() {
    use gigapay_webhooks::drive::nonblocking;
    use gigapay_webhooks_tests::run::sample_api;
    use gigapay_webhooks_tests::wire::Wire;

    let api = sample_api(gigapay_webhooks::Server::DEMO);
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 64];
    let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
    let mut wire = Wire::new(b"");
    let size = size_of_val(&nonblocking::advance(&mut exchange, &mut wire));
    println!("{size}");
    assert!(size <= 256, "{size}");
}
