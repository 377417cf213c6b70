//! Register: a new webhook (B5, B15), once per idempotency key (B21).

use super::{Call, saved, scope};
use crate::http::refusal::Refusal;
use crate::http::response::ApiResponse;
use crate::random;
use crate::state::{Change, State, StoredReply};
use crate::store::Store;
use crate::validation;
use crate::webhook::Webhook;

/// With an idempotency key, the first response is stored in the same step as the webhook, and
/// replayed from then on. Errors are stored too.
pub(super) fn register(
    call: &Call<'_>,
    caller: &str,
    store: &mut Store,
) -> Result<ApiResponse, Refusal> {
    let Some(key) = call
        .header("idempotency-key")
        .map(str::trim)
        .filter(|key| !key.is_empty())
    else {
        return saved(store.change(|state| create(call, state)));
    };
    if let Some(first) = store.state().reply(caller, key, call.now) {
        return Ok(first.clone());
    }
    saved(store.change(|state| {
        let response =
            create(call, state).unwrap_or_else(|refusal| refusal.response(call.language()));
        let reply = StoredReply {
            caller: caller.into(),
            key: key.into(),
            until: call
                .now
                .saturating_add(call.config.idempotency_time.as_secs()),
            response: response.clone(),
        };
        state.store_reply(reply, call.now);
        Ok(response)
    }))
}

fn create(call: &Call<'_>, state: &mut State) -> Result<ApiResponse, Refusal> {
    let taken = |id: &str| state.webhooks().iter().any(|hook| hook.id == id);
    let fields = validation::validate(&call.object()?, false, call.config, taken)?;
    let events = fields.events.unwrap_or_default();
    let webhook = Webhook {
        integration: scope(call, &events)?,
        id: fields.id.unwrap_or_else(random::uuid4),
        url: fields.url.unwrap_or_default(),
        events,
        secret_key: fields.secret_key.unwrap_or_else(random::hex_secret),
        metadata: fields.metadata.unwrap_or_else(|| "{}".into()),
        former_secret_key: None,
    };
    let response = ApiResponse::json(201, webhook.render(call.quirks.extra_fields))
        .with("Location", webhook.url.clone());
    state.apply(Change::Add(webhook));
    Ok(response)
}
