//! Update: only the fields that are sent change (B16). A new id changes the webhook's address (B9).

use super::{Call, saved, scope};
use crate::http::refusal::Refusal;
use crate::http::response::ApiResponse;
use crate::state::{Change, State};
use crate::store::Store;
use crate::validation;

pub(super) fn update(call: &Call<'_>, id: &str, store: &mut Store) -> Result<ApiResponse, Refusal> {
    saved(store.change(|state| change(call, id, state)))
}

fn change(call: &Call<'_>, id: &str, state: &mut State) -> Result<ApiResponse, Refusal> {
    let index = state
        .find(id, call.integration())
        .ok_or_else(Refusal::no_such_webhook)?;
    let taken = |new: &str| new != id && state.webhooks().iter().any(|hook| hook.id == new);
    let fields = validation::validate(&call.object()?, true, call.config, taken)?;
    let integration = match &fields.events {
        Some(events) => Some(scope(call, events)?),
        None => None,
    };
    let mut webhook = state
        .webhooks()
        .get(index)
        .cloned()
        .ok_or_else(Refusal::no_such_webhook)?;
    webhook.id = fields.id.unwrap_or_else(|| webhook.id.clone());
    webhook.url = fields.url.unwrap_or_else(|| webhook.url.clone());
    webhook.events = fields.events.unwrap_or_else(|| webhook.events.clone());
    if let Some(key) = fields.secret_key {
        webhook.set_secret_key(key);
    }
    webhook.metadata = fields.metadata.unwrap_or_else(|| webhook.metadata.clone());
    webhook.integration = integration.unwrap_or_else(|| webhook.integration.clone());
    let response = ApiResponse::json(200, webhook.render(call.quirks.extra_fields));
    state.apply(Change::Set(index, webhook));
    Ok(response)
}
