//! Lists over several pages, interrupted, too large, and on connections that end.

use gigapay_sandbox::{Cut, Fault, Sandbox, Webhook};
use gigapay_webhooks_std::gigapay_webhooks::Error as CoreError;
use gigapay_webhooks_std::{Capacity, Cause, Client, Field};
use heapless::String as Text;

use crate::common::{INTEGRATION, client, encrypted, fill, ids, lines, of, plain};

const THREE_PAGES: [&str; 3] = [
    "GET /v2/webhooks/ 200",
    "GET /v2/webhooks/?page=2 200",
    "GET /v2/webhooks/?page=3 200",
];

/// Lists 60 webhooks and gives the number of connections that it took.
fn list_sixty(sandbox: &Sandbox) -> u64 {
    let expected = fill(sandbox, 60);
    assert_eq!(ids(&mut client(sandbox)), expected);
    assert_eq!(lines(sandbox), THREE_PAGES);
    sandbox.connections()
}

/// B15, B19: pages of 25, and only `next` says that there are more.
#[test]
fn sixty_webhooks_are_three_pages() {
    assert_eq!(list_sixty(&plain()), 1);
    assert_eq!(list_sixty(&encrypted()), 1);
}

#[test]
fn every_page_may_need_a_connection() {
    for sandbox in [plain(), encrypted()] {
        sandbox.arm(Fault::Close);
        assert_eq!(list_sixty(&sandbox), 3);
    }
}

#[test]
fn a_page_may_end_with_its_connection() {
    for sandbox in [plain(), encrypted()] {
        sandbox.arm(Fault::CloseDelimited { http_1_0: true });
        assert_eq!(list_sixty(&sandbox), 3);
    }
}

/// The connection dies unannounced between two pages; asking again for the second is safe.
#[test]
fn a_connection_may_die_between_pages() {
    for how in [Cut::Close, Cut::Fin, Cut::Reset] {
        for sandbox in [plain(), encrypted()] {
            let cut = Fault::cut_request(1, how);
            sandbox.arm(cut.skip(1).times(1));
            assert_eq!(list_sixty(&sandbox), 2, "{how:?}");
        }
    }
}

#[test]
fn pages_come_in_chunks() {
    let sandbox = plain();
    sandbox.arm(Fault::Chunked {
        size: 7,
        extension: Some("a=b".into()),
        trailers: vec![("X-Sum".into(), "1".into())],
    });
    assert_eq!(list_sixty(&sandbox), 1);
}

/// B19: `next` is not contacted, and `page_size` goes with every request.
#[test]
fn the_callers_pages_are_kept_to() {
    let sandbox = plain();
    let expected = fill(&sandbox, 60);
    sandbox.arm(Fault::LinksNamePlainHttp);
    sandbox.arm(Fault::LinksDropPageSize);
    let mut client = client(&sandbox);
    let listed: Vec<String> = client
        .list()
        .page(5)
        .page_size(10)
        .map(|webhook| webhook.unwrap().id.as_str().into())
        .collect();
    assert_eq!(listed, expected[40..]);
    assert_eq!(
        lines(&sandbox),
        [
            "GET /v2/webhooks/?page=5&page_size=10 200",
            "GET /v2/webhooks/?page=6&page_size=10 200",
        ]
    );
}

/// B20: the second page vanishes while the first is read.
#[test]
fn a_page_that_vanishes_ends_the_list() {
    let sandbox = plain();
    fill(&sandbox, 27);
    let (mut lister, mut deleter) = (client(&sandbox), client(&sandbox));
    let mut listing = lister.list();
    assert_eq!(listing.next().unwrap().unwrap().id.as_str(), "w000");
    deleter.delete("w025").unwrap();
    deleter.delete("w026").unwrap();
    assert_eq!(listing.by_ref().map(Result::unwrap).count(), 24);
    assert!(listing.next().is_none());
    drop(listing);
    assert!(lister.is_connected());
    assert_eq!(
        lines(&sandbox).last().unwrap(),
        "GET /v2/webhooks/?page=2 404"
    );
}

