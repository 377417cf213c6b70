//! Retrieve: one webhook (B15).

use super::Call;
use crate::http::refusal::Refusal;
use crate::http::response::ApiResponse;
use crate::store::Store;

pub(super) fn retrieve(call: &Call<'_>, id: &str, store: &Store) -> Result<ApiResponse, Refusal> {
    let state = store.state();
    let found = state
        .find(id, call.integration())
        .and_then(|index| state.webhooks().get(index));
    let webhook = found.ok_or_else(Refusal::no_such_webhook)?;
    Ok(ApiResponse::json(
        200,
        webhook.render(call.quirks.extra_fields),
    ))
}
