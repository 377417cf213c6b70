//! Servers that close connections: after each response, inside one, before one.

use gigapay_webhooks_embassy::gigapay_webhooks::ProtocolError;
use gigapay_webhooks_embassy::{Cause, Credentials, NewWebhook, Stage, Webhook};

use super::failure::{JobError, OperationError, ensure, refused};
use super::link_error::is_cut;
use super::samples::{EVENTS, URL};
use super::servers::{Servers, Trust};
use crate::step::{Failed, Step};

/// The webhook that each of these servers stores.
const ID: &str = "hook";

/// Runs the steps with all of them.
pub(super) async fn perform(
    servers: &mut Servers,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), Failed> {
    let step = Step::begin("closed after each response");
    step.end(closing(servers, credentials, webhook).await)?;
    let step = Step::begin("cut inside a response");
    step.end(cutting(servers, credentials, webhook).await)?;
    let step = Step::begin("dead connection");
    step.end(dying(servers, credentials, webhook).await)
}

/// The server announces that it closes, and closes.
async fn closing(
    servers: &mut Servers,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), JobError> {
    let trust = Trust::new();
    let mut place = None;
    let client = servers.client("closing", credentials, &trust, &mut place)?;
    for _ in 0..3 {
        client.retrieve_into(ID, webhook).await?;
        check(webhook)?;
        ensure!(!client.is_connected(), "no connection to be left");
    }
    Ok(())
}

/// The server sends half a response, then closes the connection, or resets it.
async fn cutting(
    servers: &mut Servers,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), JobError> {
    let trust = Trust::new();
    let mut place = None;
    let client = servers.client("cutting", credentials, &trust, &mut place)?;
    for _ in 0..2 {
        let error = refused(client.retrieve_into(ID, webhook).await)?;
        ensure!(
            is_inside_response(&error),
            "an error that says what happened"
        );
        ensure!(error.is_retryable(), "a retrieval to be worth repeating");
        ensure!(!client.is_connected(), "no connection to be left");
        client.retrieve_into(ID, webhook).await?;
        check(webhook)?;
    }
    client.disconnect().await;
    Ok(())
}

/// Whether the error says that the connection ended inside a response.
fn is_inside_response(error: &OperationError) -> bool {
    match error.cause() {
        Cause::Exchange(error) => *error == ProtocolError::Truncated.into(),
        Cause::Link { stage, error } => *stage == Stage::Receive && is_cut(error),
        _ => false,
    }
}

/// A reused connection turns out to be closed: a request that may be sent twice is sent again, one
/// that may not is not.
async fn dying(
    servers: &mut Servers,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), JobError> {
    let trust = Trust::new();
    let mut place = None;
    let client = servers.client("dying", credentials, &trust, &mut place)?;
    for _ in 0..2 {
        client.retrieve_into(ID, webhook).await?;
        check(webhook)?;
        ensure!(client.is_connected(), "a connection that stays open");
    }
    let new = NewWebhook::new(URL, EVENTS).id("unknown");
    let error = refused(client.register_into(new, webhook).await)?;
    ensure!(error.is_outcome_unknown(), "an outcome that is unknown");
    ensure!(!error.is_retryable(), "a registration not to be repeated");
    Ok(())
}

fn check(webhook: &Webhook) -> Result<(), JobError> {
    ensure!(webhook.id == ID, "the id that was asked for");
    ensure!(webhook.events.len() == 1, "its one event");
    Ok(())
}
