//! The sandbox's control interface over HTTP, outside the API's base path: `/sandbox/faults` and
//! `/sandbox/notifications`.
//!
//! For faults, GET lists the armed ones, POST arms one or an array of them, DELETE disarms all;
//! each responds with the resulting list. For notifications, GET lists all, POST makes an event
//! happen and lists the notifications it causes. No token is needed. Requests to the control
//! interface are not recorded, and faults do not affect them.

use std::time::Duration;

use serde_json::Value;

use crate::faults::{Armed, Faults};
use crate::http::response::ApiResponse;
use crate::json;
use crate::notifications::{self, Happening, TriggerError};
use crate::shared::Shared;

/// Whether a path belongs to the control interface.
pub(crate) fn is_control(path: &str) -> bool {
    path.starts_with("/sandbox/")
}

/// Returns the response to a request to the control interface.
pub(crate) async fn response(
    method: &str,
    path: &str,
    body: &[u8],
    shared: &Shared,
) -> ApiResponse {
    match path {
        "/sandbox/faults" => faults(method, body, &shared.faults),
        "/sandbox/notifications" => notifications(method, body, shared).await,
        _ => detail(
            404,
            "The sandbox has /sandbox/faults and /sandbox/notifications only.",
        ),
    }
}

async fn notifications(method: &str, body: &[u8], shared: &Shared) -> ApiResponse {
    let deliveries = &shared.deliveries;
    let shown = match method {
        "GET" | "HEAD" => deliveries.all(),
        "POST" => {
            let happening: Happening = match serde_json::from_slice(body) {
                Ok(happening) => happening,
                Err(error) => return detail(400, &format!("Not an event: {error}")),
            };
            let numbers = match notifications::trigger(shared, &happening) {
                Ok(numbers) => numbers,
                Err(error @ TriggerError::Full) => return detail(503, &error.to_string()),
                Err(error) => return detail(400, &error.to_string()),
            };
            let time = Duration::from_millis(happening.wait_milliseconds);
            deliveries.first_attempts(&numbers, time).await;
            deliveries.these(&numbers)
        }
        _ => return detail(405, "GET and POST only.").with("Allow", "GET, POST, HEAD"),
    };
    match serde_json::to_string(&shown) {
        Ok(list) => ApiResponse::json(200, list),
        Err(error) => detail(500, &error.to_string()),
    }
}

fn faults(method: &str, body: &[u8], faults: &Faults) -> ApiResponse {
    match method {
        "GET" | "HEAD" => {}
        "DELETE" => faults.clear(),
        "POST" => match parse(body) {
            Ok(armed) => armed.into_iter().for_each(|armed| faults.arm(armed)),
            Err(error) => return detail(400, &format!("Not a fault: {error}")),
        },
        _ => {
            return detail(405, "GET, POST and DELETE only.")
                .with("Allow", "GET, POST, DELETE, HEAD");
        }
    }
    match serde_json::to_string(&faults.armed()) {
        Ok(list) => ApiResponse::json(200, list),
        Err(error) => detail(500, &error.to_string()),
    }
}

fn parse(body: &[u8]) -> serde_json::Result<Vec<Armed>> {
    let objects = match serde_json::from_slice(body)? {
        Value::Array(objects) => objects,
        object => vec![object],
    };
    objects.into_iter().map(armed).collect()
}

/// Parses a fault whose members are all known. Otherwise a misspelt `times` would arm it for ever.
fn armed(object: Value) -> serde_json::Result<Armed> {
    let armed: Armed = serde_json::from_value(object.clone())?;
    let known = serde_json::to_value(&armed)?;
    let members = object
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys());
    match members.into_iter().find(|name| known.get(name).is_none()) {
        Some(name) => Err(serde::de::Error::custom(format!("unknown member {name}"))),
        None => Ok(armed),
    }
}

fn detail(status: u16, text: &str) -> ApiResponse {
    ApiResponse::json(status, format!("{{\"detail\":{}}}", json::string(text)))
}
