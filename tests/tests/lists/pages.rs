//! Which pages are asked for, over which connections, and when a list ends.

use gigapay_webhooks_tests::pages::{Pages, list, webhook};
use gigapay_webhooks_tests::{End, Got, Outcome};

/// The webhooks of a whole list.
fn all(total: usize) -> Outcome {
    Outcome::of(End::Done)
        .hooks((0..total).map(webhook))
        .reusable()
}

#[test]
fn pages_are_asked_for_until_next_is_null() {
    let mut pages = Pages::new(60);
    assert_eq!(list(&mut pages, None, None, 256), all(60));
    assert_eq!(
        pages.targets,
        [
            "/v2/webhooks/",
            "/v2/webhooks/?page=2",
            "/v2/webhooks/?page=3"
        ]
    );
    assert_eq!(pages.connections, 1);
}

/// B19: the size is sent again with every page.
#[test]
fn the_page_size_is_sent_again() {
    let mut pages = Pages::new(21);
    assert_eq!(list(&mut pages, None, Some(10), 64), all(21));
    assert_eq!(
        pages.targets,
        [
            "/v2/webhooks/?page_size=10",
            "/v2/webhooks/?page=2&page_size=10",
            "/v2/webhooks/?page=3&page_size=10"
        ]
    );
}

#[test]
fn it_starts_at_the_page_asked_for() {
    let mut pages = Pages::new(30);
    let expected = Outcome::of(End::Done)
        .hooks((20..30).map(webhook))
        .reusable();
    assert_eq!(list(&mut pages, Some(3), Some(10), 100), expected);
    assert_eq!(pages.targets, ["/v2/webhooks/?page=3&page_size=10"]);
}

#[test]
fn lengths_around_whole_pages() {
    for total in [0, 1, 24, 25, 26, 49, 50, 51] {
        let mut pages = Pages::new(total);
        assert_eq!(list(&mut pages, None, None, 128), all(total));
        assert_eq!(pages.targets.len(), total.div_ceil(25).max(1));
    }
}

/// The server may give the connection up between any two pages.
#[test]
fn another_connection_is_asked_for_when_this_one_ends() {
    for closes_after in [vec![1], vec![2], vec![1, 2, 3], vec![3]] {
        let mut pages = Pages::new(40);
        pages.closes_after.clone_from(&closes_after);
        let outcome = list(&mut pages, None, Some(10), 200);
        let mut got: Vec<Got> = (0..40).map(webhook).map(Got::Hook).collect();
        for page in closes_after.iter().rev() {
            got.insert(*page as usize * 10, Got::Reconnect);
        }
        assert_eq!(outcome.got, got);
        assert_eq!(outcome.end, End::Done);
        assert!(outcome.reusable);
        assert_eq!(pages.connections, 1 + closes_after.len());
        assert_eq!(pages.targets.len(), 4, "each page once");
    }
    let mut pages = Pages::new(40);
    pages.closes_after = vec![4];
    let outcome = list(&mut pages, None, Some(10), 200);
    assert_eq!((outcome.end, outcome.reusable), (End::Done, false));
    assert_eq!(pages.connections, 1, "nothing to go on with");
}

/// B20: rows are deleted while a client pages.
#[test]
fn a_page_that_vanished_ends_the_list() {
    for (closes_after, reusable) in [(vec![], true), (vec![3], false)] {
        let mut pages = Pages::new(100);
        pages.gone_from = 3;
        pages.closes_after = closes_after;
        let outcome = list(&mut pages, None, Some(10), 64);
        let got: Vec<Got> = (0..20).map(webhook).map(Got::Hook).collect();
        assert_eq!(outcome.got, got);
        assert_eq!((outcome.end, outcome.reusable), (End::Done, reusable));
    }
}

/// The page that the caller asked for was never promised.
#[test]
fn a_first_page_that_is_not_there_is_a_refusal() {
    for page in [1, 3, 99] {
        let mut pages = Pages::new(10);
        pages.gone_from = 1;
        let expected = Outcome::of(End::Refused(404, None))
            .said("Invalid page.")
            .reusable();
        assert_eq!(list(&mut pages, Some(page), Some(10), 64), expected);
    }
    let mut pages = Pages::new(10);
    pages.gone_from = 1;
    let outcome = list(&mut pages, None, None, 64);
    assert_eq!(outcome.end, End::Refused(404, None));
}
