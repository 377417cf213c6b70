//! One connection, many exchanges: what is left over of one response is never read as the next.

use gigapay_webhooks::{Delete, Exchange, List, Operation, Retrieve, Server, Webhook};
use gigapay_webhooks_tests::cases::{self, Case, payouts};
use gigapay_webhooks_tests::peer::Peer;
use gigapay_webhooks_tests::run::{Observed, run, sample_api};
use gigapay_webhooks_tests::{Canned, End, Outcome, Pieces, Verb, perform};

/// A connection may be used again if, and only if, its response was read to the last byte: an
/// unread body would be taken for the next response.
#[test]
fn reusable_is_read_to_the_last_byte() {
    let mut reusable = 0;
    for case in cases::all() {
        let bytes = case.bytes();
        let mut peer = Canned::new(&bytes, Pieces::Each(1));
        let outcome = perform(case.verb, 64, &mut peer);
        if outcome.reusable && case.name != "surplus" {
            assert_eq!(peer.given, bytes.len(), "{}", case.name);
            reusable += 1;
        }
    }
    assert!(reusable > 50, "{reusable}");
}

/// A server that gives the next response when the next request has come.
struct Server2<'a> {
    responses: std::slice::Iter<'a, Vec<u8>>,
    present: Canned<'a>,
}

impl Peer for Server2<'_> {
    fn write(&mut self, bytes: &[u8]) -> usize {
        if bytes.ends_with(b"\r\n\r\n") {
            let response = self.responses.next().expect("another response");
            self.present = Canned::new(response, Pieces::Each(60));
        }
        bytes.len()
    }

    fn read(&mut self, space: &mut [u8]) -> usize {
        self.present.read(space)
    }
}

fn exchange<Op: Operation + Observed>(operation: Op, server: &mut Server2<'_>) -> Outcome {
    let api = sample_api(Server::DEMO);
    let mut buffer = [0; 99];
    run(&mut Exchange::new(&api, operation, &mut buffer), server)
}

/// Every response that leaves the connection usable, one after the other over the same one.
#[test]
fn one_connection_for_all() {
    let is_reusable = |case: &Case| case.outcome.reusable;
    let cases: Vec<Case> = cases::all().into_iter().filter(is_reusable).collect();
    let responses: Vec<Vec<u8>> = cases.iter().map(Case::bytes).collect();
    let mut server = Server2 {
        responses: responses.iter(),
        present: Canned::new(b"", Pieces::Whole),
    };
    for case in &cases {
        let mut webhook = Webhook::<gigapay_webhooks_tests::Roomy>::default();
        let outcome = match case.verb {
            Verb::List => exchange(List::new(&mut webhook), &mut server),
            Verb::Delete => exchange(Delete::new("i"), &mut server),
            // A request with body ends otherwise; its response is decoded alike.
            _ => exchange(Retrieve::new("i", &mut webhook), &mut server),
        };
        assert_eq!(outcome, case.outcome, "{}", case.name);
    }
}

/// Another client loses step when a 204 has no length, and fails the request after it.
#[test]
fn after_a_deletion() {
    let mut bytes = Vec::new();
    for name in ["delete", "delete-length-0"] {
        bytes.extend([name, "retrieve"].map(|name| cases::named(name).bytes()));
    }
    let mut server = Server2 {
        responses: bytes.iter(),
        present: Canned::new(b"", Pieces::Whole),
    };
    for _ in 0..2 {
        let deleted = exchange(Delete::new("i"), &mut server);
        assert_eq!(deleted, Outcome::of(End::Done).reusable());
        let mut webhook: Webhook = Webhook::default();
        let retrieved = exchange(Retrieve::new("i", &mut webhook), &mut server);
        let expected = Outcome::of(End::Done).hooks([payouts()]).reusable();
        assert_eq!(retrieved, expected);
    }
}
