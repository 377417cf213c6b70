//! The events that the API's documentation names (B13). The set is open.

use gigapay_sandbox::EVENTS;

/// Whether the documentation names the event.
pub(super) fn is_known(name: &str) -> bool {
    EVENTS.contains(&name)
}

/// Returns the known event that an unknown name resembles, as one with a typing error does.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    if is_known(name) {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let near = |known: &&str| strsim::damerau_levenshtein(&lower, &known.to_ascii_lowercase());
    let nearest = EVENTS.into_iter().min_by_key(near)?;
    (near(&nearest) <= 3).then_some(nearest)
}
