//! What became of an operation that failed, and whether it may be sent again (B21).

use gigapay_webhooks::OperationOutcome::{CarriedOut, NotCarriedOut, Unknown};
use gigapay_webhooks::{
    AttemptError, ConfigError, ContentCoding, Delete, EnsureError, Ensured, Error, Event, Exchange,
    ExchangeEvent, Failure, Field, List, NewWebhook, Operation, OperationOutcome, ProtocolError,
    Register, Replace, Replacement, ReplacementSecret, Retrieve, Server, Step, Update, Webhook,
    WebhookUpdate,
};
use gigapay_webhooks_tests::run::sample_api;
use gigapay_webhooks_tests::{respond, response};

/// How the core sees `error` end this operation, after attempts with the outcome `earlier`.
fn failure<Op: Operation>(
    operation: Op,
    error: AttemptError,
    earlier: Option<OperationOutcome>,
) -> Failure {
    let api = sample_api(Server::DEMO);
    let mut buffer = [0; 64];
    let mut exchange = Exchange::new(&api, operation, &mut buffer);
    assert!(matches!(exchange.poll(), Ok(Step::Transmit(_))));
    if let Some(earlier) = earlier {
        assert!(exchange.restart(earlier));
    }
    exchange.failure(error)
}

/// The error of an exchange that gets this response.
fn error_of<Op: Operation>(operation: Op, response: &[u8]) -> (Error, Failure) {
    let api = sample_api(Server::DEMO);
    let mut buffer = [0; 512];
    let mut exchange = Exchange::new(&api, operation, &mut buffer);
    let error = respond(&mut exchange, response).unwrap_err();
    (error, exchange.failure(error))
}

fn new() -> NewWebhook<'static> {
    NewWebhook::new("https://a.se/", &[Event::PAYOUT_CREATED])
}

fn refused(status: u16) -> (Error, Failure) {
    let mut webhook: Webhook = Webhook::new();
    let response = response(&format!("{status} x\r\nRetry-After: 7"), "");
    error_of(Register::new(new(), &mut webhook), response.as_bytes())
}

/// Only what the server itself says it did not do is known not to be done.
#[test]
fn a_post_refused_with_4xx_did_nothing_and_with_5xx_is_unknown() {
    for status in 300..=999 {
        let (error, failure) = refused(status);
        let outcome = match status {
            // They may lead to what came of it (RFC 9110 section 15.4.4).
            302 | 303 => Unknown,
            300..=499 => NotCarriedOut,
            _ => Unknown,
        };
        assert_eq!(failure.outcome, outcome, "{status}");
        assert_eq!(failure.is_repeatable, outcome == NotCarriedOut, "{status}");
        assert_eq!(failure.may_pass, error.is_retryable(), "{status}");
        assert_eq!(
            failure.is_retryable(),
            matches!(status, 408 | 425 | 429),
            "{status}"
        );
        assert_eq!(failure.is_outcome_unknown(), outcome == Unknown, "{status}");
        assert_eq!(failure.retry_after, Some(7));
        assert_eq!(failure.asks_to_wait(), failure.is_retryable(), "{status}");
    }
}

const fn protocol(error: ProtocolError) -> AttemptError {
    AttemptError::Exchange(Error::Protocol(error))
}

/// Every way in which an attempt can end, and what became of a POST then.
const ENDS: [(AttemptError, OperationOutcome, bool); 14] = [
    (
        AttemptError::NotSent { may_pass: true },
        NotCarriedOut,
        true,
    ),
    (
        AttemptError::NotSent { may_pass: false },
        NotCarriedOut,
        false,
    ),
    (AttemptError::Disconnected, Unknown, true),
    (AttemptError::Interrupted { may_pass: true }, Unknown, true),
    (
        AttemptError::Interrupted { may_pass: false },
        Unknown,
        false,
    ),
    (
        AttemptError::Exchange(Error::Config(ConfigError::InvalidId)),
        NotCarriedOut,
        false,
    ),
    // It is found out once bytes are moved.
    (
        AttemptError::Exchange(Error::Config(ConfigError::TooManyBytes)),
        Unknown,
        false,
    ),
    (
        AttemptError::Exchange(Error::Capacity(Field::Url)),
        CarriedOut,
        false,
    ),
    (protocol(ProtocolError::Truncated), Unknown, true),
    (protocol(ProtocolError::ClosedBeforeResponse), Unknown, true),
    (protocol(ProtocolError::Json), Unknown, false),
    (protocol(ProtocolError::UnexpectedStatus), Unknown, false),
    (protocol(ProtocolError::TooLong), Unknown, false),
    (protocol(ProtocolError::StatusLine), Unknown, false),
];

