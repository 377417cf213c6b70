//! Delivery of one notification: attempts at growing intervals (B25).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::attempt::{Post, post};
use super::signature;
use super::target::Target;
use crate::deliveries::{Attempt, Delivery, Outcome};
use crate::faults::DeliveryPlan;
use crate::random;
use crate::shared::Shared;
use crate::sync::lock;

/// Maximum number of retries of a notification (B25).
const RETRIES: u32 = 10;

/// Delivers a notification, or gives up, or leaves it when the server stops. An attempt in progress
/// is completed first.
pub(crate) async fn deliver(shared: Arc<Shared>, number: u64, mut stop: watch::Receiver<bool>) {
    for retry in 0..=RETRIES {
        if retry > 0 {
            let time = shared.config.retry_unit.saturating_mul(1 << (retry - 1));
            tokio::select! {
                () = tokio::time::sleep(time) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
        if *stop.borrow() {
            return;
        }
        match once(&shared, number, retry == RETRIES).await {
            Some(Outcome::Pending) => {}
            _ => return,
        }
    }
}

/// Attempts once, or more often if a fault repeats the request. `None` if the notification is
/// forgotten.
async fn once(shared: &Shared, number: u64, last: bool) -> Option<Outcome> {
    let _permit = shared.deliveries.sending.acquire().await.ok()?;
    let delivery = shared.deliveries.get(number)?;
    let plan = shared.faults.delivery_plan();
    let Some(signature) = sign(shared, &delivery, &plan) else {
        let gone = failed(String::new(), "the webhook is gone");
        return note(shared, number, gone, Outcome::GivenUp);
    };
    let anywhere = shared.config.deliver_anywhere;
    let target = match Target::parse(&delivery.url, anywhere) {
        Ok(target) => target,
        Err(error) => return note(shared, number, failed(signature, error), Outcome::GivenUp),
    };
    let request = Post {
        target: &target,
        signature: &signature,
        body: &delivery.body,
        cut: plan.cut,
    };
    let mut outcome = Outcome::Pending;
    let mut is_delivered = false;
    for copy in 0..=plan.duplicates {
        let attempt = attempt(shared, &request).await;
        is_delivered |= attempt.is_success();
        outcome = match (copy == plan.duplicates, is_delivered) {
            (true, true) => Outcome::Delivered,
            (true, false) if last => Outcome::GivenUp,
            _ => Outcome::Pending,
        };
        note(shared, number, attempt, outcome)?;
    }
    Some(outcome)
}

async fn attempt(shared: &Shared, request: &Post<'_>) -> Attempt {
    let time: Duration = shared.config.delivery_time;
    let posted = tokio::time::timeout(time, post(request, shared.config.deliver_anywhere)).await;
    let signature = request.signature.to_owned();
    match posted {
        Ok(Ok(status)) => Attempt {
            signature,
            status: Some(status),
            error: None,
        },
        Ok(Err(error)) => failed(signature, &error),
        Err(_) => failed(signature, "no response in time"),
    }
}

fn failed(signature: String, error: &str) -> Attempt {
    Attempt {
        signature,
        status: None,
        error: Some(error.into()),
    }
}

fn note(shared: &Shared, number: u64, attempt: Attempt, outcome: Outcome) -> Option<Outcome> {
    let delivery = shared.deliveries.note(number, Some(attempt), outcome)?;
    if let Some(callback) = &shared.config.on_delivery {
        callback(&delivery);
    }
    Some(outcome)
}

/// Returns the signature of an attempt, with the webhook's present key (B24). `None` if the webhook
/// is gone.
fn sign(shared: &Shared, delivery: &Delivery, plan: &DeliveryPlan) -> Option<String> {
    let (present, former) = {
        let store = lock(&shared.store);
        let webhooks = store.state().webhooks();
        let webhook = webhooks.iter().find(|hook| hook.id == delivery.webhook)?;
        (
            webhook.secret_key.clone(),
            webhook.former_secret_key.clone(),
        )
    };
    let time = shared.clock.now().saturating_add_signed(plan.shift);
    let body = delivery.body.as_bytes();
    let wrong_secret = || random::hex_secret();
    Some(match (plan.wrong_signature, plan.both_secrets) {
        (true, _) => signature::signature(&wrong_secret(), time, body),
        (false, true) => {
            let former = former.unwrap_or_else(wrong_secret);
            signature::several([former.as_str(), present.as_str()], time, body)
        }
        (false, false) => signature::signature(&present, time, body),
    })
}
