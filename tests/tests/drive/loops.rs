//! Both loops give the same as the exchange itself, whatever the connection does short of failing.

use gigapay_webhooks::drive::{blocking, nonblocking};
use gigapay_webhooks::{
    Delete, Event, Exchange, ExchangeEvent, List, NewWebhook, Register, Retrieve, Server, Webhook,
};
use gigapay_webhooks_tests::cases::{self, payouts};
use gigapay_webhooks_tests::request;
use gigapay_webhooks_tests::run::sample_api;
use gigapay_webhooks_tests::wire::Wire;
use gigapay_webhooks_tests::{Got, Hook, block_on};

use super::LOOPS;

/// Connections that are slow in every way.
fn wires(response: &[u8]) -> impl Iterator<Item = Wire<'_>> {
    let most = [1, 2, 7, 64, usize::MAX];
    let all = most
        .into_iter()
        .flat_map(|most| [0, 2, 3].map(move |interrupted_every| (most, interrupted_every)));
    all.map(move |(most, interrupted_every)| {
        let mut wire = Wire::new(response);
        wire.most = most;
        wire.interrupted_every = interrupted_every;
        wire.pending = most % 3;
        wire
    })
}

#[test]
fn short_and_interrupted_connections() {
    let api = sample_api(Server::DEMO);
    let response = cases::named("register").bytes();
    let new = NewWebhook::new("https://h/", &[Event::PAYOUT_CREATED]);
    let mut webhook: Webhook = Webhook::default();
    let request = request::bytes(&api, Register::new(new, &mut webhook), 4096).unwrap();
    for driver in LOOPS {
        for buffer in [64, 300, 1024] {
            for mut wire in wires(&response) {
                let mut webhook: Webhook = Webhook::default();
                let mut buffer = vec![0; buffer];
                let register = Register::new(new, &mut webhook);
                let mut exchange = Exchange::new(&api, register, &mut buffer);
                assert_eq!(
                    driver.advance(&mut exchange, &mut wire),
                    Ok(ExchangeEvent::Done { reusable: true })
                );
                assert_eq!(exchange.webhook().map(Hook::from), Some(payouts()));
                assert_eq!(wire.sent, request, "{driver:?}");
                assert_eq!(wire.unflushed, 0);
                // Done stays done, and nothing more is read or written.
                let calls = wire.clone();
                assert_eq!(
                    driver.advance(&mut exchange, &mut wire),
                    Ok(ExchangeEvent::Done { reusable: true })
                );
                assert_eq!(wire.sent, calls.sent);
            }
        }
    }
}

#[test]
fn a_list_pauses_at_every_webhook() {
    let api = sample_api(Server::DEMO);
    let case = cases::named("chunked-odd");
    let response = case.bytes();
    for driver in LOOPS {
        for mut wire in wires(&response) {
            let mut webhook: Webhook = Webhook::default();
            let mut buffer = [0; 100];
            let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
            let mut got = Vec::new();
            let end = loop {
                match driver.advance(&mut exchange, &mut wire).unwrap() {
                    ExchangeEvent::Item => {
                        got.extend(exchange.webhook().map(Hook::from).map(Got::Hook))
                    }
                    end => break end,
                }
            };
            assert_eq!(end, ExchangeEvent::Done { reusable: true });
            assert_eq!(got, case.outcome.got);
        }
    }
}

/// The server closes between two pages; the list goes on over another connection.
#[test]
fn a_list_goes_on_over_another_connection() {
    let api = sample_api(Server::DEMO);
    let page = |id: u32, next: &str| {
        let body =
            format!(r#"{{"next":{next},"results":[{{"id":"{id}","url":"u","events":[]}}]}}"#);
        format!("HTTP/1.0 200 OK\r\n\r\n{body}").into_bytes()
    };
    let first = page(1, "\"?page=2\"");
    let second = page(2, "null");
    for driver in LOOPS {
        let mut webhook: Webhook = Webhook::default();
        let mut buffer = [0; 100];
        let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
        let mut wire = Wire::new(&first);
        let mut ids = Vec::new();
        let mut connections = 1;
        loop {
            match driver.advance(&mut exchange, &mut wire).unwrap() {
                ExchangeEvent::Item => ids.push(exchange.take().unwrap().id),
                ExchangeEvent::Oversize(field) => panic!("{field:?} fits"),
                ExchangeEvent::Reconnect => {
                    assert_eq!(ids.len(), 1);
                    connections += 1;
                    wire = Wire::new(&second);
                }
                ExchangeEvent::Done { reusable } => {
                    assert!(!reusable, "HTTP/1.0 without keep-alive");
                    break;
                }
            }
        }
        assert_eq!((ids[0].as_str(), ids[1].as_str()), ("1", "2"));
        assert_eq!((ids.len(), connections), (2, 2));
        assert!(
            wire.sent
                .starts_with(b"GET /v2/webhooks/?page=2 HTTP/1.1\r\n")
        );
    }
}

/// Another client reads a head byte by byte: 1,768 reads for six operations.
#[test]
fn reads_and_writes_are_as_few_as_can_be() {
    let api = sample_api(Server::DEMO);
    let response = cases::named("delete").bytes();
    let mut buffer = [0; 512];
    let mut exchange = Exchange::new(&api, Delete::new("i"), &mut buffer);
    let mut wire = Wire::new(&response);
    let end = gigapay_webhooks::drive::blocking::advance(&mut exchange, &mut wire);
    assert_eq!(end, Ok(ExchangeEvent::Done { reusable: true }));
    assert_eq!((wire.reads, wire.writes), (1, 1), "reads and writes");
}

/// `finish` gives what `advance` leaves in the exchange, also without the operation's type.
#[test]
fn finish_and_the_erased_exchange_give_the_same_webhook() {
    let api = sample_api(Server::DEMO);
    let response = cases::named("retrieve").bytes();
    for is_blocking in [false, true] {
        let mut webhook: Webhook = Webhook::default();
        let mut buffer = [0; 64];
        let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
        let mut wire = Wire::new(&response);
        let finished = match is_blocking {
            true => blocking::finish(&mut exchange, &mut wire),
            false => block_on(nonblocking::finish(&mut exchange, &mut wire)),
        };
        assert_eq!(Hook::from(finished.unwrap()), payouts());

        let mut webhook: Webhook = Webhook::default();
        let mut buffer = [0; 64];
        let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
        let mut wire = Wire::new(&response);
        let erased = exchange.erased();
        let event = match is_blocking {
            true => blocking::advance(erased, &mut wire),
            false => block_on(nonblocking::advance(erased, &mut wire)),
        };
        assert_eq!(event, Ok(ExchangeEvent::Done { reusable: true }));
        assert_eq!(exchange.webhook().map(Hook::from), Some(payouts()));
    }
    let mut webhook: Webhook = Webhook::default();
    let mut buffer = [0; 64];
    let mut exchange = Exchange::new(&api, Retrieve::new("i", &mut webhook), &mut buffer);
    let finished = block_on(nonblocking::finish(&mut exchange, &mut Wire::new(b"")));
    assert!(finished.is_err());
}
