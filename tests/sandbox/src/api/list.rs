//! List: one page of the webhooks that the caller can see (B14, B19, B20).

use super::Call;
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::response::ApiResponse;
use crate::json;
use crate::language;
use crate::store::Store;
use crate::webhook::Webhook;

pub(super) fn list(call: &Call<'_>, store: &Store) -> Result<ApiResponse, Refusal> {
    let integration = call.integration();
    let all: Vec<&Webhook> = store
        .state()
        .webhooks()
        .iter()
        .filter(|hook| hook.visible_to(integration))
        .collect();
    let pairs = call.pairs();
    let size = page_size(call, &pairs);
    let pages = all.len().div_ceil(size).max(1);
    let page = page(&pairs, pages).ok_or_else(|| Refusal::new(404, language::INVALID_PAGE))?;

    let webhooks = all.iter().skip((page - 1) * size).take(size);
    let results: Vec<String> = webhooks
        .map(|webhook| webhook.render(call.quirks.extra_fields))
        .collect();
    let next = if page < pages {
        link(call, &pairs, page + 1)
    } else {
        "null".into()
    };
    let previous = if page > 1 {
        link(call, &pairs, page - 1)
    } else {
        "null".into()
    };
    let extra = if call.quirks.extra_fields {
        r#","pages":{"results":[]}"#
    } else {
        ""
    };
    Ok(ApiResponse::json(
        200,
        format!(
            r#"{{"count":{},"next":{next},"previous":{previous},"results":[{}]{extra}}}"#,
            all.len(),
            results.join(","),
        ),
    ))
}

/// Returns the page size: an invalid size is ignored, one that is too large is capped.
fn page_size(call: &Call<'_>, pairs: &[(String, String)]) -> usize {
    let asked = query::last(pairs, "page_size")
        .and_then(number)
        .filter(|size| *size > 0);
    asked
        .unwrap_or(call.config.page_size)
        .clamp(1, call.config.page_size_max)
}

fn page(pairs: &[(String, String)], pages: usize) -> Option<usize> {
    match query::last(pairs, "page") {
        None => Some(1),
        Some("last") => Some(pages),
        Some(text) => number(text).filter(|page| (1..=pages).contains(page)),
    }
}

/// Parses a number as the framework does: spaces around it are ignored, an overflow saturates.
fn number(text: &str) -> Option<usize> {
    let digits = text.trim();
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(usize::MAX))
}

/// Returns a link to another page. The first page has no number.
fn link(call: &Call<'_>, pairs: &[(String, String)], page: usize) -> String {
    let dropped =
        |name: &str| name == "page" || (name == "page_size" && call.quirks.links_drop_page_size);
    let mut pairs: Vec<_> = pairs
        .iter()
        .filter(|pair| !dropped(&pair.0))
        .cloned()
        .collect();
    if page > 1 {
        pairs.push(("page".into(), page.to_string()));
    }
    let https = call.config.tls && !call.quirks.links_name_plain_http;
    let scheme = if https { "https" } else { "http" };
    let query = if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", query::encode(pairs))
    };
    json::string(&format!("{scheme}://{}{}{query}", call.host, call.path))
}
