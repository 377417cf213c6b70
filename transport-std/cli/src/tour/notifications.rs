//! The steps in which an event happens and the webhook's receiver, in this program, is notified.

use std::io::Write;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use gigapay_sandbox::{Delivery, Fault, Outcome};
use gigapay_webhooks_std::gigapay_webhooks::Visible;
use gigapay_webhooks_std::listen::{ListenError, Listening, Reply, listen};
use gigapay_webhooks_std::{Client, Event, NewWebhook};

use super::stage::Stage;
use super::{show, unbuildable};
use crate::INTEGRATION;
use crate::failure::Failure;

const ID: &str = "gateway-1";

/// Timeout of delivering a notification.
const PATIENCE: Duration = Duration::from_secs(5);

/// The objects of verified notifications.
type Objects = Receiver<Vec<u8>>;

pub(super) fn all(stage: &mut Stage<'_>, client: &mut Client) -> Result<(), Failure> {
    let (listening, objects) = receiver().map_err(|error| {
        Failure::own(None, format!("notifications cannot be received: {error}"))
    })?;
    register(stage, client, &listening)?;
    notified(stage, &objects)?;
    forged(stage, &objects)
}

/// Starts a listener without secrets: it learns the webhook's secret key once there is one.
fn receiver() -> Result<(Listening, Objects), Box<dyn std::error::Error>> {
    let (sender, objects) = channel();
    let no_secrets: [&str; 0] = [];
    let listening = listen("127.0.0.1:0", &no_secrets, move |notification| match sender
        .send(notification.body.to_vec())
    {
        Ok(()) => Reply::Accepted,
        Err(_) => Reply::Unavailable,
    })?;
    Ok((listening, objects))
}

fn register(
    stage: &mut Stage<'_>,
    client: &mut Client,
    listening: &Listening,
) -> Result<(), Failure> {
    let url = format!("http://{}/", listening.addr());
    let new = NewWebhook::new(&url, &[Event::PAYOUT_ACCEPTED]).id(ID);
    let title = "Register a webhook for a receiver in this program";
    let result = stage.perform(title, || client.register(new))?;
    let webhook = stage.success(result)?;
    stage.webhook(&webhook)?;
    let told: Result<(), ListenError> = listening.set_secrets(&[webhook.secret_key.expose()]);
    told.map_err(unbuildable)?;
    stage.check(
        "the receiver accepts signatures by the webhook's secret key, and no others",
        &[webhook.url == url.as_str(), !webhook.secret_key.is_empty()],
    )
}

fn notified(stage: &mut Stage<'_>, objects: &Objects) -> Result<(), Failure> {
    let delivery = happen(stage, "A payout is accepted")?;
    let received = objects.try_recv().unwrap_or_default();
    object(&received)?;
    stage.check(
        "the receiver was notified, and its signature is authentic",
        &[
            delivery.outcome == Outcome::Delivered,
            delivery.attempts.len() == 1,
            received == delivery.body.as_bytes(),
            objects.try_recv().is_err(),
        ],
    )
}

fn forged(stage: &mut Stage<'_>, objects: &Objects) -> Result<(), Failure> {
    stage.sandbox.faults().arm(Fault::WrongSignature.times(1));
    let delivery = happen(stage, "The same, but the first notification is forged")?;
    let statuses: Vec<_> = delivery.attempts.iter().map(|one| one.status).collect();
    stage.check(
        "the forged one was refused, and the authentic one was delivered",
        &[
            statuses == [Some(401), Some(200)],
            objects.try_iter().count() == 1,
        ],
    )
}

/// Makes an event happen, and shows how the webhook is notified.
fn happen(stage: &mut Stage<'_>, title: &str) -> Result<Delivery, Failure> {
    let sandbox = stage.sandbox;
    let event = Event::PAYOUT_ACCEPTED.as_str();
    let numbers = stage.perform(title, || {
        let numbers = sandbox.trigger(event, Some(INTEGRATION), None);
        sandbox.wait_for_deliveries(PATIENCE).then_some(numbers)
    })?;
    let numbers = numbers.and_then(Result::ok).unwrap_or_default();
    let mut all = sandbox.deliveries().into_iter();
    let Some(delivery) = all.find(|one| numbers.contains(&one.number)) else {
        return Err(Failure::own(None, "the webhook was not notified in time"));
    };
    let mut out = anstream::stdout().lock();
    for attempt in &delivery.attempts {
        show::attempt(&mut out, &delivery, attempt)?;
    }
    out.flush()?;
    Ok(delivery)
}

fn object(received: &[u8]) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(received);
    let mut out = anstream::stdout().lock();
    Ok(writeln!(out, "{}{}", show::INDENT, Visible(&text))?)
}
