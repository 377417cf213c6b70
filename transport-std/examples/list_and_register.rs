//! Lists all webhooks, registers one unless it is there already, and lists them again.
//!
//! ```text
//! GIGAPAY_TOKEN=… GIGAPAY_INTEGRATION_ID=… GIGAPAY_BASE_URL=https://api.demo.gigapay.se/v2/ \
//!     cargo run --example list_and_register
//! ```
//!
//! `GIGAPAY_BASE_URL` is the demo server unless set, and `GIGAPAY_CA` names a file with root
//! certificates in PEM to trust besides those of the public.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use gigapay_webhooks_std::{Client, Credentials, Event, IntegrationId, NewWebhook, Server, Token};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut client = client()?;
    list(&mut client)?;
    // Key and id together make it safe to run this twice (B21).
    let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED])
        .id("list-and-register")
        .idempotency_key("list-and-register-1");
    match client.register(new) {
        Ok(webhook) => println!("registered {} for {}", webhook.id, webhook.url),
        Err(error) if error.status() == Some(400) => println!("not registered: {error}"),
        Err(error) => return Err(error.into()),
    }
    list(&mut client)
}

fn client() -> Result<Client, Box<dyn Error>> {
    let token = Token::new(&env::var("GIGAPAY_TOKEN")?)?;
    let credentials = match env::var("GIGAPAY_INTEGRATION_ID") {
        Ok(id) => Credentials::integration(token, IntegrationId::new(&id)?),
        Err(_) => Credentials::user(token),
    };
    let mut builder = Client::builder(credentials).server(Server::DEMO);
    if let Ok(url) = env::var("GIGAPAY_BASE_URL") {
        builder = builder.base_url(&url)?;
    }
    if let Ok(file) = env::var("GIGAPAY_CA") {
        builder = builder.add_root_certificates_pem(&std::fs::read(file)?)?;
    }
    Ok(builder.build()?)
}

fn list(client: &mut Client) -> Result<(), Box<dyn Error>> {
    for webhook in client.list() {
        let webhook = webhook?;
        println!(
            "{} gets {:?} at {}",
            webhook.id, webhook.events, webhook.url
        );
    }
    Ok(())
}
