//! Identifies the caller (B2, B3) and the integration (B14).

use ring::digest;

use super::Call;
use crate::http::refusal::Refusal;
use crate::language::{self, Text};

/// Returns a digest of the caller's token, which stands for the token everywhere else.
pub(super) fn caller(call: &Call<'_>) -> Result<String, Refusal> {
    let token =
        token(call).map_err(|text| Refusal::new(401, text).with("WWW-Authenticate", "Token"))?;
    if !call.config.whitelist.is_empty() && !call.config.whitelist.contains(&call.peer) {
        return Err(Refusal::new(403, language::FORBIDDEN));
    }
    match call.integration() {
        None if call.config.integration_always => {
            return Err(Refusal::non_field(language::INTEGRATION_REQUIRED));
        }
        Some(id) if !knows(&call.config.integrations, id) => {
            return Err(Refusal::new(403, language::FORBIDDEN));
        }
        _ => {}
    }
    Ok(crate::random::hex(
        digest::digest(&digest::SHA256, token.as_bytes()).as_ref(),
    ))
}

fn knows(integrations: &[String], id: &str) -> bool {
    integrations.is_empty() || integrations.iter().any(|known| known == id)
}

fn token<'a>(call: &'a Call<'_>) -> Result<&'a str, Text> {
    let value = match call.headers.get("authorization") {
        Some(value) => {
            std::str::from_utf8(value.as_bytes()).map_err(|_| language::INVALID_TOKEN)?
        }
        None => return Err(language::NO_CREDENTIALS),
    };
    let mut words = value.split_whitespace();
    match words.next() {
        Some(scheme) if scheme.eq_ignore_ascii_case("token") => {}
        _ => return Err(language::NO_CREDENTIALS),
    }
    let token = words.next().ok_or(language::EMPTY_TOKEN)?;
    if words.next().is_some() {
        Err(language::SPACED_TOKEN)
    } else if call.config.tokens.iter().any(|known| known == token) {
        Ok(token)
    } else {
        Err(language::INVALID_TOKEN)
    }
}