#[test]
fn a_post_without_a_key_is_repeated_only_if_nothing_was_done() {
    for (error, outcome, may_pass) in ENDS {
        let mut webhook: Webhook = Webhook::new();
        let failure = failure(Register::new(new(), &mut webhook), error, None);
        let expected = Failure {
            outcome,
            is_repeatable: outcome == NotCarriedOut,
            may_pass,
            retry_after: None,
        };
        assert_eq!(failure, expected, "{error:?}");
        assert!(!failure.asks_to_wait(), "{error:?}: no Retry-After");
        assert_eq!(
            failure.is_outcome_unknown(),
            outcome == Unknown,
            "{error:?}"
        );
        assert_eq!(
            failure.is_retryable(),
            outcome == NotCarriedOut && may_pass,
            "{error:?}"
        );
        let within = failure.within_ensure(Ensured::Unchanged);
        assert_eq!((within.outcome, within.is_repeatable), (outcome, true));
        assert!(!within.is_outcome_unknown());
        // An earlier part of it may have registered or updated the webhook.
        for so_far in [Ensured::Created, Ensured::Updated] {
            let within = failure.within_ensure(so_far);
            let outcome = match outcome {
                NotCarriedOut => Unknown,
                other => other,
            };
            assert_eq!((within.outcome, within.is_repeatable), (outcome, true));
        }
    }
}

#[test]
fn a_content_coding_leaves_it_open_what_was_done() {
    let coding = Error::ContentCoding(ContentCoding::new("gzip"));
    let mut webhook: Webhook = Webhook::new();
    let failure = failure(Register::new(new(), &mut webhook), coding.into(), None);
    assert!(failure.is_outcome_unknown() && !failure.is_retryable());
}

#[test]
fn what_is_safe_to_repeat_is_whatever_became_of_it() {
    for (error, outcome, may_pass) in ENDS {
        let webhook = &mut Webhook::<gigapay_webhooks::Standard>::new();
        let keyed = new().idempotency_key("k");
        let change = WebhookUpdate::new().url("https://b.se/");
        let replacement = Replacement::new("https://b.se/", &[], ReplacementSecret::REGENERATE);
        let failures = [
            failure(Register::new(keyed, webhook), error, None),
            failure(Update::new("i", change, webhook), error, None),
            failure(Replace::new("i", replacement, webhook), error, None),
            failure(Delete::new("i"), error, None),
        ];
        for failure in failures {
            assert_eq!(failure.outcome, outcome, "{error:?}");
            assert!(failure.is_repeatable && !failure.is_outcome_unknown());
            assert_eq!(failure.is_retryable(), may_pass, "{error:?}");
        }
    }
}

#[test]
fn a_request_that_only_reads_changes_nothing() {
    for (error, _, may_pass) in ENDS {
        for earlier in [None, Some(NotCarriedOut)] {
            let webhook = &mut Webhook::<gigapay_webhooks::Standard>::new();
            for failure in [
                failure(Retrieve::new("i", webhook), error, earlier),
                failure(List::new(webhook), error, earlier),
            ] {
                assert_eq!(failure.outcome, NotCarriedOut, "{error:?}");
                assert_eq!(failure.is_retryable(), may_pass, "{error:?}");
            }
        }
    }
}

/// A key makes it safe to send a POST again; that the second one is throttled says nothing of the
/// first.
#[test]
fn an_earlier_attempt_counts_too() {
    let throttled = refused(429).0;
    for (earlier, outcome) in [
        (None, NotCarriedOut),
        (Some(NotCarriedOut), NotCarriedOut),
        (Some(Unknown), Unknown),
        (Some(CarriedOut), Unknown),
    ] {
        let mut webhook: Webhook = Webhook::new();
        let keyed = new().idempotency_key("k");
        let failure = failure(
            Register::new(keyed, &mut webhook),
            throttled.into(),
            earlier,
        );
        assert_eq!(failure.outcome, outcome, "{earlier:?}");
        assert!(failure.is_retryable());
    }
}