/// Whatever was left unread never meets the next request.
#[test]
fn a_list_dropped_halfway_leaves_no_trace() {
    for sandbox in [plain(), encrypted()] {
        let expected = fill(&sandbox, 60);
        let mut client = client(&sandbox);
        for (n, id) in expected.iter().enumerate().step_by(13) {
            assert_eq!(client.list().take(n).map(Result::unwrap).count(), n);
            assert_eq!(client.retrieve(id).unwrap().id.as_str(), id);
        }
    }
}

#[test]
fn nothing_is_sent_before_the_first_step() {
    let sandbox = plain();
    let mut client = client(&sandbox);
    let listing = client.list().page_size(3);
    assert_eq!(
        format!("{listing:?}"),
        "Listing { state: \"prepared\", .. }"
    );
    drop(listing);
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn pages_count_from_one() {
    let sandbox = plain();
    let mut client = client(&sandbox);
    let mut listing = client.list().page(0);
    assert!(
        matches!(listing.next(), Some(Err(error)) if matches!(error.cause(), Cause::Config(_)))
    );
    assert!(listing.next().is_none());
    assert!(sandbox.requests().is_empty());
}

/// B23. The connection is as good as before.
#[test]
fn a_refusal_is_the_end_of_the_list() {
    let sandbox = plain();
    let expected = fill(&sandbox, 60);
    let fault = Fault::Throttled { retry_after: 3 };
    sandbox.arm(fault.skip(1).times(1));
    let mut client = client(&sandbox);
    let mut listing = client.list();
    assert_eq!(listing.by_ref().take(25).map(Result::unwrap).count(), 25);
    let error = listing.next().unwrap().unwrap_err();
    assert_eq!((error.status(), error.retry_after()), (Some(429), Some(3)));
    assert!(listing.next().is_none());
    drop(listing);
    assert_eq!(ids(&mut client), expected);
    assert_eq!(sandbox.connections(), 1);
}

/// For ids and URLs of so many bytes.
#[derive(Debug)]
struct Tiny;

impl Capacity for Tiny {
    type Id = Text<8>;
    type Url = Text<40>;
    type Events = Text<40>;
    type SecretKey = Text<32>;
    type Metadata = Text<16>;
}

/// B11: metadata may be of any size. The others arrive.
#[test]
fn a_webhook_that_is_too_large_does_not_hide_the_others() {
    let sandbox = plain();
    fill(&sandbox, 60);
    let mut large = Webhook::new("w030", "https://example.com/", &["Payout.created"]);
    large.metadata = format!("\"{}\"", "å".repeat(100));
    sandbox.insert([large.in_integration(INTEGRATION)]).unwrap();
    let mut client: Client<Tiny> = of(&sandbox).capacity().build().unwrap();
    let listed: Vec<_> = client.list().collect();
    assert_eq!(listed.len(), 60);
    for (n, webhook) in listed.iter().enumerate() {
        match webhook {
            Ok(webhook) => assert_eq!(webhook.id.as_str(), format!("w{n:03}")),
            Err(error) => {
                let expected = CoreError::Capacity(Field::Metadata);
                assert_eq!((n, error.exchange_error()), (30, Some(expected)));
                assert_eq!(error.oversize_id(), Some("w030"));
            }
        }
    }
    assert_eq!(sandbox.connections(), 1);

    // By itself it cannot be had, but the connection can be used again.
    let error = client.retrieve("w030").unwrap_err();
    assert_eq!(
        error.to_string(),
        "a webhook's metadata is longer than the capacity chosen for it; its id is w030"
    );
    assert!(!error.is_retryable());
    assert_eq!(client.retrieve("w031").unwrap().id.as_str(), "w031");
    assert_eq!(sandbox.connections(), 1);
}

#[test]
fn settings_after_the_first_step_change_nothing() {
    let sandbox = plain();
    let expected = fill(&sandbox, 30);
    let mut client = client(&sandbox);
    let mut listing = client.list();
    let first = listing.next().unwrap().unwrap();
    assert_eq!(first.id.as_str(), expected[0]);
    let rest = listing.page(7).page_size(3).map(Result::unwrap);
    assert_eq!(rest.count(), 29);
    assert_eq!(lines(&sandbox), THREE_PAGES[..2]);
}
