//! All operations, by both loops; ensuring, reconciling, and trying again.

use core::hint::black_box;
use core::time::Duration;

use gigapay_webhooks::drive::{DriveError, blocking};
use gigapay_webhooks::{
    Api, AttemptError, Attempts, Capacity, Compares, Credentials, Delete, DesiredWebhook, Ensure,
    Error, Event, Exchange, IntegrationId, Json, List, NewWebhook, Omitted, Operation, Reconcile,
    Register, Replace, Replacement, ReplacementSecret, Retrieve, Retry, SecretKey, Server,
    Standard, Task, Token, Unlisted, Update, Webhook, WebhookUpdate, YieldsWebhook, heapless,
};

use crate::every::Texts;
use crate::wire::Wire;
#[cfg(feature = "async")]
use crate::wire::wait;

/// Runs an exchange by whichever loop, and uses all that can be asked of it.
fn run<Op: Operation>(exchange: &mut Exchange<'_, Op>) -> Result<(), Error> {
    let result = blocking::advance(exchange, &mut Wire);
    #[cfg(feature = "async")]
    let result = match black_box(true) {
        true => result,
        false => wait(gigapay_webhooks::drive::nonblocking::advance(
            exchange, &mut Wire,
        )),
    };
    black_box((
        exchange.is_reusable(),
        exchange.response_began(),
        exchange.refusal(),
    ));
    for error in [
        AttemptError::Disconnected,
        AttemptError::NotSent { may_pass: true },
        AttemptError::Interrupted { may_pass: true },
    ] {
        let failure = exchange.failure(black_box(error));
        black_box((failure.is_retryable(), failure.is_outcome_unknown()));
        black_box(exchange.may_resend(error, black_box(true)));
        black_box(exchange.restart(failure.outcome));
    }
    let problem = exchange.problem();
    black_box((problem.message(), problem.field(), problem.has_more()));
    for fault in problem.faults() {
        black_box(fault);
    }
    exchange.received(black_box(7));
    exchange.transmitted(black_box(7));
    match result {
        Err(DriveError::Exchange(error)) => Err(error),
        other => {
            let _ = black_box(other);
            Ok(())
        }
    }
}

fn yielding<Op: YieldsWebhook<Capacity = Standard>>(
    mut exchange: Exchange<'_, Op>,
) -> Result<(), Error> {
    run(&mut exchange)?;
    if let Some(webhook) = exchange.webhook() {
        black_box((
            webhook.id.as_str(),
            webhook.url.as_str(),
            webhook.metadata.as_str(),
        ));
        black_box((webhook.secret_key.expose(), webhook.events.iter().count()));
        black_box(webhook.events.contains(Event::new(black_box("e"))));
    }
    black_box(exchange.oversize_id());
    black_box(exchange.take());
    Ok(())
}

pub fn all(texts: Texts<'_>) -> Result<(), Error> {
    let (token, integration) = (
        Token::new(texts.token)?,
        IntegrationId::new(texts.integration)?,
    );
    let credentials = match black_box(true) {
        true => Credentials::integration(token, integration),
        false => Credentials::user(token),
    };
    let server = Server::parse(texts.text)?;
    black_box((server.host(), server.port(), server.scheme()));
    let api = Api::new(server, &credentials)
        .language(texts.text)?
        .max_response(black_box(9));
    let key: SecretKey = SecretKey::new(texts.secret)?;
    let json = Json::new(texts.text)?;
    let events = [Event::new(texts.text), Event::PAYOUT_CREATED];
    let (id, mut buffer) = (texts.text, [0; 512]);
    let (webhook, buffer) = (&mut Webhook::<Standard>::new(), black_box(&mut buffer[..]));

    let list = List::new(webhook)
        .page(black_box(1))
        .page_size(black_box(2));
    yielding(Exchange::new(&api, list, buffer))?;
    listed(Exchange::new(&api, List::new(webhook), buffer))?;
    yielding(Exchange::new(&api, Retrieve::new(id, webhook), buffer))?;
    let new = NewWebhook::new(texts.text, &events)
        .id(id)
        .idempotency_key(texts.text);
    let new = new.secret_key(&key).metadata(json);
    yielding(Exchange::new(&api, Register::new(new, webhook), buffer))?;
    let changes = WebhookUpdate::new()
        .url(texts.text)
        .events(&events)
        .id(id)
        .metadata(json);
    yielding(Exchange::new(
        &api,
        Update::new(id, changes, webhook),
        buffer,
    ))?;
    for secret in [ReplacementSecret::keep(&key), ReplacementSecret::REGENERATE] {
        let new = Replacement::new(texts.text, &events, secret)
            .id(id)
            .metadata(json);
        yielding(Exchange::new(&api, Replace::new(id, new, webhook), buffer))?;
    }
    run(&mut Exchange::new(&api, Delete::new(id), buffer))?;

    let desired = [DesiredWebhook::new(id, texts.text, &events)
        .secret_key(&key)
        .metadata(json)];
    ensure(&api, &desired[0], webhook, buffer)?;
    little(&api, &desired[0], buffer)?;
    reconcile(&api, &desired, webhook, buffer)
}