/// B18: the first deletion may have succeeded, unless it is known that it did not. A 404 shows that
/// it did only in the API's own form (B22); one from a proxy leaves the outcome unknown.
#[test]
fn a_404_to_a_repeated_deletion_is_success() {
    let api = sample_api(Server::DEMO);
    for (earlier, status, is_done) in [
        (Unknown, "404", true),
        (CarriedOut, "404", true),
        (NotCarriedOut, "404", false),
        (Unknown, "403", false),
        (Unknown, "410", false),
    ] {
        for (field, body, is_apis) in [
            ("", r#"{"detail":"Not found."}"#, true),
            (
                "",
                r#" {"detail" : "Hittades inte.", "code": "not_found"} "#,
                true,
            ),
            ("", "", false),
            ("", "{}", false),
            ("", r#"{"detail":""}"#, false),
            ("", r#"{"message":"no route"}"#, false),
            ("", r#"["detail"]"#, false),
            ("", r#"{"detail":"Not found."#, false),
            ("", "<html><h1>404 Not Found</h1></html>", false),
            (
                "\r\nContent-Encoding: gzip",
                r#"{"detail":"Not found."}"#,
                false,
            ),
        ] {
            let is_done = is_done && is_apis;
            let response = response(&format!("{status} x{field}"), body);
            let mut buffer = [0; 512];
            let mut exchange = Exchange::new(&api, Delete::new("i"), &mut buffer);
            assert!(matches!(exchange.poll(), Ok(Step::Transmit(_))));
            assert!(exchange.restart(earlier));
            let end = respond(&mut exchange, response);
            let done = Ok(ExchangeEvent::Done { reusable: true });
            assert_eq!(end == done, is_done, "{earlier:?} {status} {body}: {end:?}");
            assert_eq!(end.is_err(), !is_done);
            if let Err(error) = end {
                let outcome = match earlier {
                    NotCarriedOut => NotCarriedOut,
                    _ => Unknown,
                };
                assert_eq!(exchange.failure(error).outcome, outcome, "{body}");
                assert_eq!(
                    exchange.refusal().map(|it| it.status.to_string()),
                    Some(status.into())
                );
            }
        }
    }
}

/// The status of a 404 is never lost to what follows it; whether the API or a proxy said so is
/// known only from a whole body. One that was cut may be whole at the next attempt.
#[test]
fn a_404_to_a_repeated_deletion_that_is_cut_or_malformed_keeps_its_status() {
    let api = sample_api(Server::DEMO).max_response(1000);
    let end = |response: &[u8]| {
        let mut buffer = [0; 64];
        let mut exchange = Exchange::new(&api, Delete::new("i"), &mut buffer);
        assert!(matches!(exchange.poll(), Ok(Step::Transmit(_))));
        assert!(exchange.restart(Unknown));
        let error = respond(&mut exchange, response).err()?;
        let refusal = exchange.refusal().map(|it| it.status);
        Some((error, refusal, exchange.failure(error)))
    };
    let status_line = "HTTP/1.1 404 Not Found\r\n";
    let body = r#"{"detail":"Not found."}"#;
    let framed = [
        format!("Content-Length: {}\r\n\r\n{body}", body.len()),
        format!("Transfer-Encoding: chunked\r\n\r\n17\r\n{body}\r\n0\r\n\r\n"),
    ];
    for rest in framed {
        let whole = format!("{status_line}{rest}");
        assert_eq!(end(whole.as_bytes()), None);
        for length in status_line.len()..whole.len() {
            let (error, refusal, failure) = end(&whole.as_bytes()[..length]).unwrap();
            assert!(
                matches!(error, Error::Api(it) if it.status == 404),
                "{length}: {error:?}"
            );
            assert_eq!(refusal, Some(404));
            assert_eq!(
                (failure.outcome, failure.is_retryable()),
                (Unknown, true),
                "{length}"
            );
        }
    }
    for malformed in [
        format!("Content-Length: x\r\n\r\n{body}"),
        format!("Content-Length: 23\r\nContent-Length: 24\r\n\r\n{body}"),
        format!("no field\r\n\r\n{body}"),
        format!("Transfer-Encoding: chunked\r\n\r\nx\r\n{body}"),
        "Content-Length: 22\r\n\r\n{\"detail\":\"Not found.\"".into(),
        "Content-Length: 23\r\n\r\n{\"detail\" \"Not found.\"}".into(),
        format!("Content-Length: 2000\r\n\r\n{}", "x".repeat(2000)),
    ] {
        let (error, refusal, failure) =
            end(format!("{status_line}{malformed}").as_bytes()).unwrap();
        assert!(
            matches!(error, Error::Api(it) if it.status == 404),
            "{error:?}"
        );
        assert_eq!(refusal, Some(404));
        assert_eq!(
            (failure.outcome, failure.is_retryable()),
            (Unknown, false),
            "{error:?}"
        );
    }
}

/// A retrieval that is refused with 404 was never done before, however often it was sent.
#[test]
fn a_404_to_a_repeated_retrieval_is_a_refusal() {
    let mut webhook: Webhook = Webhook::new();
    let retrieve = Retrieve::new("i", &mut webhook);
    let api = sample_api(Server::DEMO);
    let mut buffer = [0; 512];
    let mut exchange = Exchange::new(&api, retrieve, &mut buffer);
    assert!(matches!(exchange.poll(), Ok(Step::Transmit(_))));
    assert!(exchange.restart(Unknown));
    let error = respond(&mut exchange, response("404 x", "")).unwrap_err();
    assert!(matches!(error, Error::Api(refusal) if refusal.status == 404));
}

/// A connection that was closed between two requests is no failure of the second one.
#[test]
fn only_an_idle_connection_that_was_closed_is_replaced() {
    let api = sample_api(Server::DEMO);
    let closed = protocol(ProtocolError::ClosedBeforeResponse);
    for (error, is_dead) in [
        (AttemptError::Disconnected, true),
        (closed, true),
        (AttemptError::Interrupted { may_pass: true }, false),
        (AttemptError::NotSent { may_pass: true }, false),
        (protocol(ProtocolError::Truncated), false),
        (refused(429).0.into(), false),
    ] {
        let mut buffer = [0; 64];
        let exchange = Exchange::new(&api, Delete::new("i"), &mut buffer);
        assert_eq!(exchange.may_resend(error, true), is_dead, "{error:?}");
        assert!(!exchange.may_resend(error, false), "{error:?}");
        let mut webhook: Webhook = Webhook::new();
        let mut buffer = [0; 64];
        let register = Register::new(new(), &mut webhook);
        let exchange = Exchange::new(&api, register, &mut buffer);
        assert!(!exchange.may_resend(error, true), "{error:?}");
    }
}

#[test]
fn a_connection_that_has_begun_a_response_is_not_replaced() {
    let api = sample_api(Server::DEMO);
    let mut buffer = [0; 512];
    let mut exchange = Exchange::new(&api, Delete::new("i"), &mut buffer);
    for _ in 0..3 {
        match exchange.poll() {
            Ok(Step::Transmit(bytes)) => {
                let written = bytes.len();
                exchange.transmitted(written);
            }
            Ok(Step::Receive(space)) => {
                space[0] = b'H';
                exchange.received(1);
            }
            step => assert_eq!(step, Ok(Step::Flush)),
        }
    }
    assert!(exchange.response_began());
    assert!(!exchange.may_resend(AttemptError::Disconnected, true));
}

#[test]
fn what_the_core_puts_together_is_always_safe_to_repeat() {
    for (error, outcome) in [
        (EnsureError::SameId, NotCarriedOut),
        (EnsureError::NotKept(Field::Url), CarriedOut),
        (EnsureError::NoProgress, Unknown),
        (EnsureError::ListChanged, Unknown),
    ] {
        let failure = Failure::of_ensure(error);
        assert_eq!(failure.outcome, outcome);
        assert!(failure.is_repeatable && !failure.is_outcome_unknown());
        // Only another client's changes pass by themselves.
        assert_eq!(failure.is_retryable(), error == EnsureError::ListChanged);
        assert_eq!(failure.retry_after, None);
    }
    let failure = Failure::of_config();
    assert_eq!(failure.outcome, NotCarriedOut);
    assert!(failure.is_repeatable && !failure.may_pass);
}

#[test]
fn outcomes_have_names() {
    let names = [CarriedOut, NotCarriedOut, Unknown].map(OperationOutcome::name);
    assert_eq!(names, ["carried-out", "not-carried-out", "unknown"]);
}
