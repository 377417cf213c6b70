//! Retrieving a webhook over a connection, with this client and with others.

use std::time::Instant;

use anyhow::{Result, bail, ensure};
use gigapay_webhooks_std::{Client, Credentials, IntegrationId, Token};
use serde::Deserialize;
use serde_json::value::RawValue;

/// minreq does not keep connections: each request opens one.
pub const CLIENTS: [&str; 3] = ["this client, std", "ureq, serde_json", "minreq, serde_json"];

const TOKEN: &str = "asasdadjanfkanfda";
const INTEGRATION: &str = "aqdnkjasdo12";

#[derive(Deserialize)]
struct Webhook {
    id: String,
    url: String,
    events: Vec<String>,
    secret_key: String,
    metadata: Box<RawValue>,
}

/// Returns requests per second.
pub fn rate(who: &str, address: &str, count: usize) -> Result<f64> {
    perform(who, address, count / 10)?;
    let start = Instant::now();
    perform(who, address, count)?;
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// Retrieves a webhook `count` times.
pub fn perform(who: &str, address: &str, count: usize) -> Result<()> {
    match who {
        "this client, std" => ours(address, count),
        "ureq, serde_json" => ureq(address, count),
        "minreq, serde_json" => minreq(address, count),
        _ => bail!("no such client"),
    }
}

fn ours(address: &str, count: usize) -> Result<()> {
    let credentials =
        Credentials::integration(Token::new(TOKEN)?, IntegrationId::new(INTEGRATION)?);
    let builder = Client::builder(credentials).base_url(&format!("http://{address}/v2/"))?;
    let mut client = builder.build()?;
    for _ in 0..count {
        let webhook = client.retrieve("pump-7")?;
        ensure!(
            webhook.id == "pump-7" && webhook.events.iter().count() == 1,
            "not that"
        );
    }
    Ok(())
}

fn ureq(address: &str, count: usize) -> Result<()> {
    let agent = ureq::Agent::new_with_defaults();
    let url = format!("http://{address}/v2/webhooks/pump-7/");
    for _ in 0..count {
        let mut response = agent
            .get(&url)
            .header("Accept", "application/json")
            .header("Authorization", &format!("Token {TOKEN}"))
            .header("Integration-ID", INTEGRATION)
            .call()?;
        check(&response.body_mut().read_to_vec()?)?;
    }
    Ok(())
}

fn minreq(address: &str, count: usize) -> Result<()> {
    let url = format!("http://{address}/v2/webhooks/pump-7/");
    for _ in 0..count {
        let response = minreq::get(&url)
            .with_header("Accept", "application/json")
            .with_header("Authorization", format!("Token {TOKEN}"))
            .with_header("Integration-ID", INTEGRATION)
            .send()?;
        check(response.as_bytes())?;
    }
    Ok(())
}

fn check(body: &[u8]) -> Result<()> {
    let webhook: Webhook = serde_json::from_slice(body)?;
    std::hint::black_box((&webhook.url, &webhook.secret_key, &webhook.metadata));
    ensure!(
        webhook.id == "pump-7" && webhook.events.len() == 1,
        "not that"
    );
    Ok(())
}
