//! The steps that make the webhooks match the file.

use std::collections::HashMap;

use gigapay_webhooks_std::gigapay_webhooks::Api;
use gigapay_webhooks_std::gigapay_webhooks::Visible;
use gigapay_webhooks_std::{DesiredWebhook, Ensure, Server};
use serde::Serialize;

use super::super::*;
use super::file::{Desired, metadata_of};

/// A step that is planned, or was taken.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Positions of the desired webhooks to create.
    pub(super) creates: Vec<usize>,
    /// Positions of the desired webhooks to update.
    pub(super) updates: Vec<usize>,
    /// Ids to delete.
    pub(super) deletes: Vec<String>,
    pub(super) unchanged: usize,
}

/// A step of the plan, for a machine.
#[derive(Serialize)]
struct Step<'a> {
    action: &'static str,
    id: &'a str,
}

impl Plan {
    /// Compares the API's list with the desired webhooks.
    pub(super) fn make(
        session: &mut Session,
        desired: &[Desired],
        prune: bool,
        output: &Output,
    ) -> Result<Self, Failure> {
        let places: HashMap<_, _> = (0..).zip(desired).map(|(at, one)| (&*one.id, at)).collect();
        let mut found = vec![None; desired.len()];
        let mut plan = Self::default();
        let has_integration = session.has_integration;
        let credentials = session.credentials.clone();
        let api = Api::new(Server::PRODUCTION, &credentials);
        let mut failed = None;
        select::whole_list(session, output, |webhook| {
            let id: &str = &webhook.id;
            if let Some(&at) = places.get(id) {
                let compare = |wanted: &DesiredWebhook<'_>| is_as_desired(&api, wanted, webhook);
                match with_wanted(&desired[at], compare) {
                    Ok(is_as_desired) => found[at] = Some(is_as_desired),
                    Err(failure) => failed = Some(failure),
                }
            } else if prune && !is_users(webhook, has_integration) {
                plan.deletes.push(id.into());
            }
        })?;
        if let Some(failure) = failed {
            return Err(failure);
        }
        for (at, found) in found.into_iter().enumerate() {
            match found {
                Some(true) => plan.unchanged += 1,
                Some(false) => plan.updates.push(at),
                None => plan.creates.push(at),
            }
        }
        Ok(plan)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.creates.is_empty() && self.updates.is_empty() && self.deletes.is_empty()
    }

    /// Prints the steps and their number.
    pub(super) fn show(&self, desired: &[Desired], output: &Output) -> Result<(), Failure> {
        let named = |at: &usize| desired[*at].id.as_str();
        let creates = self.creates.iter().map(|at| ("create", named(at)));
        let updates = self.updates.iter().map(|at| ("update", named(at)));
        let deletes = self.deletes.iter().map(|id| ("delete", id.as_str()));
        for (action, id) in creates.chain(updates).chain(deletes) {
            match output.is_json() {
                true => output.line(&Step { action, id })?,
                false => output.say(&format!("{action} {}", Visible(id)))?,
            }
        }
        let counts = [self.creates.len(), self.updates.len(), self.deletes.len()];
        let [create, update, delete] = counts;
        output.say(&format!(
            "To create: {create}, to update: {update}, to delete: {delete}, unchanged: {}.",
            self.unchanged
        ))?;
        Ok(())
    }
}

/// Returns the webhook as `ensure` takes it.
pub(super) fn with_wanted<R>(
    one: &Desired,
    use_it: impl FnOnce(&DesiredWebhook<'_>) -> R,
) -> Result<R, Failure> {
    let events: Vec<_> = one.events.iter().map(|name| Event::new(name)).collect();
    let mut wanted = DesiredWebhook::new(&one.id, &one.url, events.as_slice());
    if let Some(secret) = &one.secret {
        wanted = wanted.secret_key(secret);
    }
    if let Some(metadata) = metadata_of(one.metadata.as_ref())? {
        wanted = wanted.metadata(metadata);
    }
    Ok(use_it(&wanted))
}

/// Whether `ensure` would find nothing to do.
fn is_as_desired(api: &Api<'_>, wanted: &DesiredWebhook<'_>, present: &Webhook) -> bool {
    let mut ensure = Ensure::new(api, wanted);
    let mut scratch = Webhook::default();
    ensure.responded(present).is_ok() && ensure.next(&mut scratch).is_none()
}

/// Whether a webhook is the user's, which a list made with an integration shows too (B14).
fn is_users(webhook: &Webhook, has_integration: bool) -> bool {
    has_integration && webhook.events.iter().all(|event| event.is_user_scoped())
}
