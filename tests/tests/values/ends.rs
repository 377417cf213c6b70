//! What an exchange says of itself when it is over, and whether it may be tried again (B21).

use gigapay_webhooks::{
    AttemptError, Delete, Error, Event, Exchange, ExchangeEvent, List, NewWebhook, Operation,
    OperationOutcome, ProtocolError, Register, Replace, Replacement, ReplacementSecret, Retrieve,
    Server, Step, Update, Webhook, WebhookUpdate,
};
use gigapay_webhooks_tests::cases::{self, payouts};
use gigapay_webhooks_tests::peer::Peer;
use gigapay_webhooks_tests::run::{run, sample_api};
use gigapay_webhooks_tests::{Canned, End, Hook, Pieces};

/// The webhook is ready once, also for who asks twice.
#[test]
fn a_webhook_is_taken_once() {
    let api = sample_api(Server::DEMO);
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 128];
    let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
    assert_eq!(exchange.webhook(), None);
    run(
        &mut exchange,
        &mut Canned::new(&cases::named("retrieve").bytes(), Pieces::Whole),
    );
    assert_eq!(exchange.webhook().map(Hook::from), Some(payouts()));
    assert!(matches!(
        exchange.poll(),
        Ok(Step::Event(ExchangeEvent::Done { .. }))
    ));
    let taken = exchange.take();
    assert_eq!(taken.as_ref().map(Hook::from), Some(payouts()));
    assert_eq!(exchange.take(), None);
    assert_eq!(exchange.webhook(), None);
    assert!(matches!(
        exchange.poll(),
        Ok(Step::Event(ExchangeEvent::Done { .. }))
    ));
    assert_eq!(exchange.take(), None, "not even an empty one");
    assert_eq!(exchange.webhook(), None);
}

fn is_repeatable<Op: Operation>(operation: Op) -> bool {
    let api = sample_api(Server::DEMO);
    Exchange::new(&api, operation, &mut [0; 64]).is_repeatable()
}

/// B9, B21: what may be sent again when its outcome is unknown.
#[test]
fn what_may_be_sent_again() {
    let webhook = &mut Webhook::<gigapay_webhooks::Standard>::default();
    assert!(is_repeatable(List::new(webhook)));
    assert!(is_repeatable(Retrieve::new("i", webhook)));
    assert!(is_repeatable(Delete::new("i")));
    let new = NewWebhook::new("u", &[Event::PAYOUT_CREATED]);
    assert!(!is_repeatable(Register::new(new, webhook)));
    assert!(!is_repeatable(Register::new(new.id("i"), webhook)));
    assert!(is_repeatable(Register::new(
        new.idempotency_key("k"),
        webhook
    )));
    let none = WebhookUpdate::new();
    assert!(is_repeatable(Update::new("i", none, webhook)));
    assert!(is_repeatable(Update::new(
        "i",
        none.url("u").id("i"),
        webhook
    )));
    assert!(!is_repeatable(Update::new("i", none.id("j"), webhook)));
    let new = Replacement::new("u", &[], ReplacementSecret::REGENERATE);
    assert!(is_repeatable(Replace::new("i", new, webhook)));
    assert!(is_repeatable(Replace::new("i", new.id("i"), webhook)));
    assert!(!is_repeatable(Replace::new("i", new.id("j"), webhook)));
}

