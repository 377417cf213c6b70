//! Requests that the API refuses, and whether its reasons arrive.

use gigapay_webhooks_embassy::{Credentials, NewWebhook, Webhook};

use super::failure::{JobError, ensure, refused};
use super::samples::{EVENTS, IDS, URL};
use super::servers::{BenchClient, Servers, Trust};
use crate::step::{Failed, Step};

/// A duplicate id: 400, the field, and a message.
pub(super) async fn duplicate(
    client: &mut BenchClient<'_>,
    webhook: &mut Webhook,
) -> Result<(), JobError> {
    let new = NewWebhook::new(URL, EVENTS).id(IDS[0]);
    let error = refused(client.register_into(new, webhook).await)?;
    ensure!(error.status() == Some(400), "status 400");
    ensure!(!error.is_retryable(), "a refusal that is final");
    ensure!(
        !error.is_outcome_unknown(),
        "an outcome that is known: nothing was done"
    );
    let problem = client.problem();
    let field = problem.and_then(|problem| problem.field());
    ensure!(field == Some("id"), "the field id");
    let message = problem.map(|problem| problem.message());
    let expected = "webhook with this id already exists.";
    ensure!(message == Some(expected), "the message of the API");
    Ok(())
}

/// A token that the server does not know: 401.
pub(super) async fn wrong_token(
    servers: &mut Servers,
    wrong_token: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), Failed> {
    let step = Step::begin("wrong token");
    step.end(use_wrong_token(servers, wrong_token, webhook).await)
}

async fn use_wrong_token(
    servers: &mut Servers,
    wrong_token: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), JobError> {
    let trust = Trust::new();
    let mut place = None;
    let client = servers.client("api", wrong_token, &trust, &mut place)?;
    let error = refused(client.retrieve_into(IDS[0], webhook).await)?;
    ensure!(error.status() == Some(401), "status 401");
    let message = client.problem().map(|problem| problem.message());
    ensure!(message == Some("Invalid token."), "the message of the API");
    client.disconnect().await;
    Ok(())
}
