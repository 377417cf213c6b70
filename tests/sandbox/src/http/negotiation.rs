//! Media types: what a client accepts (406) and what it sends (415, B7).

/// Whether an `Accept` value admits JSON. No value admits everything.
pub(crate) fn accepts_json(accept: Option<&str>) -> bool {
    let Some(accept) = accept else { return true };
    accept.trim().is_empty()
        || accept.split(',').any(|range| {
            matches!(
                essence(range).as_str(),
                "*/*" | "application/*" | "application/json"
            )
        })
}

/// Whether a `Content-Type` value says JSON, with or without parameters.
pub(crate) fn is_json(content_type: &str) -> bool {
    essence(content_type) == "application/json"
}

fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_parameters() {
        assert!(accepts_json(None));
        assert!(accepts_json(Some("text/html, */*;q=0.1")));
        assert!(accepts_json(Some("Application/JSON; indent=2")));
        assert!(!accepts_json(Some("text/html, application/xml")));
        assert!(is_json("application/json; charset=utf-8"));
        assert!(!is_json("application/json5"));
        assert!(!is_json(""));
    }
}
