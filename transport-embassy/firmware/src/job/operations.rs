//! Every operation, each checked by its result.

use gigapay_webhooks_embassy::gigapay_webhooks::ConfigError;
use gigapay_webhooks_embassy::{
    Client, Credentials, Event, Json, Link, Listing, NewWebhook, Replacement, ReplacementSecret,
    SecretKey, Webhook, WebhookUpdate,
};

use super::failure::{JobError, ensure, refused};
use super::link_error::LinkError;
use super::refusals;
use super::samples::{EVENTS, IDS, URL};
use super::servers::{BenchClient, Servers, Trust};
use crate::step::{Failed, Step};

/// Webhooks per page of the list.
const PAGE_SIZE: u32 = 3;

const MOVED: &str = "https://example.com/moved/";
const REPLACED: &str = "https://example.com/replaced/";

const FEWER_EVENTS: &[Event<'static>] = &[Event::PAYOUT_ACCEPTED];

const METADATA: &str = r#"{"pump":7,"where":"hall B"}"#;
const OTHER_METADATA: &str = r#"{"pump":8}"#;

/// Performs all of them, and one that is refused. Of the seven webhooks that it registers, six are
/// left, the first of them changed.
pub(super) async fn perform(
    servers: &mut Servers,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), Failed> {
    let trust = Trust::new();
    let mut place = None;
    let step = Step::begin("client");
    let client = step.end(servers.client("api", credentials, &trust, &mut place))?;
    // The first opens a connection and the second reuses it: the difference in cost is the price of
    // connecting. The runner knows the three names from here to `retrieve`.
    let step = Step::begin("connect and list");
    step.end(list(client, webhook, &[]).await)?;
    let step = Step::begin("list none");
    step.end(list(client, webhook, &[]).await)?;
    let step = Step::begin("register");
    let mut secret = None;
    let secret = &*step.end(register(client, webhook, &mut secret).await)?;
    let step = Step::begin("register six more");
    step.end(register_more(client, webhook).await)?;
    let step = Step::begin("list three pages");
    step.end(list(client, webhook, &IDS).await)?;
    let step = Step::begin("retrieve");
    step.end(retrieve(client, webhook, secret).await)?;
    let step = Step::begin("update");
    step.end(update(client, webhook, secret).await)?;
    let step = Step::begin("replace");
    step.end(replace(client, webhook, secret).await)?;
    let step = Step::begin("delete");
    step.end(delete(client, webhook).await)?;
    let step = Step::begin("duplicate id");
    step.end(refusals::duplicate(client, webhook).await)?;
    client.disconnect().await;
    Ok(())
}

/// Lists the webhooks, with so few per page that seven take three pages, and checks them.
pub(super) async fn list(
    client: &mut BenchClient<'_>,
    webhook: &mut Webhook,
    ids: &[&str],
) -> Result<(), JobError> {
    walk(&mut pages(client, webhook), ids).await?;
    ensure!(client.is_connected(), "a connection that stays open");
    Ok(())
}

async fn walk<L: Link<Error = LinkError>>(
    list: &mut Listing<'_, L>,
    ids: &[&str],
) -> Result<(), JobError> {
    for id in ids {
        match list.next().await? {
            Some(webhook) => {
                ensure!(webhook.id == *id, "the webhooks in their order");
                ensure!(webhook.url == URL, "the url of each webhook");
            }
            None => ensure!(false, "more webhooks in the list"),
        }
    }
    let at_end = list.next().await?.is_none();
    ensure!(at_end, "no more webhooks in the list");
    Ok(())
}

/// Not inlined, for the same reason as the making of a client.
#[inline(never)]
fn pages<'c, L: Link>(client: &'c mut Client<'_, L>, webhook: &'c mut Webhook) -> Listing<'c, L> {
    client.list(webhook).page_size(PAGE_SIZE)
}

async fn register<'k>(
    client: &mut BenchClient<'_>,
    webhook: &mut Webhook,
    secret: &'k mut Option<SecretKey>,
) -> Result<&'k mut SecretKey, JobError> {
    let new = NewWebhook::new(URL, EVENTS)
        .id(IDS[0])
        .metadata(Json::new(METADATA)?)
        .idempotency_key("bench-device-0");
    client.register_into(new, webhook).await?;
    check(webhook, URL, EVENTS, METADATA)?;
    ensure!(!webhook.secret_key.is_empty(), "a secret key");
    Ok(secret.insert(webhook.secret_key.clone()))
}

async fn register_more(
    client: &mut BenchClient<'_>,
    webhook: &mut Webhook,
) -> Result<(), JobError> {
    for id in &IDS[1..] {
        let new = NewWebhook::new(URL, EVENTS).id(id).idempotency_key(id);
        client.register_into(new, webhook).await?;
        ensure!(webhook.id == *id, "the id that was chosen");
        ensure!(webhook.metadata.as_str() == "{}", "empty metadata");
    }
    Ok(())
}

async fn retrieve(
    client: &mut BenchClient<'_>,
    webhook: &mut Webhook,
    secret: &SecretKey,
) -> Result<(), JobError> {
    client.retrieve_into(IDS[0], webhook).await?;
    ensure!(webhook.secret_key == *secret, "the same secret key");
    check(webhook, URL, EVENTS, METADATA)
}

async fn update(
    client: &mut BenchClient<'_>,
    webhook: &mut Webhook,
    secret: &SecretKey,
) -> Result<(), JobError> {
    let update = WebhookUpdate::new().url(MOVED).events(FEWER_EVENTS);
    client.update_into(IDS[0], update, webhook).await?;
    ensure!(webhook.secret_key == *secret, "the same secret key");
    check(webhook, MOVED, FEWER_EVENTS, METADATA)
}

async fn replace(
    client: &mut BenchClient<'_>,
    webhook: &mut Webhook,
    secret: &SecretKey,
) -> Result<(), JobError> {
    let replacement = Replacement::new(REPLACED, EVENTS, ReplacementSecret::keep(secret))
        .metadata(Json::new(OTHER_METADATA)?);
    client.replace_into(IDS[0], replacement, webhook).await?;
    ensure!(webhook.secret_key == *secret, "the secret key that is kept");
    check(webhook, REPLACED, EVENTS, OTHER_METADATA)
}

async fn delete(client: &mut BenchClient<'_>, webhook: &mut Webhook) -> Result<(), JobError> {
    let id = IDS[IDS.len() - 1];
    client.delete(id).await?;
    let error = refused(client.retrieve_into(id, webhook).await)?;
    ensure!(error.status() == Some(404), "status 404");
    ensure!(
        client.is_connected(),
        "a connection that outlives a refusal"
    );
    // An id that cannot be part of an address is rejected before anything is sent.
    let error = refused(client.delete("..").await)?;
    let cause = gigapay_webhooks_embassy::Cause::Config(ConfigError::InvalidId);
    ensure!(*error.cause() == cause, "an invalid id");
    Ok(())
}

/// Whether this is the first webhook, with these fields.
fn check(
    webhook: &Webhook,
    url: &str,
    events: &[Event<'_>],
    metadata: &str,
) -> Result<(), JobError> {
    ensure!(webhook.id == IDS[0], "the id that was asked for");
    ensure!(webhook.url == url, "the url that was sent");
    let same = webhook.events.iter().eq(events.iter().copied());
    ensure!(same, "the events that were sent");
    let same = webhook.metadata.as_str() == metadata;
    ensure!(same, "the metadata that was sent");
    Ok(())
}
