//! What `next` may look like (B19): nothing of it counts but the page.

use gigapay_webhooks::{Error, ProtocolError};
use gigapay_webhooks_tests::pages::{Link, Pages, list, webhook};
use gigapay_webhooks_tests::{End, Outcome};

fn outcome(link: Link) -> (Outcome, Pages) {
    let mut pages = Pages::new(30);
    pages.link = link;
    let outcome = list(&mut pages, None, Some(10), 99);
    (outcome, pages)
}

#[test]
fn the_page_wherever_it_stands() {
    let links: [Link; 13] = [
        |page, size| format!("\"http://api.gigapay.se/v2/webhooks/?page={page}&page_size={size}\""),
        |page, _| format!("\"https://api.gigapay.se/v2/webhooks/?page={page}\""),
        |page, size| format!("\"https://h/?page_size={size}&page={page}\""),
        |page, size| format!("\"https://h/?page_size={size}&page={page}&format=json\""),
        |page, _| format!("\"https://h/?lang=sv&page={page}#page=9\""),
        |page, _| format!("\"https://attacker.invalid:1/else/where/?page={page}\""),
        |page, _| format!("\"/v2/webhooks/?page={page}\""),
        |page, _| format!("\"?page={page}\""),
        |page, _| format!("\"https:\\/\\/h\\/?p\\u0061ge\\u003D{page}\""),
        |page, _| format!("\"https://h/page=9/?subpage=8&page={page}\""),
        |page, _| format!("\"https://räksmörgås.se/?å=å&page={page}\""),
        |page, _| format!("\"https://h/?page={page:09}\""),
        |page, _| format!("\"https://h/{}?page={page}\"", "x".repeat(5000)),
    ];
    for link in links {
        let (outcome, pages) = outcome(link);
        let told = link(2, 10);
        let expected = Outcome::of(End::Done)
            .hooks((0..30).map(webhook))
            .reusable();
        assert_eq!(outcome, expected, "{told}");
        assert_eq!(
            pages.targets,
            [
                "/v2/webhooks/?page_size=10",
                "/v2/webhooks/?page=2&page_size=10",
                "/v2/webhooks/?page=3&page_size=10"
            ],
            "{told}"
        );
    }
}

/// What is not further on, or not a page at all, might never end.
#[test]
fn links_that_lead_nowhere() {
    let links: [Link; 10] = [
        |page, _| format!("\"https://h/?page={}\"", page - 1),
        |_, _| "\"https://h/?page=1\"".into(),
        |_, _| "\"https://h/?page=0\"".into(),
        |_, _| "\"https://h/?page=-2\"".into(),
        |_, _| "\"https://h/?page=2x\"".into(),
        |_, _| "\"https://h/?page=4294967298\"".into(),
        |_, _| "\"https://h/?page=\"".into(),
        |_, _| "\"https://h/?cursor=cD0y\"".into(),
        |_, _| "\"https://h/2\"".into(),
        |_, _| "\"\"".into(),
    ];
    for link in links {
        let (outcome, pages) = outcome(link);
        let told = link(2, 10);
        let expected =
            Outcome::of(Error::Protocol(ProtocolError::NextPage)).hooks((0..10).map(webhook));
        assert_eq!(outcome, expected, "{told}");
        assert_eq!(pages.targets.len(), 1, "{told}");
    }
}

/// A server that always says there is one more page, and has nothing on it.
#[test]
fn an_empty_page_that_promises_more() {
    struct Endless(usize);

    impl gigapay_webhooks_tests::peer::Peer for Endless {
        fn write(&mut self, bytes: &[u8]) -> usize {
            bytes.len()
        }

        fn read(&mut self, space: &mut [u8]) -> usize {
            self.0 += 1;
            let response = b"HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n\
                {\"next\":\"?page=777\",\"results\":[]}";
            space[..response.len()].copy_from_slice(response);
            response.len()
        }
    }

    let mut endless = Endless(0);
    let outcome =
        gigapay_webhooks_tests::perform(gigapay_webhooks_tests::Verb::List, 512, &mut endless);
    assert_eq!(
        outcome,
        Outcome::of(Error::Protocol(ProtocolError::NextPage))
    );
    assert_eq!(endless.0, 1);
}

/// A page further on than the next is as good: the server knows its pages.
#[test]
fn pages_may_be_skipped() {
    let mut pages = Pages::new(100);
    pages.link = |page, _| match page {
        2 => "\"?page=9\"".into(),
        _ => "\"?page=10\"".into(),
    };
    let outcome = list(&mut pages, None, Some(10), 99);
    let expected = (0..10).chain(80..100).map(webhook);
    assert_eq!(outcome, Outcome::of(End::Done).hooks(expected).reusable());
}

/// It begins at the page that the caller asked for: nothing before that one comes again.
#[test]
fn pages_before_the_first_one_lead_nowhere() {
    for page in [1, 2, 3] {
        let mut pages = Pages::new(50);
        pages.link = match page {
            1 => |_, _| "\"?page=1\"".into(),
            2 => |_, _| "\"?page=2\"".into(),
            _ => |_, _| "\"?page=3\"".into(),
        };
        let outcome = list(&mut pages, Some(3), Some(10), 99);
        let expected =
            Outcome::of(Error::Protocol(ProtocolError::NextPage)).hooks((20..30).map(webhook));
        assert_eq!(outcome, expected, "{page}");
    }
}