/// Whatever has arrived of a response, the request can be sent again; what it gives then counts
/// alone.
#[test]
fn a_restart_forgets_what_had_arrived() {
    let api = sample_api(Server::DEMO);
    let response = cases::named("retrieve").bytes();
    let refusal = cases::named("refused-503-close").bytes();
    let mut restarts = 0;
    for arrives in 0..response.len() {
        let mut webhook: Webhook = Webhook::default();
        let mut buffer = [0; 128];
        let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
        assert!(
            !exchange.restart(OperationOutcome::Unknown),
            "it has not started"
        );
        let outcome = run(
            &mut exchange,
            &mut Canned::new(&response[..arrives], Pieces::Whole),
        );
        assert_eq!(exchange.response_began(), arrives > 0);
        let error = if arrives == 0 {
            ProtocolError::ClosedBeforeResponse
        } else {
            ProtocolError::Truncated
        };
        assert_eq!(outcome.end, End::Failed(Error::Protocol(error)));
        assert!(Error::Protocol(error).is_retryable());
        assert!(exchange.restart(OperationOutcome::Unknown));
        assert!(!exchange.response_began());
        let refused = run(&mut exchange, &mut Canned::new(&refusal, Pieces::Whole));
        assert!(
            matches!(refused.end, End::Refused(503, _)),
            "{:?}",
            refused.end
        );
        assert!(exchange.restart(OperationOutcome::Unknown));
        let again = run(&mut exchange, &mut Canned::new(&response, Pieces::Each(9)));
        assert_eq!(again.end, End::Done);
        assert_eq!(exchange.webhook().map(Hook::from), Some(payouts()));
        assert!(!exchange.restart(OperationOutcome::Unknown), "it is over");
        restarts += 2;
    }
    assert!(restarts > 400, "{restarts}");
}

/// No webhook of a list is given out twice.
#[test]
fn no_restart_once_a_page_has_given_something() {
    let api = sample_api(Server::DEMO);
    let response = cases::named("list").bytes();
    let mut restarted = [0; 2];
    for arrives in 0..response.len() {
        let mut webhook: Webhook = Webhook::default();
        let mut buffer = [0; 128];
        let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
        let part = &response[..arrives];
        let outcome = run(&mut exchange, &mut Canned::new(part, Pieces::Whole));
        let restart = exchange.restart(OperationOutcome::Unknown);
        assert_eq!(restart, outcome.got.is_empty(), "{arrives}");
        restarted[usize::from(restart)] += 1;
        if restart {
            let again = run(&mut exchange, &mut Canned::new(&response, Pieces::Whole));
            assert_eq!((again.end, again.got.len()), (End::Done, 2));
        }
    }
    assert!(restarted.iter().all(|count| *count > 100), "{restarted:?}");
}

/// B20, B19: a restart within a list asks for the page that it has come to.
#[test]
fn a_restart_within_a_list() {
    use gigapay_webhooks_tests::pages::{Pages, webhook};

    let api = sample_api(Server::DEMO);
    let mut slot: Webhook = Webhook::default();
    let mut buffer = [0; 128];
    let list = List::new(&mut slot).page_size(2);
    let mut exchange = Exchange::new(&api, list, &mut buffer);
    let mut pages = Pages::new(5);
    let mut seen = Vec::new();
    let mut lost = false;
    loop {
        match exchange.poll() {
            Ok(Step::Transmit(bytes)) => {
                let written = pages.write(bytes);
                exchange.transmitted(written);
            }
            // The kept connection turns out to be gone, once.
            Ok(Step::Receive(_)) if pages.targets.len() == 2 && !lost => {
                lost = true;
                pages = Pages::new(5);
                exchange.received(0);
            }
            Ok(Step::Receive(space)) => {
                let read = pages.read(space);
                exchange.received(read);
            }
            Ok(Step::Event(ExchangeEvent::Item)) => seen.extend(exchange.webhook().map(Hook::from)),
            Ok(Step::Event(ExchangeEvent::Done { .. })) => break,
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error, Error::Protocol(ProtocolError::ClosedBeforeResponse));
                assert!(exchange.is_repeatable() && exchange.restart(OperationOutcome::Unknown));
            }
        }
    }
    assert!(lost);
    assert_eq!(seen, (0..5).map(webhook).collect::<Vec<_>>());
    assert_eq!(
        pages.targets,
        [
            "/v2/webhooks/?page=2&page_size=2",
            "/v2/webhooks/?page=3&page_size=2"
        ]
    );
}