/// What only a list shows, and a driver that goes on to its end.
fn listed(mut exchange: Exchange<'_, List<'_, Standard>>) -> Result<(), Error> {
    run(&mut exchange)?;
    black_box(exchange.report().has_changed());
    let _ = core::fmt::write(&mut crate::Nowhere, format_args!("{}", exchange.report()));
    Ok(())
}

/// Leaves out what may be left out.
struct Little;

impl Capacity for Little {
    type Id = heapless::String<36>;
    type Url = heapless::String<80>;
    type Events = heapless::String<40>;
    type SecretKey = heapless::String<32>;
    type Metadata = Omitted;
}

/// Ensures a webhook whose metadata is left out, and retrieves it in one call.
fn little(api: &Api<'_>, desired: &DesiredWebhook<'_>, buffer: &mut [u8]) -> Result<(), Error> {
    let desired = desired.without_metadata();
    let mut webhook = Webhook::<Little>::default();
    ensure(api, &desired, &mut webhook, buffer)?;
    let retrieve = Retrieve::new(desired.id(), &mut webhook);
    let mut exchange = Exchange::new(api, retrieve, buffer);
    let webhook = black_box(blocking::finish(&mut exchange, &mut Wire));
    black_box(webhook.is_ok_and(|webhook| webhook.url == "u"));
    Ok(())
}

fn ensure<C: Compares<F>, F>(
    api: &Api<'_>,
    desired: &DesiredWebhook<'_, F>,
    webhook: &mut Webhook<C>,
    buffer: &mut [u8],
) -> Result<(), Error> {
    let mut ensure = Ensure::new(api, desired);
    let mut attempts = Attempts::new(
        Retry::new(black_box(3))
            .waits(black_box(Duration::MAX), black_box(Duration::MAX))
            .longest_retry_after(black_box(Duration::MAX))
            .within(black_box(Duration::MAX)),
    );
    black_box(Retry::new(black_box(3)).left(black_box(Duration::MAX)));
    while let Some(operation) = ensure.next(webhook) {
        let mut exchange = Exchange::new(api, operation, buffer);
        let result = run(&mut exchange);
        let blamed = exchange.problem().webhook_field();
        let failure = result.err().map(|error| exchange.failure(error));
        drop(exchange);
        match result {
            Ok(()) => {
                let _ = black_box(ensure.responded(webhook));
            }
            Err(Error::Api(refusal)) if ensure.refused(refusal, blamed) => {}
            Err(error) => {
                let Some(failure) = failure.map(|it| it.within_ensure(ensure.outcome())) else {
                    return Err(error);
                };
                let elapsed = black_box(Duration::MAX);
                if attempts.failed(failure, elapsed, black_box(7)).is_none() {
                    return Err(error);
                }
                ensure.again();
            }
        }
    }
    black_box(ensure.outcome());
    Ok(())
}

fn reconcile(
    api: &Api<'_>,
    desired: &[DesiredWebhook<'_>],
    webhook: &mut Webhook,
    buffer: &mut [u8],
) -> Result<(), Error> {
    let unlisted = black_box(Unlisted::Delete);
    let Ok(mut reconcile) = Reconcile::<Standard>::new(api, desired, unlisted) else {
        return Ok(());
    };
    loop {
        match reconcile.next_task() {
            Task::List => {
                let mut exchange = Exchange::new(api, List::new(webhook), buffer);
                run(&mut exchange)?;
                let report = exchange.report();
                drop(exchange);
                reconcile.listed(webhook);
                let _ = black_box(reconcile.list_ended(report));
            }
            Task::Ensure(desired) => {
                let desired = *desired;
                ensure(api, &desired, webhook, buffer)?;
                reconcile.ensured(black_box(gigapay_webhooks::Ensured::Created));
            }
            Task::Delete(id) => match run(&mut Exchange::new(api, Delete::new(id), buffer)) {
                Ok(()) => reconcile.deleted(),
                Err(Error::Api(refusal)) if reconcile.refused(refusal) => {}
                Err(error) => return Err(error),
            },
            Task::Done(done) => {
                black_box(done);
                return Ok(());
            }
        }
    }
}
