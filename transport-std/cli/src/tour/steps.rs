//! The steps that succeed.

use std::io::Write;

use gigapay_sandbox::Webhook as Stored;
use gigapay_webhooks_std::{
    Client, ConfigError, Event, Json, NewWebhook, Replacement, ReplacementSecret, WebhookUpdate,
};

use super::stage::Stage;
use super::{show, unbuildable};
use crate::failure::Failure;
use crate::output::style::HEADING;
use crate::{INTEGRATION, Webhook};

pub(super) const ID: &str = "pump-7";
const URL: &str = "https://example.com/hooks/";
const EVENTS: [Event<'static>; 2] = [Event::PAYOUT_CREATED, Event::PAYOUT_NOTIFIED];
const METADATA: &str = r#"{"place":"Luleå","limit":123456789012345678901234567890}"#;

/// The webhook that the tour is about.
pub(super) fn new_webhook() -> Result<NewWebhook<'static>, ConfigError> {
    Ok(NewWebhook::new(URL, &EVENTS)
        .id(ID)
        .metadata(Json::new(METADATA)?))
}

pub(super) fn all(stage: &mut Stage<'_>, client: &mut Client) -> Result<(), Failure> {
    let registered = register(stage, client)?;
    register_again(stage, client, &registered)?;
    list(stage, client)?;
    retrieve(stage, client, &registered)?;
    update(stage, client, &registered)?;
    replace(stage, client, &registered)
}

fn register(stage: &mut Stage<'_>, client: &mut Client) -> Result<Box<Webhook>, Failure> {
    let new = new_webhook().map_err(unbuildable)?.idempotency_key("tour");
    let result = stage.perform("Register a webhook", || client.register(new))?;
    let webhook = stage.success(result)?;
    stage.webhook(&webhook)?;
    let is_stored = stage
        .sandbox
        .webhooks()
        .iter()
        .any(|stored| stored.id == ID);
    stage.check(
        "it is stored as sent, all 30 digits included, with a new secret key",
        &[
            is_stored,
            webhook.id == ID,
            webhook.url == URL,
            webhook.events.iter().eq(EVENTS),
            webhook.metadata.as_str() == METADATA,
            webhook.secret_key.expose().len() == 32,
        ],
    )?;
    Ok(webhook)
}

fn register_again(
    stage: &mut Stage<'_>,
    client: &mut Client,
    registered: &Webhook,
) -> Result<(), Failure> {
    let new = new_webhook().map_err(unbuildable)?.idempotency_key("tour");
    let title = "Send it again with the same key, as after a lost response";
    let result = stage.perform(title, || client.register(new))?;
    let webhook = stage.success(result)?;
    stage.check(
        "the first response was repeated, and nothing was registered twice",
        &[*webhook == *registered, stage.sandbox.webhooks().len() == 1],
    )
}

fn list(stage: &mut Stage<'_>, client: &mut Client) -> Result<(), Failure> {
    let more = (1..=6).map(|number| {
        let url = format!("https://example.com/hooks/{number}/");
        Stored::new(&format!("valve-{number}"), &url, &["Payrun.paid"]).in_integration(INTEGRATION)
    });
    stage.sandbox.insert(more).map_err(super::no_sandbox)?;
    let title = "List seven webhooks, three to a page";
    let result = stage.perform(title, || client.list().page_size(3).collect())?;
    let webhooks: Vec<Box<Webhook>> = stage.success(result)?;
    let mut out = anstream::stdout().lock();
    for webhook in &webhooks {
        let (id, url) = (&webhook.id, &webhook.url);
        writeln!(out, "{}{HEADING}{id:<8}{HEADING:#}  {url}", show::INDENT)?;
    }
    let stored = stage.sandbox.webhooks();
    let stored = stored.iter().map(|stored| stored.id.as_str());
    stage.check(
        "all seven arrived, in order, one at a time",
        &[
            webhooks.len() == 7,
            webhooks
                .iter()
                .map(|webhook| webhook.id.as_str())
                .eq(stored),
        ],
    )
}

fn retrieve(
    stage: &mut Stage<'_>,
    client: &mut Client,
    registered: &Webhook,
) -> Result<(), Failure> {
    let result = stage.perform("Retrieve one", || client.retrieve(ID))?;
    let webhook = stage.success(result)?;
    stage.webhook(&webhook)?;
    stage.check("it is the one we registered", &[*webhook == *registered])
}

fn update(stage: &mut Stage<'_>, client: &mut Client, registered: &Webhook) -> Result<(), Failure> {
    let update = WebhookUpdate::new().events(&[Event::PAYOUT_ACCEPTED]);
    let title = "Update its events only";
    let result = stage.perform(title, || client.update(ID, update))?;
    let webhook = stage.success(result)?;
    stage.webhook(&webhook)?;
    stage.check(
        "only the events changed",
        &[
            webhook.events.iter().eq([Event::PAYOUT_ACCEPTED]),
            webhook.id == registered.id,
            webhook.url == registered.url,
            webhook.secret_key == registered.secret_key,
            webhook.metadata == registered.metadata,
        ],
    )
}

fn replace(
    stage: &mut Stage<'_>,
    client: &mut Client,
    registered: &Webhook,
) -> Result<(), Failure> {
    let url = "https://example.com/åtta/";
    let secret = ReplacementSecret::keep(&registered.secret_key);
    let replacement = Replacement::new(url, &[Event::PAYRUN_PAID], secret);
    let title = "Replace it, keeping its secret key";
    let result = stage.perform(title, || client.replace(ID, replacement))?;
    let webhook = stage.success(result)?;
    stage.webhook(&webhook)?;
    stage.check(
        "the url and events are new, the metadata is empty, the secret key is unchanged",
        &[
            webhook.id == ID,
            webhook.url == url,
            webhook.events.iter().eq([Event::PAYRUN_PAID]),
            webhook.metadata.as_str() == "{}",
            webhook.secret_key == registered.secret_key,
        ],
    )
}

/// The last step: a deleted webhook is gone.
pub(super) fn delete(stage: &mut Stage<'_>, client: &mut Client) -> Result<(), Failure> {
    let title = "Delete it, and retrieve it again";
    let result = stage.perform(title, || {
        let deleted = client.delete(ID);
        (deleted, client.retrieve(ID))
    })?;
    stage.success(result.0)?;
    stage.refusal(result.1, 404)?;
    let is_left = stage
        .sandbox
        .webhooks()
        .iter()
        .any(|stored| stored.id == ID);
    stage.check("it is gone", &[!is_left])
}
