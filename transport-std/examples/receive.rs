//! Registers a webhook and receives its notifications, each verified, until Enter is pressed.
//!
//! ```sh
//! export GIGAPAY_TOKEN=… GIGAPAY_INTEGRATION_ID=…
//! cargo run --example receive -- https://gateway.example.com/hooks/
//! ```
//!
//! Something in front ends TLS and passes requests on to port 8080 here. For a server other than
//! production, set `GIGAPAY_BASE_URL`.

use std::error::Error;
use std::{env, io};

use gigapay_webhooks_std::listen::{Listener, Reply};
use gigapay_webhooks_std::{Client, Credentials, Event, IntegrationId, NewWebhook, Token};

fn main() -> Result<(), Box<dyn Error>> {
    let url = env::args()
        .nth(1)
        .ok_or("say where the API reaches this computer")?;
    let token = Token::new(&env::var("GIGAPAY_TOKEN")?)?;
    let integration = IntegrationId::new(&env::var("GIGAPAY_INTEGRATION_ID")?)?;
    let mut client = Client::builder(Credentials::integration(token, integration));
    if let Ok(base) = env::var("GIGAPAY_BASE_URL") {
        client = client.base_url(&base)?;
    }
    let mut client = client.build()?;
    let webhook = client.register(NewWebhook::new(&url, &[Event::PAYOUT_CREATED]))?;

    let secrets = [webhook.secret_key.expose()];
    let listening = Listener::new()
        .path("/hooks/")
        .on_report(|report| eprintln!("{}: {report}", report.peer))
        .start("127.0.0.1:8080", &secrets, |notification| {
            // It is authentic, recent, and was not here before.
            println!("{}", String::from_utf8_lossy(notification.body));
            Reply::Accepted
        })?;
    println!("receiving at {}; Enter ends", listening.addr());
    io::stdin().read_line(&mut String::new())?;

    client.delete(&webhook.id)?;
    listening.stop();
    Ok(())
}