/// Calls out of turn change nothing, and nothing panics.
#[test]
fn calls_out_of_turn() {
    let api = sample_api(Server::DEMO);
    let response = cases::named("retrieve").bytes();
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 4096];
    let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
    exchange.transmitted(7);
    let mut peer = Canned::new(&response, Pieces::Each(50));
    loop {
        match exchange.poll().unwrap() {
            Step::Transmit(bytes) => {
                let written = peer.write(bytes);
                // In three parts of which one is nothing.
                exchange.transmitted(written - 1);
                exchange.transmitted(0);
                exchange.transmitted(1);
            }
            Step::Receive(space) => {
                let read = peer.read(space);
                exchange.transmitted(usize::MAX);
                exchange.received(read);
            }
            Step::Event(ExchangeEvent::Done { reusable }) => {
                exchange.received(0);
                exchange.transmitted(1);
                assert!(reusable && exchange.is_reusable());
                break;
            }
            _ => {}
        }
    }
    assert!(matches!(
        exchange.poll(),
        Ok(Step::Event(ExchangeEvent::Done { reusable: true }))
    ));
    assert_eq!(exchange.webhook().map(Hook::from), Some(payouts()));
}

/// A transport that drives the exchange without the type of its operation is told the same.
#[test]
fn an_erased_exchange_says_what_the_exchange_says() {
    let api = sample_api(Server::DEMO);
    let attempts = [
        AttemptError::NotSent { may_pass: true },
        AttemptError::Disconnected,
        AttemptError::Interrupted { may_pass: false },
    ];
    let retrieved = cases::named("retrieve").bytes();
    let refused = cases::named("refused-503-close").bytes();
    let mut reusable = 0;
    for response in [&retrieved[..], &refused, &retrieved[..60], b""] {
        let mut webhook: Webhook = Webhook::default();
        let mut buffer = [0; 128];
        let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
        run(&mut exchange, &mut Canned::new(response, Pieces::Whole));
        for attempt in attempts {
            let failure = exchange.failure(attempt);
            assert_eq!(exchange.erased().failure(attempt), failure);
            for was_used_before in [false, true] {
                let may_resend = exchange.may_resend(attempt, was_used_before);
                let erased = exchange.erased();
                assert_eq!(erased.may_resend(attempt, was_used_before), may_resend);
                assert!(was_used_before || !may_resend);
            }
        }
        let is_reusable = exchange.is_reusable();
        assert_eq!(exchange.erased().is_reusable(), is_reusable);
        reusable += u32::from(is_reusable);
        let refusal = exchange.refusal();
        assert_eq!(exchange.erased().refusal(), refusal);
        let message = exchange.problem().message().to_owned();
        assert_eq!(exchange.erased().problem().message(), message);
        let is_done = response == retrieved;
        assert_eq!(
            exchange.erased().restart(OperationOutcome::Unknown),
            !is_done
        );
    }
    assert_eq!(reusable, 1);
}

/// What transports log: the request line and the status, as they go over the wire.
#[test]
fn an_exchange_names_its_request() {
    let api = sample_api(Server::DEMO);
    // Longer than a piece in which it is shown.
    let long = "å".repeat(40);
    for id in ["i", long.as_str()] {
        let mut webhook: Webhook = Webhook::default();
        let mut buffer = [0; 1024];
        let mut exchange = Exchange::new(&api, Retrieve::new(id, &mut webhook), &mut buffer);
        let (method, target) = (exchange.method(), exchange.target().to_string());
        assert_eq!(exchange.status(), None);
        let response = cases::named("retrieve").bytes();
        let mut peer = Canned::new(&response, Pieces::Whole);
        run(&mut exchange, &mut peer);
        let line = format!("{method} {target} HTTP/1.1\r\n");
        assert!(peer.sent.starts_with(line.as_bytes()), "{line}");
        assert_eq!(exchange.status(), Some(200));
    }
}
