//! Webhooks and lists of them (B8, B19).

use super::Random;
use super::json::{any_value, array, object, string};
use crate::Hook;

/// Members that no client knows, among them some with names that are nearly known (B8).
fn unknown(chance: &mut Random) -> Vec<(String, String)> {
    const NAMES: [&str; 9] = [
        "object",
        "Id",
        "ids",
        "i",
        "",
        "next_",
        "å",
        "metadata2",
        "a very long name of a field",
    ];
    let count = chance.below(4);
    (0..count)
        .map(|_| {
            let name = chance.of(&NAMES);
            (string(name, chance), any_value(3, chance))
        })
        .collect()
}

/// A webhook, its members in any order and with unknown ones among them.
pub fn hook(hook: &Hook, chance: &mut Random) -> String {
    let events = hook.events.iter().map(|e| string(e, chance)).collect();
    let values = [
        ("id", string(&hook.id, chance)),
        ("url", string(&hook.url, chance)),
        ("events", array(events, chance)),
        ("secret_key", string(&hook.secret_key, chance)),
        ("metadata", hook.metadata.clone()),
    ];
    let mut members = unknown(chance);
    members.extend(values.map(|(name, value)| (string(name, chance), value)));
    chance.shuffle(&mut members);
    object(members, chance)
}

/// The envelope of a list that has no further page, its members in any order (B19).
pub fn list(hooks: &[Hook], chance: &mut Random) -> String {
    let results = hooks.iter().map(|h| hook(h, chance)).collect();
    let values = [
        ("count", chance.of(&["0", "4", "123456"]).to_owned()),
        ("next", "null".to_owned()),
        (
            "previous",
            chance.of(&["null", "\"https://h/?page=7\""]).to_owned(),
        ),
        ("results", array(results, chance)),
    ];
    let mut members = unknown(chance);
    members.extend(values.map(|(name, value)| (string(name, chance), value)));
    chance.shuffle(&mut members);
    object(members, chance)
}
