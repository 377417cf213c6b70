//! A device: core's own `Ensure`, one request at a time.

use gigapay_webhooks::{
    Api, AttemptError, DesiredWebhook, Ensure, Error, Event, Exchange, ExchangeEvent, Failure,
    Step, Webhook,
};

use crate::policy::{Trial, Waits};

/// The events that every device subscribes to, and the same as JSON.
pub const EVENTS: &[Event<'static>] = &[Event::PAYOUT_CREATED, Event::PAYOUT_ACCEPTED];
/// See [`EVENTS`].
pub const EVENTS_JSON: &str = "[\"Payout.created\",\"Payout.accepted\"]";

/// Where a device's notifications are posted to.
pub fn url(id: &str) -> String {
    format!("https://example.com/hooks/{id}/")
}

/// What came of one request.
#[derive(Debug)]
pub enum Outcome {
    /// The webhook is as desired.
    AsDesired,
    /// Another request follows at once.
    Next,
    /// The attempt failed.
    Failed(Failure),
}

/// A device that has not ended yet.
#[derive(Debug)]
pub struct Device<'a> {
    ensure: Ensure<'a>,
    pub(crate) trial: Trial,
    /// When the first attempt began, in milliseconds.
    pub(crate) begun: u64,
}

impl<'a> Device<'a> {
    /// A device that was just switched on.
    pub fn new(api: &Api<'_>, id: &'a str, url: &'a str, waits: Waits) -> Self {
        Self {
            ensure: Ensure::new(api, &DesiredWebhook::new(id, url, EVENTS)),
            trial: Trial::new(waits),
            begun: 0,
        }
    }

    /// Sends the next request. `network` is given its bytes and returns those of the response, or
    /// `None` if none arrives in time.
    pub fn request(
        &mut self,
        api: &Api<'_>,
        webhook: &mut Webhook,
        network: impl FnOnce(&str) -> Option<String>,
    ) -> Outcome {
        let mut buffer = [0; 512];
        let Some(operation) = self.ensure.next(webhook) else {
            return Outcome::AsDesired;
        };
        let mut exchange = Exchange::new(api, operation, &mut buffer);
        let result = perform(&mut exchange, network);
        let blamed = exchange.problem().webhook_field();
        let failure = result.err().map(|error| exchange.failure(error));
        drop(exchange);
        match result {
            Ok(()) => {
                let kept = self.ensure.responded(webhook);
                assert_eq!(kept, Ok(()), "the model keeps what it is sent");
                match self.ensure.next(webhook) {
                    None => Outcome::AsDesired,
                    Some(_) => Outcome::Next,
                }
            }
            Err(AttemptError::Exchange(Error::Api(refusal)))
                if self.ensure.refused(refusal, blamed) =>
            {
                Outcome::Next
            }
            Err(_) => self.failed(failure),
        }
    }

    fn failed(&mut self, failure: Option<Failure>) -> Outcome {
        let failure = failure.expect("the attempt failed");
        let failure = failure.within_ensure(self.ensure.outcome());
        self.ensure.again();
        Outcome::Failed(failure)
    }
}

/// Carries the bytes of one exchange.
fn perform<Op: gigapay_webhooks::Operation>(
    exchange: &mut Exchange<'_, Op>,
    network: impl FnOnce(&str) -> Option<String>,
) -> Result<(), AttemptError> {
    let mut request = Vec::with_capacity(512);
    let mut network = Some(network);
    let mut response = Vec::new();
    let mut given = 0;
    loop {
        match exchange.poll()? {
            Step::Transmit(bytes) => {
                request.extend_from_slice(bytes);
                let written = bytes.len();
                exchange.transmitted(written);
            }
            Step::Flush => {}
            Step::Receive(space) => {
                if let Some(network) = network.take() {
                    let request = str::from_utf8(&request).expect("core encodes UTF-8");
                    let arrived = network(request);
                    let interrupted = AttemptError::Interrupted { may_pass: true };
                    response = arrived.ok_or(interrupted)?.into_bytes();
                }
                let length = space.len().min(response.len() - given);
                space[..length].copy_from_slice(&response[given..given + length]);
                given += length;
                exchange.received(length);
            }
            Step::Event(ExchangeEvent::Done { .. }) => return Ok(()),
            Step::Event(event) => unreachable!("no list is requested: {event:?}"),
        }
    }
}
