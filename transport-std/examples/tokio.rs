//! All six operations and a list on tokio, over TLS: how programs on an async runtime use the API.
//!
//! ```text
//! GIGAPAY_TOKEN=… GIGAPAY_INTEGRATION_ID=… GIGAPAY_BASE_URL=https://api.demo.gigapay.se/v2/ \
//!     cargo run --example tokio
//! ```
//!
//! The operations are those of `gigapay-webhooks`, which does no I/O itself.
//! `drive::nonblocking` moves their bytes over any connection with the traits of
//! `embedded-io-async`; `embedded-io-adapters` gives those traits to a stream of tokio. Nothing of
//! `gigapay-webhooks-std` is needed. `GIGAPAY_CA` names a file with root certificates in PEM to
//! trust besides those of the public.
//!
//! Each operation here has a deadline, and the connection is used again for as long as both sides
//! keep it open. A program that lets it lie idle asks `Exchange::may_resend` when it turns out to
//! be closed. A future that is dropped early leaves a connection of no further use.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs};

use embedded_io_adapters::tokio_1::FromTokio;
use gigapay_webhooks_std::gigapay_webhooks::drive::nonblocking;
use gigapay_webhooks_std::gigapay_webhooks::{
    Api, Credentials, Delete, Event, Exchange, ExchangeEvent, IntegrationId, List, NewWebhook,
    Register, Replace, Replacement, ReplacementSecret, Retrieve, Server, SingleResponse, Standard,
    Token, Update, Webhook, WebhookUpdate,
};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;
type Connection = FromTokio<TlsStream<TcpStream>>;

const DEADLINE: Duration = Duration::from_secs(30);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let token = Token::new(&env::var("GIGAPAY_TOKEN")?)?;
    let integration = IntegrationId::new(&env::var("GIGAPAY_INTEGRATION_ID")?)?;
    let credentials = Credentials::integration(token, integration);
    let url = env::var("GIGAPAY_BASE_URL");
    let server = match &url {
        Ok(url) => Server::parse(url)?,
        Err(_) => Server::DEMO,
    };
    let roots = match env::var("GIGAPAY_CA") {
        Ok(file) => fs::read(file)?,
        Err(_) => Vec::new(),
    };
    let mut client = Client::new(server, &credentials, &roots)?;
    for line in all_operations(&mut client).await? {
        println!("{line}");
    }
    Ok(())
}

/// Performs each operation once on the webhook `tokio`, and returns a line about each.
pub(crate) async fn all_operations(client: &mut Client<'_>) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut webhook = Webhook::<Standard>::default();
    // Key and id together make it safe to run this twice (B21).
    let new = NewWebhook::new("https://example.com/hooks/", &[Event::PAYOUT_CREATED])
        .id("tokio")
        .idempotency_key("tokio-1");
    client.run(Register::new(new, &mut webhook)).await?;
    lines.push(format!("registered {} for {}", webhook.id, webhook.url));
    client.run(Retrieve::new("tokio", &mut webhook)).await?;
    lines.push(format!("retrieved {}", webhook.id));
    let update = WebhookUpdate::new().url("https://example.com/new/");
    client
        .run(Update::new("tokio", update, &mut webhook))
        .await?;
    lines.push(format!("updated {} to {}", webhook.id, webhook.url));
    let secret = webhook.secret_key.clone();
    let keep = ReplacementSecret::keep(&secret);
    let events = [Event::PAYOUT_CREATED];
    let replacement = Replacement::new("https://example.com/last/", &events, keep);
    client
        .run(Replace::new("tokio", replacement, &mut webhook))
        .await?;
    lines.push(format!("replaced {} with {}", webhook.id, webhook.url));
    for id in client.list().await? {
        lines.push(format!("listed {id}"));
    }
    client.run(Delete::new("tokio")).await?;
    lines.push("deleted tokio".into());
    Ok(lines)
}

/// A connection and what it takes to open another.
pub(crate) struct Client<'a> {
    api: Api<'a>,
    server: Server<'a>,
    tls: TlsConnector,
    connection: Option<Connection>,
    buffer: Vec<u8>,
}

impl<'a> Client<'a> {
    pub(crate) fn new(
        server: Server<'a>,
        credentials: &'a Credentials,
        root_pem: &[u8],
    ) -> Result<Self> {
        let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for certificate in CertificateDer::pem_slice_iter(root_pem) {
            roots.add(certificate?)?;
        }
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            api: Api::new(server, credentials),
            server,
            tls: Arc::new(config).into(),
            connection: None,
            buffer: vec![0; 1024],
        })
    }

    /// Runs an operation with one response. What it retrieves is in the webhook it was made with.
    async fn run<Op: SingleResponse>(&mut self, operation: Op) -> Result<()> {
        let mut connection = self.connection().await?;
        let mut exchange = Exchange::new(&self.api, operation, &mut self.buffer);
        timeout(
            DEADLINE,
            nonblocking::finish(&mut exchange, &mut connection),
        )
        .await??;
        if exchange.is_reusable() {
            self.connection = Some(connection);
        }
        Ok(())
    }

    /// The ids of all webhooks, over all pages. Each page has a deadline of its own.
    async fn list(&mut self) -> Result<Vec<String>> {
        let mut connection = self.connection().await?;
        let mut webhook = Webhook::<Standard>::default();
        let list = List::new(&mut webhook).page_size(100);
        let mut exchange = Exchange::new(&self.api, list, &mut self.buffer);
        let mut ids = Vec::new();
        loop {
            let advance = nonblocking::advance(&mut exchange, &mut connection);
            match timeout(DEADLINE, advance).await?? {
                ExchangeEvent::Item => {
                    ids.extend(exchange.webhook().map(|webhook| webhook.id.to_string()));
                }
                ExchangeEvent::Oversize(field) => {
                    return Err(format!("a webhook is too large in its {}", field.name()).into());
                }
                // The server closes its connections after a page.
                ExchangeEvent::Reconnect => connection = open(&self.tls, self.server).await?,
                ExchangeEvent::Done { reusable } => {
                    self.connection = reusable.then_some(connection);
                    return Ok(ids);
                }
            }
        }
    }

    async fn connection(&mut self) -> Result<Connection> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => open(&self.tls, self.server).await,
        }
    }
}

async fn open(tls: &TlsConnector, server: Server<'_>) -> Result<Connection> {
    let host = server.host().trim_matches(['[', ']']).to_owned();
    let connect = async {
        let tcp = TcpStream::connect((host.as_str(), server.port())).await?;
        tcp.set_nodelay(true)?;
        let name = ServerName::try_from(host)?;
        Ok(FromTokio::new(tls.connect(name, tcp).await?))
    };
    timeout(DEADLINE, connect).await?
}
