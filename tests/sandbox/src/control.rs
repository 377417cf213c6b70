//! The faults over HTTP: `/sandbox/faults`, outside the API's base path.
//!
//! GET lists what is armed, POST arms a fault or a list of faults, DELETE disarms all. No token is needed; the answer is
//! the list as it then is. Requests for the control path are neither recorded nor touched by faults.

use serde_json::Value;

use crate::faults::{Armed, Faults};
use crate::http::answer::Answer;
use crate::json;

/// Whether a path is the sandbox's own.
pub(crate) fn is_control(path: &str) -> bool {
    path.starts_with("/sandbox/")
}

/// Answers a request for the control path.
pub(crate) fn answer(method: &str, path: &str, content: &[u8], faults: &Faults) -> Answer {
    if path != "/sandbox/faults" {
        return detail(404, "The sandbox has /sandbox/faults only.");
    }
    match method {
        "GET" | "HEAD" => {}
        "DELETE" => faults.clear(),
        "POST" => match parse(content) {
            Ok(armed) => armed.into_iter().for_each(|armed| faults.arm(armed)),
            Err(error) => return detail(400, &format!("Not a fault: {error}")),
        },
        _ => {
            return detail(405, "GET, POST and DELETE only.")
                .with("Allow", "GET, POST, DELETE, HEAD");
        }
    }
    match serde_json::to_string(&faults.armed()) {
        Ok(list) => Answer::json(200, list),
        Err(error) => detail(500, &error.to_string()),
    }
}

fn parse(content: &[u8]) -> serde_json::Result<Vec<Armed>> {
    let objects = match serde_json::from_slice(content)? {
        Value::Array(objects) => objects,
        object => vec![object],
    };
    objects.into_iter().map(armed).collect()
}

/// A fault, all of whose members are known: a misspelt `times` would otherwise mean for ever.
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

fn detail(status: u16, text: &str) -> Answer {
    Answer::json(status, format!("{{\"detail\":{}}}", json::string(text)))
}
