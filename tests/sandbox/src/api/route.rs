//! Addresses (B4, B9, B15): `/v2/webhooks/` and `/v2/webhooks/:id/`.

use crate::http::query;

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route {
    Resource(Resource),
    /// To a resource, but without its trailing slash.
    WithoutSlash,
    Unknown,
}

/// The resources of the API.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resource {
    Webhooks,
    /// One webhook, with its decoded id.
    Webhook(String),
}

impl Resource {
    /// The methods for `Allow`.
    pub(super) fn methods(&self) -> &'static str {
        match self {
            Self::Webhooks => "GET, POST, HEAD, OPTIONS",
            Self::Webhook(_) => "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
        }
    }

    /// The body of the response to OPTIONS.
    pub(super) fn description(&self) -> String {
        let name = match self {
            Self::Webhooks => "Webhook List",
            Self::Webhook(_) => "Webhook Instance",
        };
        let json = r#"["application/json"]"#;
        format!(r#"{{"name":"{name}","description":"","renders":{json},"parses":{json}}}"#)
    }
}

/// Finds the resource of a path. An id is one segment, which may contain an encoded slash.
pub(super) fn find(path: &str) -> Route {
    let Some(rest) = path.strip_prefix("/v2/webhooks") else {
        return Route::Unknown;
    };
    let (slash, segments) = match rest.strip_suffix('/') {
        Some(segments) => (true, segments),
        None => (false, rest),
    };
    let resource = match segments.strip_prefix('/') {
        None if segments.is_empty() => Resource::Webhooks,
        Some(id) if !id.is_empty() && !id.contains('/') => match query::decode(id) {
            Some(id) => Resource::Webhook(id),
            None => return Route::Unknown,
        },
        _ => return Route::Unknown,
    };
    if slash {
        Route::Resource(resource)
    } else {
        Route::WithoutSlash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b15_addresses() {
        let webhook = |id: &str| Route::Resource(Resource::Webhook(id.into()));
        assert_eq!(find("/v2/webhooks/"), Route::Resource(Resource::Webhooks));
        assert_eq!(find("/v2/webhooks/481272/"), webhook("481272"));
        assert_eq!(find("/v2/webhooks/a%2Fb/"), webhook("a/b"));
        assert_eq!(find("/v2/webhooks/%2E%2E/"), webhook(".."));
        assert_eq!(find("/v2/webhooks"), Route::WithoutSlash);
        assert_eq!(find("/v2/webhooks/481272"), Route::WithoutSlash);
        for unknown in [
            "/",
            "/v2/",
            "/v2/webhooks//",
            "/v2/webhooks/a/b/",
            "/v2/webhooksx/",
            "*",
            "",
        ] {
            assert_eq!(find(unknown), Route::Unknown, "{unknown}");
        }
    }
}
