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
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::load::{ID, Load};
use crate::{heap, server};

/// This client, the one it is held to, and the others. minreq opens a connection for each request.
/// Only the first two are measured over TLS, both with rustls.
pub const CLIENTS: [&str; 5] = [OURS, UREQ, "minreq", "reqwest", "hyper"];
pub const OURS: &str = "gigapay-webhooks-std";
pub const UREQ: &str = "ureq";

const TOKEN: &str = "asasdadjanfkanfda";
const INTEGRATION: &str = "aqdnkjasdo12";

/// Returns the requests per second over one connection.
pub fn rate(who: &str, address: &str, load: Load) -> Result<f64> {
    let count = match load.webhooks {
        1 => 500,
        25 => 250,
        _ => 25,
    };
    let start = Instant::now();
    perform(who, address, load, count)?;
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// Sends `count` requests.
pub fn perform(who: &str, address: &str, load: Load, count: usize) -> Result<()> {
    let url = format!("{}://{address}{}", load.scheme(), load.target());
    match who {
        OURS => ours(address, load, count),
        UREQ => ureq(&url, address, load, count),
        "minreq" => minreq(&url, load, count),
        "reqwest" => reqwest(&url, load, count),
        "hyper" => hyper(address, load, count),
        _ => bail!("no such client"),
    }
}

/// Returns the bytes of the heap that a client of ours allocates, between operations.
pub fn own_heap() -> Result<usize> {
    let before = heap::allocated();
    let client = own_client("127.0.0.1:1", Load::RETRIEVE)?;
    let allocated = heap::allocated() - before;
    black_box(client);
    Ok(allocated)
}

fn own_client(address: &str, load: Load) -> Result<Client> {
    let credentials =
        Credentials::integration(Token::new(TOKEN)?, IntegrationId::new(INTEGRATION)?);
    let url = format!("{}://{address}/v2/", load.scheme());
    let mut builder = Client::builder(credentials).base_url(&url)?;
    if load.is_tls {
        builder = builder.add_root_certificates_pem(&certificate(address)?)?;
    }
    Ok(builder.build()?)
}

/// The server's certificate over TLS, as PEM.
fn certificate(address: &str) -> Result<Vec<u8>> {
    let url = format!("http://{address}{}", server::CERTIFICATE);
    Ok(minreq::get(url).send()?.into_bytes())
}

fn ours(address: &str, load: Load, count: usize) -> Result<()> {
    let mut client = own_client(address, load)?;
    for _ in 0..count {
        let mut seen = 0;
        if load.is_retrieval() {
            seen += u32::from(client.retrieve(ID)?.events.iter().count() == 1);
        } else {
            for webhook in client.list().page_size(load.webhooks) {
                seen += u32::from(webhook?.events.iter().count() == 2);
            }
        }
        ensure!(seen == load.webhooks, "{seen} webhooks");
    }
    Ok(())
}

fn ureq(url: &str, address: &str, load: Load, count: usize) -> Result<()> {
    let mut config = ureq::Agent::config_builder();
    if load.is_tls {
        let root = Certificate::from_pem(&certificate(address)?)?;
        let roots = RootCerts::from(vec![root]);
        config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
    }
    let agent = config.build().new_agent();
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
    let webhooks = match load.is_retrieval() {
        true => vec![serde_json::from_slice(body)?],
        false => serde_json::from_slice::<Page>(body)?.results,
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
    ensure!(webhooks.len() == load.webhooks as usize, "not as many");
    Ok(())
}
