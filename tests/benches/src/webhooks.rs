//! The webhooks that the server sends and the decoders read.

use std::fmt::Write as _;

/// The webhook that is retrieved.
pub const SMALL: &str = "{\"id\":\"pump-7\",\"url\":\"https://gigatron.se/webhooks/payouts/\",\
    \"events\":[\"Payout.created\"],\"secret_key\":\"c1329a085d65f7757838df5920fdcc9a\",\
    \"metadata\":{\"n\":12}}";

/// A webhook of a list, as the API encodes one. `id` is its number.
fn listed(id: u32) -> String {
    format!(
        "{{\"id\":\"38a93e19-886a-4246-9cfe-{id:012}\",\
         \"url\":\"https://gigatron.se/webhooks/payouts/\",\
         \"events\":[\"Payout.notified\",\"Payout.accepted\"],\
         \"secret_key\":\"c1329a085d65f7757838df5920fdcc9a\",\
         \"metadata\":{{\"site\":\"A\",\"line\":[1,2,3]}}}}"
    )
}

/// A list of one page with so many webhooks.
pub fn list(count: u32) -> String {
    let mut body = format!("{{\"count\":{count},\"next\":null,\"previous\":null,\"results\":[");
    for id in 0..count {
        let comma = if id > 0 { "," } else { "" };
        let _ = write!(body, "{comma}{}", listed(id));
    }
    body + "]}"
}
