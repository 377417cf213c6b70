//! Decoding a list, with this client and with others.

use std::convert::Infallible;
use std::hint::black_box;

use anyhow::{Result, anyhow, bail, ensure};
use embedded_io::{ErrorType, Read, Write};
use gigapay_webhooks::drive::blocking;
use gigapay_webhooks::{Api, Credentials, Exchange, ExchangeEvent, List, Server, Token, Webhook};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::webhooks;

pub const DECODERS: [&str; 3] = ["this client, HTTP too", "serde_json", "serde-json-core"];
pub const WEBHOOKS: usize = 100;

pub fn body() -> String {
    webhooks::list(WEBHOOKS as u32)
}

pub fn perform(who: &str, times: usize) -> Result<()> {
    let body = body();
    for _ in 0..times {
        let count = match who {
            "this client, HTTP too" => ours(&body)?,
            "serde_json" => std_list(&body)?,
            "serde-json-core" => core_list(&body)?,
            _ => bail!("no such decoder"),
        };
        ensure!(count == 2 * WEBHOOKS, "{count} events");
    }
    Ok(())
}

/// For `serde_json`: all in memory, metadata as raw text.
#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    results: Vec<Owned<'a>>,
}

#[derive(Deserialize)]
struct Owned<'a> {
    id: String,
    url: String,
    events: Vec<String>,
    secret_key: String,
    #[serde(borrow)]
    metadata: &'a RawValue,
}

fn std_list(body: &str) -> Result<usize> {
    let page: Page<'_> = serde_json::from_str(body)?;
    let events = page.results.iter().map(|webhook| {
        black_box((
            &webhook.id,
            &webhook.url,
            &webhook.secret_key,
            webhook.metadata,
        ));
        webhook.events.len()
    });
    Ok(events.sum())
}

/// For serde-json-core: everything borrowed, without metadata, which it cannot capture.
#[derive(Deserialize)]
struct CorePage<'a> {
    #[serde(borrow)]
    results: heapless::Vec<Borrowed<'a>, WEBHOOKS>,
}

#[derive(Deserialize)]
struct Borrowed<'a> {
    id: &'a str,
    url: &'a str,
    #[serde(borrow)]
    events: heapless::Vec<&'a str, 8>,
    secret_key: &'a str,
}

fn core_list(body: &str) -> Result<usize> {
    let (page, _) =
        serde_json_core::from_str::<CorePage<'_>>(body).map_err(|error| anyhow!("{error}"))?;
    let events = page.results.iter().map(|webhook| {
        black_box((webhook.id, webhook.url, webhook.secret_key));
        webhook.events.len()
    });
    Ok(events.sum())
}

fn ours(body: &str) -> Result<usize> {
    let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
    let api = Api::new(Server::PRODUCTION, &credentials);
    let mut webhook = Webhook::new();
    let mut buffer = [0; 512];
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    let mut connection = Memory(head.as_bytes(), body.as_bytes());
    let mut exchange = Exchange::new(&api, List::new(&mut webhook), &mut buffer);
    let mut events = 0;
    while let ExchangeEvent::Item = blocking::advance(&mut exchange, &mut connection)? {
        if let Some(webhook) = exchange.webhook() {
            black_box((
                &webhook.id,
                &webhook.url,
                &webhook.secret_key,
                &webhook.metadata,
            ));
            events += webhook.events.iter().count();
        }
    }
    Ok(events)
}

/// A head and a body.
struct Memory<'a>(&'a [u8], &'a [u8]);

impl ErrorType for Memory<'_> {
    type Error = Infallible;
}

impl Read for Memory<'_> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Infallible> {
        let from = if self.0.is_empty() {
            &mut self.1
        } else {
            &mut self.0
        };
        let length = from.len().min(to.len());
        to[..length].copy_from_slice(&from[..length]);
        *from = &from[length..];
        Ok(length)
    }
}

impl Write for Memory<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
