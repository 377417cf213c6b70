//! What a list says of itself (B19), and of changes while it is read (B20).

use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{
    Capacity, Error, Exchange, ExchangeEvent, Field, List, ListReport, Omitted, ProtocolError,
    Server, Step, Webhook,
};
use gigapay_webhooks_tests::peer::{Connection, Peer};
use gigapay_webhooks_tests::run::sample_api;
use gigapay_webhooks_tests::wire::Wire;
use gigapay_webhooks_tests::{capacity, response};

/// A page with this `count`, if any, and webhooks of these ids.
fn page(count: &str, ids: &[&str], next: Option<u32>) -> String {
    let count = match count {
        "" => String::new(),
        count => format!(r#""count":{count},"#),
    };
    let hooks: Vec<String> = ids
        .iter()
        .map(|id| format!(r#"{{"id":"{id}","url":"u","events":[]}}"#))
        .collect();
    let next = next.map_or("null".into(), |page| format!("\"?page={page}\""));
    let body = format!(
        r#"{{{count}"next":{next},"results":[{}]}}"#,
        hooks.join(",")
    );
    response("200 OK", &body)
}

/// Gives one response for each request.
struct Responses<'a> {
    responses: std::slice::Iter<'a, String>,
    unread: &'a [u8],
}

impl Peer for Responses<'_> {
    fn write(&mut self, bytes: &[u8]) -> usize {
        if self.unread.is_empty() {
            self.unread = self.responses.next().expect("a page").as_bytes();
        }
        bytes.len()
    }

    fn read(&mut self, space: &mut [u8]) -> usize {
        self.unread.read(space)
    }
}

/// Lists over these responses: the report after each webhook, too large or not, and at the end.
fn reports_in<C: Capacity>(responses: &[String], buffer: usize) -> Vec<ListReport> {
    let api = sample_api(Server::PRODUCTION);
    let mut webhook = Webhook::<C>::default();
    let mut buffer = vec![0; buffer];
    let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
    let mut server = Connection(Responses {
        responses: responses.iter(),
        unread: b"",
    });
    let mut reports = vec![exchange.report()];
    loop {
        let event = blocking::advance(&mut exchange, &mut server).expect("a good list");
        reports.push(exchange.report());
        match event {
            ExchangeEvent::Item | ExchangeEvent::Oversize(_) => {}
            ExchangeEvent::Reconnect => panic!("the connection was kept"),
            ExchangeEvent::Done { .. } => return reports,
        }
    }
}

fn reports(responses: &[String]) -> Vec<ListReport> {
    let reports = reports_in::<gigapay_webhooks::Standard>(responses, 512);
    let in_pieces = reports_in::<gigapay_webhooks::Standard>(responses, 1);
    assert_eq!(reports, in_pieces, "{responses:?}");
    reports
}

fn last(responses: &[String]) -> ListReport {
    *reports(responses).last().expect("a report")
}

/// The count, and which of the three signs show.
fn signs(report: ListReport) -> (Option<u32>, [bool; 3]) {
    let signs = [report.count_changed, report.repeated, report.page_gone];
    assert_eq!(report.has_changed(), signs.contains(&true));
    (report.count, signs)
}

const STABLE: [bool; 3] = [false; 3];
const COUNT_CHANGED: [bool; 3] = [true, false, false];
const REPEATED: [bool; 3] = [false, true, false];
const PAGE_GONE: [bool; 3] = [false, false, true];

#[test]
fn count_is_known_with_the_first_webhook() {
    let pages = [page("3", &["a", "b"], Some(2)), page("3", &["c"], None)];
    let reports: Vec<_> = reports(&pages).into_iter().map(signs).collect();
    let known = (Some(3), STABLE);
    assert_eq!(reports, [(None, STABLE), known, known, known, known]);
}

/// The hash of an id depends on every byte and its place. The largest page is a page, too.
#[test]
fn ids_that_differ_a_little_are_not_repeated() {
    let ids = [
        "", "a", "b", "ab", "ba", "aa", "å", "abc", "a-1", "a-2", "a-1",
    ];
    for pair in ids.windows(2) {
        let pages = [
            page("2", &pair[..1], Some(u32::MAX)),
            page("2", &pair[1..], None),
        ];
        assert_eq!(signs(last(&pages)), (Some(2), STABLE), "{pair:?}");
    }
}

#[test]
fn count_is_a_number_below_two_to_the_32_or_unknown() {
    for (text, count) in [("0", Some(0)), ("4294967295", Some(u32::MAX))] {
        assert_eq!(last(&[page(text, &["a"], None)]).count, count);
    }
    for text in [
        "4294967296",
        "-1",
        "1.0",
        "1e3",
        "null",
        "\"7\"",
        "[7]",
        "{}",
    ] {
        assert_eq!(last(&[page(text, &["a"], None)]).count, None, "{text}");
    }
}

#[test]
fn count_behind_the_results_is_known_at_the_end_of_the_page() {
    let first = r#"{"next":"?page=2","results":[{"id":"a","url":"u","events":[]}],"count":2}"#;
    let pages = [response("200 OK", first), page("2", &["b"], None)];
    let counts: Vec<_> = reports(&pages)
        .into_iter()
        .map(|report| report.count)
        .collect();
    assert_eq!(counts, [None, None, Some(2), Some(2)]);
}

/// Between two digits there is no count, rather than a smaller one.
#[test]
fn count_is_never_shown_in_part() {
    let api = sample_api(Server::PRODUCTION);
    let (mut webhook, mut buffer) = (Webhook::new(), [0; 1]);
    let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
    let page = page("4711", &["a"], None);
    let mut unread = page.bytes();
    let mut counts = Vec::new();
    loop {
        match exchange.poll().expect("a good list") {
            Step::Transmit(bytes) => {
                let written = bytes.len();
                exchange.transmitted(written);
            }
            Step::Receive(space) => {
                space[0] = unread.next().expect("a whole page");
                exchange.received(1);
            }
            Step::Event(ExchangeEvent::Done { .. }) => break,
            _ => {}
        }
        counts.push(exchange.report().count);
    }
    counts.dedup();
    assert_eq!(counts, [None, Some(4711)]);
}

/// Without either, nothing says that the page is whole; other shapes are no page at all.
#[test]
fn page_of_another_shape_is_refused() {
    let hook = r#"{"id":"a","url":"u","events":[]}"#;
    for body in [
        r#"{"count":0,"results":[]}"#.to_owned(),
        r#"{"count":0,"next":null}"#.to_owned(),
        r#"{"next":7,"results":[]}"#.to_owned(),
        r#"{"next":[],"results":[]}"#.to_owned(),
        r#"{"next":null,"results":null}"#.to_owned(),
        r#"{"next":null,"results":{}}"#.to_owned(),
        r#"{"next":null,"results":[7]}"#.to_owned(),
        format!(r#"{{"next":null,"results":[{hook}],"results":[{hook}]}}"#),
        format!(r#"[{{"next":null,"results":[{hook}]}}]"#),
        "[]".to_owned(),
        "7".to_owned(),
        hook.to_owned(),
    ] {
        let response = response("200 OK", &body);
        let api = sample_api(Server::PRODUCTION);
        let (mut webhook, mut buffer) = (Webhook::new(), [0; 64]);
        let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
        let mut wire = Wire::new(response.as_bytes());
        let error = loop {
            match blocking::advance(&mut exchange, &mut wire) {
                Ok(ExchangeEvent::Item) => {}
                other => break other,
            }
        };
        let expected = Error::Protocol(ProtocolError::NotAWebhook);
        assert_eq!(error, Err(DriveError::Exchange(expected)), "{body}");
    }
}

/// What nests in a webhook of a list is told from what stands in the webhook itself.
#[test]
fn events_of_a_listed_webhook_are_a_flat_list() {
    for events in [r#"["e"]"#, "[]"] {
        let hook = format!(r#"{{"id":"a","url":"u","events":{events},"x":[[["y"]]]}}"#);
        let page = response("200 OK", &format!(r#"{{"next":null,"results":[{hook}]}}"#));
        assert_eq!(reports(&[page]).len(), 3, "{events}");
    }
    for events in [r#"[["e"]]"#, "[[]]", r#""e""#, r#"[{"e":"e"}]"#] {
        let hook = format!(r#"{{"id":"a","url":"u","events":{events}}}"#);
        let page = response("200 OK", &format!(r#"{{"next":null,"results":[{hook}]}}"#));
        let api = sample_api(Server::PRODUCTION);
        let (mut webhook, mut buffer) = (Webhook::new(), [0; 64]);
        let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
        let result = blocking::advance(&mut exchange, &mut Wire::new(page.as_bytes()));
        let expected = Error::Protocol(ProtocolError::WrongType(Field::Events));
        assert_eq!(result, Err(DriveError::Exchange(expected)), "{events}");
    }
}

#[test]
fn count_of_an_empty_list_is_0() {
    assert_eq!(signs(last(&[page("0", &[], None)])), (Some(0), STABLE));
}

/// The reference's own sample has one that is no number of anything (B19).
#[test]
fn count_that_is_no_number_is_unknown() {
    for count in [
        "",
        "null",
        "true",
        "-1",
        "1.0",
        "1e3",
        "\"7\"",
        "[7]",
        "{\"n\":7}",
        "4294967296",
    ] {
        assert_eq!(
            signs(last(&[page(count, &["a"], None)])),
            (None, STABLE),
            "{count}"
        );
    }
    let widest = signs(last(&[page("4294967295", &["a"], None)]));
    assert_eq!(widest, (Some(u32::MAX), STABLE));
}

#[test]
fn count_that_comes_twice_is_the_last() {
    let body = r#"{"count":1,"count":23,"next":null,"results":[]}"#;
    assert_eq!(last(&[response("200 OK", body)]).count, Some(23));
}

#[test]
fn count_that_changes_between_pages_shows() {
    for (second, third, changed) in [
        ("6", "6", false),
        ("5", "5", true),
        ("6", "7", true),
        ("7", "6", true),
        // A page that does not say it contradicts nothing.
        ("null", "6", false),
        ("null", "7", true),
    ] {
        let pages = [
            page("6", &["a", "b"], Some(2)),
            page(second, &["c", "d"], Some(3)),
            page(third, &["e", "f"], None),
        ];
        let expected = if changed { COUNT_CHANGED } else { STABLE };
        assert_eq!(signs(last(&pages)).1, expected, "{second} {third}");
    }
}

/// It shows with the first webhook of the second page, before the list is over.
#[test]
fn count_that_changes_shows_at_once() {
    let pages = [page("1", &["a"], Some(2)), page("2", &["b", "c"], None)];
    let changed: Vec<_> = reports(&pages)
        .iter()
        .map(|report| report.count_changed)
        .collect();
    assert_eq!(changed, [false, false, true, true, true]);
}

/// So many webhooks registered between two pages move as many over the edge.
#[test]
fn webhooks_listed_twice_show() {
    let ids = ["a", "b", "c", "d"];
    for moved in 0..=4 {
        let second: Vec<&str> = ids[4 - moved..].iter().copied().chain(["x", "y"]).collect();
        let pages = [page("", &ids, Some(2)), page("", &second, None)];
        let expected = if moved > 0 { REPEATED } else { STABLE };
        assert_eq!(signs(last(&pages)).1, expected, "{moved}");
    }
}

#[test]
fn webhook_listed_twice_shows_when_it_comes() {
    let pages = [
        page("", &["a", "b"], Some(2)),
        page("", &["a", "b", "c"], None),
    ];
    let repeated: Vec<_> = reports(&pages)
        .iter()
        .map(|report| report.repeated)
        .collect();
    assert_eq!(repeated, [false, false, false, false, true, true, true]);
}

/// The edge is that of the page before, not of an earlier one, and not within a page.
#[test]
fn only_the_edge_of_the_page_before_counts() {
    let pages = [
        page("", &["a"], Some(2)),
        page("", &["b"], Some(3)),
        page("", &["a"], None),
    ];
    assert_eq!(signs(last(&pages)).1, STABLE);
    assert_eq!(signs(last(&[page("", &["a", "a"], None)])).1, STABLE);
    let later = [
        page("", &["a"], Some(2)),
        page("", &["b"], Some(3)),
        page("", &["b"], None),
    ];
    assert_eq!(signs(last(&later)).1, REPEATED);
}

/// B20: the API itself says that there is no such page any more.
#[test]
fn page_that_is_gone_shows() {
    let gone = response("404 Not Found", r#"{"detail":"Invalid page."}"#);
    let reports = reports(&[page("2", &["a"], Some(2)), gone]);
    let reports: Vec<_> = reports.into_iter().map(signs).collect();
    let before = (Some(2), STABLE);
    assert_eq!(reports, [(None, STABLE), before, (Some(2), PAGE_GONE)]);
}

// Room for nothing but an id, and not for a long one.
capacity!(Short: heapless::String<1>, Omitted, Omitted, Omitted, Omitted);

/// What cannot be compared is not reported: two ids of which nothing is kept are not the same.
#[test]
fn ids_that_do_not_fit_are_not_compared() {
    let pages = [page("", &["long"], Some(2)), page("", &["wide", "b"], None)];
    let report = *reports_in::<Short>(&pages, 64).last().expect("a report");
    assert_eq!(signs(report).1, STABLE);
    let pages = [page("", &["b"], Some(2)), page("", &["wide", "b"], None)];
    let report = *reports_in::<Short>(&pages, 64).last().expect("a report");
    assert_eq!(signs(report).1, REPEATED);
}

/// A webhook that is too large has an id all the same.
#[test]
fn webhooks_too_large_are_compared() {
    let large = format!(r#"{{"id":"a","url":"{}","events":[]}}"#, "u".repeat(300));
    let body = format!(r#"{{"next":"?page=2","results":[{large}]}}"#);
    let pages = [response("200 OK", &body), page("", &["a"], None)];
    assert_eq!(signs(last(&pages)).1, REPEATED);
}

#[test]
fn report_says_what_to_do() {
    let gone = response("404 Not Found", r#"{"detail":"Invalid page."}"#);
    let pages = [page("2", &["a"], Some(2)), page("3", &["a"], Some(3)), gone];
    assert_eq!(
        last(&pages).to_string(),
        "the list changed while it was read (its count changed between two pages, a webhook of one \
         page was listed again on the next, its last page is gone): a webhook may be missing or listed \
         twice; list again"
    );
    let pages = [page("2", &["a"], Some(2)), page("2", &["a"], None)];
    assert_eq!(
        last(&pages).to_string(),
        "the list changed while it was read (a webhook of one page was listed again on the next): a \
         webhook may be missing or listed twice; list again"
    );
    assert_eq!(
        last(&[page("1", &["a"], None)]).to_string(),
        "the list did not change while it was read"
    );
}

/// The driver loop hands out a webhook that is too large as a step, with its id.
#[test]
fn driver_names_the_webhook_that_is_too_large() {
    let page = page("2", &["long", "b"], None);
    let api = sample_api(Server::PRODUCTION);
    let mut webhook = Webhook::<Small>::default();
    let mut buffer = [0; 64];
    let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
    let mut wire = Wire::new(page.as_bytes());
    let pause = blocking::advance(&mut exchange, &mut wire).expect("a good list");
    assert_eq!(pause, ExchangeEvent::Oversize(gigapay_webhooks::Field::Url));
    assert_eq!(exchange.oversize_id(), Some("long"));
    assert!(exchange.webhook().is_none());
    let pause = blocking::advance(&mut exchange, &mut wire).expect("a good list");
    assert_eq!(pause, ExchangeEvent::Oversize(gigapay_webhooks::Field::Url));
    assert_eq!(exchange.oversize_id(), Some("b"));
    let pause = blocking::advance(&mut exchange, &mut wire).expect("a good list");
    assert_eq!(pause, ExchangeEvent::Done { reusable: true });
    assert_eq!(exchange.oversize_id(), None);
}

// No room for a URL.
capacity!(Small: heapless::String<8>, heapless::String<0>, Omitted, Omitted, Omitted);
