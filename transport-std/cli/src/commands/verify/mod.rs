//! `verify`
//!
//! The verdict is core's. Guesses only explain a bad one.

mod guess;
mod rewrite;

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use gigapay_webhooks_std::gigapay_webhooks::Visible;
use gigapay_webhooks_std::gigapay_webhooks::notify::{
    Keyring, Signature, TimeCheck, Verdict, Verifier,
};
use serde::Serialize;

use super::*;
use crate::args::Verify;
use crate::keys;
use crate::output::style::{BAD, GOOD, HINT};

/// The result, for a machine.
#[derive(Debug, Default, Serialize)]
struct Finding {
    verdict: &'static str,
    /// Position of the secret key among those given, from 1.
    secret: Option<usize>,
    timestamp: Option<u64>,
    /// Seconds since it was signed; negative if in the future.
    age: Option<i128>,
    /// What is wrong, and the possible causes.
    reasons: Vec<String>,
}

/// Prints whether a notification is authentic, and what may be wrong with it.
pub(super) fn run(verify: &Verify, output: &mut Output) -> Result<(), Failure> {
    let keys = keys::given(&verify.keys.secret_keys, verify.keys.key_file.as_deref())?;
    if keys.is_empty() {
        return Err(Failure::usage(
            "secret_key",
            keys::none(verify.keys.key_file.as_deref()),
        ));
    }
    let body = read(&verify.body)?;
    let finding = find(&keys, verify, &body);
    show(&finding, output)?;
    match finding.verdict {
        "authentic" => Ok(()),
        "stale" | "future" => Err(Failure::Untimely),
        _ => Err(Failure::Reported),
    }
}

/// Reads the body, from a file or standard input.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let body = if path == Path::new("-") {
        let mut body = Vec::new();
        io::stdin().lock().read_to_end(&mut body).map(|_| body)
    } else {
        fs::read(path)
    };
    body.map_err(|error| Failure::usage(None, format!("cannot read {}: {error}", path.display())))
}

fn find(keys: &[String], verify: &Verify, body: &[u8]) -> Finding {
    let value = guess::field(&verify.signature);
    let mut reasons = Vec::new();
    let signature = match Signature::parse(value.as_bytes()) {
        Ok(signature) => signature,
        Err(error) => {
            reasons.push(format!("{}: {error}", Signature::HEADER));
            reasons.extend(guess::malformed(value, keys, body));
            return Finding {
                verdict: "malformed",
                reasons,
                ..Finding::default()
            };
        }
    };
    let timestamp = signature.timestamp();
    let place = keys.iter().position(|key| {
        !matches!(
            decide(key, &signature, body, TimeCheck::Skip),
            Verdict::Forged
        )
    });
    let Some(place) = place else {
        reasons.extend(guess::forged(value, keys, body));
        return Finding {
            verdict: "forged",
            timestamp: Some(timestamp),
            reasons,
            ..Finding::default()
        };
    };
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = since.unwrap_or_default().as_secs();
    let clock = TimeCheck::Unix {
        now,
        max_age: verify.tolerance,
        max_ahead: verify.tolerance,
    };
    let verdict = match keys
        .get(place)
        .map(|key| decide(key, &signature, body, clock))
    {
        Some(Verdict::Authentic { .. }) => "authentic",
        Some(Verdict::Stale { .. }) => "stale",
        Some(Verdict::Future { .. }) => "future",
        _ => "forged",
    };
    if verdict == "future" && timestamp / 1000 <= now.saturating_mul(2) {
        reasons.extend(guess::milliseconds(timestamp));
    }
    Finding {
        verdict,
        secret: Some(place + 1),
        timestamp: Some(timestamp),
        age: Some(i128::from(now) - i128::from(timestamp)),
        reasons,
    }
}

/// Returns core's verdict under one key.
fn decide(key: &str, signature: &Signature, body: &[u8], clock: TimeCheck) -> Verdict {
    let mut keyring: Keyring<1> = Keyring::new();
    // An empty key was rejected before, and with no key every signature is forged.
    let _ = keyring.push(key.as_bytes());
    let mut verifier = Verifier::new(&keyring, signature);
    verifier.update(body);
    verifier.finish(clock)
}

fn show(finding: &Finding, output: &mut Output) -> Result<(), Failure> {
    if output.is_json() {
        return Ok(output.line(finding)?);
    }
    let age = finding.age.unwrap_or_default();
    let key = finding.secret.unwrap_or_default();
    let line = match finding.verdict {
        "authentic" => format!("{GOOD}authentic{GOOD:#}, signed {age} s ago with secret key {key}"),
        "stale" => format!(
            "{HINT}authentic, but too old{HINT:#}: signed {age} s ago with secret key {key}"
        ),
        "future" => format!(
            "{HINT}authentic, but from the future{HINT:#}: signed {} s from now with secret key \
             {key}; a clock is wrong",
            -age
        ),
        "forged" => {
            format!("{BAD}not authentic{BAD:#}: signed with another secret key, or changed since")
        }
        _ => format!("{BAD}not authentic{BAD:#}: the signature is malformed"),
    };
    output.say(&line)?;
    for reason in &finding.reasons {
        output.say(&format!("  {}", Visible(reason)))?;
    }
    Ok(())
}
