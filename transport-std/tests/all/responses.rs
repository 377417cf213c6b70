//! Responses in every shape that HTTP and the API allow.

use std::time::Duration;

use gigapay_sandbox::{Fault, Webhook};
use gigapay_webhooks_std::gigapay_webhooks;

use crate::common::{INTEGRATION, client, encrypted, fill, of, plain};

/// Retrieves and deletes a webhook while the server has this fault.
fn check(fault: &Fault, connections: u64) {
    for sandbox in [plain(), encrypted()] {
        let stored = Webhook::new("pump-7", "https://example.com/ö/𝄞/", &["Payout.created"])
            .in_integration(INTEGRATION);
        sandbox.insert([stored.clone()]).unwrap();
        sandbox.arm(fault.clone());
        let mut client = client(&sandbox);
        let webhook = client.retrieve("pump-7").unwrap();
        assert_eq!(webhook.url.as_str(), stored.url);
        assert_eq!(webhook.secret_key.expose(), stored.secret_key);
        let events: Vec<_> = webhook.events.iter().map(|event| event.as_str()).collect();
        assert_eq!(events, stored.events);
        client.delete("pump-7").unwrap();
        assert_eq!(client.delete("pump-7").unwrap_err().status(), Some(404));
        assert_eq!(sandbox.connections(), connections, "{fault:?}");
    }
}

#[test]
fn in_chunks() {
    for size in [1, 10, 1000] {
        let (extension, trailers) = (None, vec![]);
        check(
            &Fault::Chunked {
                size,
                extension,
                trailers,
            },
            1,
        );
    }
}

#[test]
fn ended_by_the_connections_end() {
    check(&Fault::CloseDelimited { http_1_0: false }, 3);
    check(&Fault::CloseDelimited { http_1_0: true }, 3);
}

#[test]
fn on_a_connection_each() {
    check(&Fault::Close, 3);
}

/// B18.
#[test]
fn no_body_of_length_zero() {
    check(&Fault::LengthOnEmptyBody, 1);
}

#[test]
fn after_interim_responses() {
    check(
        &Fault::Interim {
            status: 103,
            count: 3,
        },
        1,
    );
}

/// B8.
#[test]
fn with_fields_that_are_unknown() {
    check(&Fault::ExtraFields, 1);
}

/// B12.
#[test]
fn with_escapes_and_surrogate_pairs() {
    check(&Fault::EscapeNonAscii, 1);
}

#[test]
fn in_single_bytes() {
    let every = Duration::from_micros(10);
    check(&Fault::Drip { bytes: 1, every }, 1);
}

/// A page that is longer than allowed is an error, and the client is of further use.
#[test]
fn longer_than_allowed() {
    let sandbox = plain();
    fill(&sandbox, 100);
    let mut client = of(&sandbox).max_response(5000).build().unwrap();
    let page = client.list().page_size(100).last().unwrap();
    let text = page.expect_err("too long").to_string();
    let too_long = gigapay_webhooks::ProtocolError::TooLong.to_string();
    assert!(text.contains(&too_long), "{text}");
    // Each page counts for itself.
    assert_eq!(
        client.list().page_size(10).filter(Result::is_ok).count(),
        100
    );
}
