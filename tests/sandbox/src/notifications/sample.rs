//! Sample objects: what a notification of each event looks like.
//!
//! They are invented. Known of the real ones: each is the object that the event is about; it has an
//! `id`, `metadata` and timestamps; it does not name the event (B24, B25). The other members are
//! plausible.

use serde_json::{Map, Value, json};

use crate::random;

/// Returns a sample of the object that a notification of this event carries, as JSON text.
///
/// Its id is random. `now` is the event's own timestamp, in seconds since 1970; later timestamps of
/// the object are null. An unknown event's object has the common members only.
///
/// ```
/// let text = gigapay_sandbox::sample_object("Payout.notified", 1_767_225_600);
/// let payout: serde_json::Value = serde_json::from_str(&text).unwrap();
/// assert_eq!(payout["notified_at"], "2026-01-01T00:00:00Z");
/// assert_eq!(payout["accepted_at"], serde_json::Value::Null);
/// ```
#[must_use]
pub fn sample_object(event: &str, now: u64) -> String {
    let (kind, what) = event.split_once('.').unwrap_or((event, ""));
    let mut object = Map::new();
    object.insert("id".into(), random::uuid4().into());
    object.extend(members(kind));
    object.insert("metadata".into(), json!({"sample": true}));
    let stages = stages(kind);
    let last = stages.iter().position(|stage| *stage == what).unwrap_or(0);
    for (index, stage) in stages.iter().enumerate() {
        // Stages are one minute apart.
        let ago = 60 * (last.saturating_sub(index)) as u64;
        let time = match index <= last {
            true => timestamp(now.saturating_sub(ago)).into(),
            false => Value::Null,
        };
        object.insert(format!("{stage}_at"), time);
    }
    Value::Object(object).to_string()
}

/// The members besides id, metadata and timestamps.
fn members(kind: &str) -> Map<String, Value> {
    let members = match kind {
        "Employee" => json!({
            "name": "Åsa Lindström",
            "email": "asa@example.com",
            "cellphone_number": "+46700000000",
            "country": "SWE",
        }),
        "Payout" => json!({
            "employee": random::uuid4(),
            "amount": "1000.00",
            "currency": "SEK",
            "description": "Instalment of sensors, Luleå",
        }),
        "Payrun" | "Invoice" => json!({
            "amount": "12500.50",
            "currency": "SEK",
            "open": false,
        }),
        "Registration" => json!({
            "name": "Exempelbolaget AB",
            "email": "owner@example.com",
            "country": "SWE",
        }),
        _ => json!({}),
    };
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Returns the stages of an object's life, which events are named after (B13), its creation first.
fn stages(kind: &str) -> &'static [&'static str] {
    match kind {
        "Employee" => &["created", "notified", "claimed", "verified"],
        "Payout" => &["created", "notified", "accepted"],
        "Payrun" | "Invoice" => &["created", "paid"],
        "Registration" => &["created", "verified"],
        _ => &["created"],
    }
}

/// Formats a time as in RFC 3339.
fn timestamp(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Returns the Gregorian date a number of days after 1970-01-01, by counting off years and months.
fn date(mut days: u64) -> (u64, usize, u64) {
    // 400 years have the same number of days wherever they begin.
    let mut year = 1970 + days / 146_097 * 400;
    days %= 146_097;
    loop {
        let length = 365 + u64::from(is_leap(year));
        if days < length {
            break;
        }
        days -= length;
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (index, length) in lengths.into_iter().enumerate() {
        if days < length {
            return (year, index + 1, days + 1);
        }
        days -= length;
    }
    (year, 12, 31)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_that_date_prints() {
        // `date -u -d @N +%FT%TZ`
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_798_761_599, "2026-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (13_569_465_600, "2400-01-01T00:00:00Z"),
        ] {
            assert_eq!(timestamp(seconds), text);
        }
    }

    #[test]
    fn every_event_has_an_object_whose_life_has_come_so_far() {
        for event in crate::config::EVENTS {
            let object: Value = serde_json::from_str(&sample_object(event, 1_000)).unwrap();
            let (_, what) = event.split_once('.').unwrap();
            assert_eq!(
                object[format!("{what}_at")],
                "1970-01-01T00:16:40Z",
                "{event}"
            );
            assert!(object["created_at"].is_string(), "{event}");
            assert_eq!(object["metadata"]["sample"], true, "{event}");
            assert!(object.as_object().unwrap().len() > 5, "{event}: {object}");
        }
        let unknown: Value = serde_json::from_str(&sample_object("Pump.stopped", 0)).unwrap();
        assert_eq!(unknown.as_object().unwrap().len(), 3);
    }
}
