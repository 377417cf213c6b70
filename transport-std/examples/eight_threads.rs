//! Eight threads, each with a client of its own: registers and deletes a webhook on every thread.
//!
//! ```text
//! GIGAPAY_TOKEN=… GIGAPAY_INTEGRATION_ID=… GIGAPAY_BASE_URL=https://api.demo.gigapay.se/v2/ \
//!     cargo run --example eight_threads
//! ```
//!
//! A client has one connection and runs one operation at a time, so each thread needs one of its
//! own. Clients are `Send`: they can be built in one place and moved to their threads. Webhooks and
//! errors are `Send` too, and come back from the threads. `GIGAPAY_CA` names a file with root
//! certificates in PEM to trust besides those of the public.

use std::error::Error as StdError;
use std::{env, fs, thread};

use gigapay_webhooks_std::{
    Client, Credentials, Error, Event, IntegrationId, NewWebhook, Roomy, Server, Token, Webhook,
};

const THREADS: usize = 8;

fn main() -> Result<(), Box<dyn StdError>> {
    let clients = (0..THREADS).map(|_| client()).collect::<Result<_, _>>()?;
    for result in on_threads(clients) {
        let webhook = result?;
        println!("registered and deleted {} for {}", webhook.id, webhook.url);
    }
    Ok(())
}

/// Moves each client to a thread of its own, and returns what came of it there.
pub(crate) fn on_threads(clients: Vec<Client>) -> Vec<Result<Webhook<Roomy>, Error>> {
    let start = |(number, mut client): (usize, Client)| {
        thread::spawn(move || register_and_delete(&mut client, number))
    };
    let threads: Vec<_> = clients.into_iter().enumerate().map(start).collect();
    let join = |thread: thread::JoinHandle<_>| thread.join().expect("no thread panics");
    threads.into_iter().map(join).collect()
}

fn register_and_delete(client: &mut Client, number: usize) -> Result<Webhook<Roomy>, Error> {
    let id = format!("thread-{number}");
    let events = [Event::PAYOUT_CREATED];
    // Key and id together make it safe to run this twice (B21).
    let new = NewWebhook::new("https://example.com/hooks/", &events)
        .id(&id)
        .idempotency_key(&id);
    let webhook = client.register(new)?;
    client.delete(&webhook.id)?;
    Ok(*webhook)
}

fn client() -> Result<Client, Box<dyn StdError>> {
    let token = Token::new(&env::var("GIGAPAY_TOKEN")?)?;
    let integration = IntegrationId::new(&env::var("GIGAPAY_INTEGRATION_ID")?)?;
    let credentials = Credentials::integration(token, integration);
    let mut builder = Client::builder(credentials).server(Server::DEMO);
    if let Ok(url) = env::var("GIGAPAY_BASE_URL") {
        builder = builder.base_url(&url)?;
    }
    if let Ok(file) = env::var("GIGAPAY_CA") {
        builder = builder.add_root_certificates_pem(&fs::read(file)?)?;
    }
    Ok(builder.build()?)
}
