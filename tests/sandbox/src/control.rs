//! The faults over HTTP: `/sandbox/faults`, outside the API's base path.
//!
//! GET lists what is armed, POST arms a fault or a list of faults, DELETE disarms all. No token is needed; the answer is
//! the list as it then is. Requests for the control path are neither recorded nor touched by faults.

use serde_json::value::RawValue;

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
    let raw: &RawValue = serde_json::from_slice(content)?;
    if json::Kind::of(raw.get()) == json::Kind::List {
        serde_json::from_str(raw.get())
    } else {
        Ok(vec![serde_json::from_str(raw.get())?])
    }
}

fn detail(status: u16, text: &str) -> Answer {
    Answer::json(status, format!("{{\"detail\":{}}}", json::string(text)))
}
