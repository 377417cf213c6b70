//! Requests over loopback, with this client and with others. The others decode with serde_json.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, bail, ensure};
use gigapay_webhooks_std::{Client, Credentials, IntegrationId, Token};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::heap;
use crate::load::{ID, Load};

/// This client, the one it is held to, and the others. minreq opens a connection for each request.
pub const CLIENTS: [&str; 5] = [OURS, UREQ, "minreq", "reqwest", "hyper"];
pub const OURS: &str = "gigapay-webhooks-std";
pub const UREQ: &str = "ureq";

const TOKEN: &str = "asasdadjanfkanfda";
const INTEGRATION: &str = "aqdnkjasdo12";

/// Returns the requests per second over one connection.
pub fn rate(who: &str, address: &str, load: Load) -> Result<f64> {
    let count = match load {
        Load::Retrieve => 500,
        Load::List(25) => 250,
        Load::List(_) => 25,
    };
    let start = Instant::now();
    perform(who, address, load, count)?;
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// Sends `count` requests.
pub fn perform(who: &str, address: &str, load: Load, count: usize) -> Result<()> {
    let url = format!("http://{address}{}", load.target());
    match who {
        OURS => ours(address, load, count),
        UREQ => ureq(&url, load, count),
        "minreq" => minreq(&url, load, count),
        "reqwest" => reqwest(&url, load, count),
        "hyper" => hyper(address, load, count),
        _ => bail!("no such client"),
    }
}

/// Returns the bytes of the heap that a client of ours allocates, between operations.
pub fn own_heap() -> Result<usize> {
    let before = heap::allocated();
    let client = own_client("127.0.0.1:1")?;
    let allocated = heap::allocated() - before;
    black_box(client);
    Ok(allocated)
}

fn own_client(address: &str) -> Result<Client> {
    let credentials =
        Credentials::integration(Token::new(TOKEN)?, IntegrationId::new(INTEGRATION)?);
    let builder = Client::builder(credentials).base_url(&format!("http://{address}/v2/"))?;
    Ok(builder.build()?)
}

fn ours(address: &str, load: Load, count: usize) -> Result<()> {
    let mut client = own_client(address)?;
    for _ in 0..count {
        let mut seen = 0;
        match load {
            Load::Retrieve => {
                seen += u32::from(client.retrieve(ID)?.events.iter().count() == 1);
            }
            Load::List(page) => {
                for webhook in client.list().page_size(page) {
                    seen += u32::from(webhook?.events.iter().count() == 2);
                }
            }
        }
        ensure!(seen == load.webhooks(), "{seen} webhooks");
    }
    Ok(())
}

fn ureq(url: &str, load: Load, count: usize) -> Result<()> {
    let agent = ureq::Agent::new_with_defaults();
    for _ in 0..count {
        let mut response = agent
            .get(url)
            .header("Accept", "application/json")
            .header("Authorization", &format!("Token {TOKEN}"))
            .header("Integration-ID", INTEGRATION)
            .call()?;
        check(load, &response.body_mut().read_to_vec()?)?;
    }
    Ok(())
}

fn minreq(url: &str, load: Load, count: usize) -> Result<()> {
    for _ in 0..count {
        let response = minreq::get(url)
            .with_header("Accept", "application/json")
            .with_header("Authorization", format!("Token {TOKEN}"))
            .with_header("Integration-ID", INTEGRATION)
            .send()?;
        check(load, response.as_bytes())?;
    }
    Ok(())
}

fn reqwest(url: &str, load: Load, count: usize) -> Result<()> {
    let client = reqwest::blocking::Client::builder().no_proxy().build()?;
    for _ in 0..count {
        let response = client
            .get(url)
            .header("Accept", "application/json")
            .header("Authorization", format!("Token {TOKEN}"))
            .header("Integration-ID", INTEGRATION)
            .send()?;
        check(load, &response.bytes()?)?;
    }
    Ok(())
}

/// hyper's client on a connection of its own, all on one thread.
fn hyper(address: &str, load: Load, count: usize) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let stream = TokioIo::new(stream);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
        let connection = tokio::spawn(connection);
        for _ in 0..count {
            let request = hyper::Request::get(load.target())
                .header("Host", address)
                .header("Accept", "application/json")
                .header("Authorization", format!("Token {TOKEN}"))
                .header("Integration-ID", INTEGRATION)
                .body(Empty::<Bytes>::new())?;
            sender.ready().await?;
            let response = sender.send_request(request).await?;
            check(load, &response.into_body().collect().await?.to_bytes())?;
        }
        drop(sender);
        Ok(connection.await??)
    })
}

#[derive(Deserialize)]
struct Page {
    results: Vec<Webhook>,
}

#[derive(Deserialize)]
struct Webhook {
    id: String,
    url: String,
    events: Vec<String>,
    secret_key: String,
    metadata: Box<RawValue>,
}

fn check(load: Load, body: &[u8]) -> Result<()> {
    let webhooks = match load {
        Load::Retrieve => vec![serde_json::from_slice(body)?],
        Load::List(_) => serde_json::from_slice::<Page>(body)?.results,
    };
    for webhook in &webhooks {
        black_box((
            &webhook.id,
            &webhook.url,
            &webhook.secret_key,
            &webhook.metadata,
        ));
        ensure!(!webhook.events.is_empty(), "not that webhook");
    }
    ensure!(webhooks.len() == load.webhooks() as usize, "not as many");
    Ok(())
}
