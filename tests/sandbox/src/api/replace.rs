//! Replace: fields that are not sent are reset (B17). A new secret key is generated and the
//! metadata is emptied. The id stays: the reference's "uuid4()" would move the webhook to an
//! address that its own sample does not show.

use super::{Call, saved, scope};
use crate::http::refusal::Refusal;
use crate::http::response::ApiResponse;
use crate::random;
use crate::state::{Change, State};
use crate::store::Store;
use crate::validation;

pub(super) fn replace(
    call: &Call<'_>,
    id: &str,
    store: &mut Store,
) -> Result<ApiResponse, Refusal> {
    saved(store.change(|state| change(call, id, state)))
}

fn change(call: &Call<'_>, id: &str, state: &mut State) -> Result<ApiResponse, Refusal> {
    let index = state
        .find(id, call.integration())
        .ok_or_else(Refusal::no_such_webhook)?;
    let taken = |new: &str| new != id && state.webhooks().iter().any(|hook| hook.id == new);
    let fields = validation::validate(&call.object()?, false, call.config, taken)?;
    let events = fields.events.unwrap_or_default();
    let integration = scope(call, &events)?;
    let mut webhook = state
        .webhooks()
        .get(index)
        .cloned()
        .ok_or_else(Refusal::no_such_webhook)?;
    webhook.id = fields.id.unwrap_or_else(|| id.into());
    webhook.url = fields.url.unwrap_or_default();
    webhook.events = events;
    webhook.set_secret_key(fields.secret_key.unwrap_or_else(random::base36_secret));
    webhook.metadata = fields.metadata.unwrap_or_else(|| "{}".into());
    webhook.integration = integration;
    let response = ApiResponse::json(200, webhook.render(call.quirks.extra_fields));
    state.apply(Change::Set(index, webhook));
    Ok(response)
}
