//! Delete: 204 the first time, 404 afterwards (B18).

use super::{Call, saved};
use crate::http::refusal::Refusal;
use crate::http::response::ApiResponse;
use crate::state::Change;
use crate::store::Store;

pub(super) fn delete(call: &Call<'_>, id: &str, store: &mut Store) -> Result<ApiResponse, Refusal> {
    saved(store.change(|state| {
        let index = state
            .find(id, call.integration())
            .ok_or_else(Refusal::no_such_webhook)?;
        state.apply(Change::Remove(index));
        Ok(ApiResponse::empty(204))
    }))
}
