//! What the device does once it has a network. Nothing here depends on the board.

use defmt::{info, warn};
use embassy_net::Stack;
use embassy_time::{Duration, Instant, Timer};
use gigapay_webhooks_embassy::gigapay_webhooks as protocol;
use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::tls::rand_core::CryptoRng;
use gigapay_webhooks_embassy::tls::{
    CertificateDer, DateClock, StreamError, TlsConfig, Validity, anchor,
};
use gigapay_webhooks_embassy::{
    Api, Buffers, Client, Credentials, DesiredWebhook, Error, Event, HttpsClient, IntegrationId,
    Server, Times, TlsBuffers, Token, Webhook,
};
use static_cell::{ConstStaticCell, StaticCell};

/// Settings that are written into the device when it is made.
pub struct Settings {
    /// The API key.
    pub token: &'static str,
    /// The integration that owns the webhook.
    pub integration: &'static str,
    /// The root certificate of the API's certificate, in DER.
    pub root: &'static [u8],
    /// A time before which this program was certainly not built, in seconds since 1970.
    pub built: u64,
    /// The webhook's id, for instance the device's serial number.
    pub id: &'static str,
    /// The url that notifications are posted to.
    pub receiver: &'static str,
}

/// Why the program ends.
pub enum Failure {
    /// The settings are invalid.
    Settings,
    /// The API refuses, and trying again will not help.
    Api(Error<StreamError<TcpError>>),
}

/// Joining a Wi-Fi network takes longer than detecting a cable. And cryptography is slow: this
/// processor's product has 32 bits, and one multiplication for P-384 is more code (27 kB) than the
/// cache in front of the flash holds (16 kB). The duration of a handshake was not measured; this is
/// three times the default.
const TIMES: Times = Times {
    network: Duration::from_secs(30),
    tls: Duration::from_secs(60),
    ..Times::DEFAULT
};

static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());
static RECORDS: ConstStaticCell<TlsBuffers> = ConstStaticCell::new(TlsBuffers::new());
static WEBHOOK: StaticCell<Webhook> = StaticCell::new();

/// Makes sure that the device's webhook is registered, then lists all webhooks; tries again when
/// that can help. Call it once only.
pub async fn run<R: CryptoRng>(
    stack: Stack<'_>,
    rng: R,
    settings: &Settings,
) -> Result<(), Failure> {
    let token = Token::new(settings.token).map_err(|_| Failure::Settings)?;
    let integration = IntegrationId::new(settings.integration).map_err(|_| Failure::Settings)?;
    let credentials = Credentials::integration(token, integration);
    let api = Api::new(Server::PRODUCTION, &credentials);

    let certificate = CertificateDer::from_slice(settings.root);
    let roots = [anchor(&certificate).map_err(|_| Failure::Settings)?];
    // The only clock is the one that the API's responses set.
    let clock = DateClock::new(|| Instant::now().as_millis());
    let validity = Validity::AtOrSince(&clock, settings.built);
    let tls = TlsConfig::new(Server::PRODUCTION.host(), &roots, validity);

    let (buffers, records) = (BUFFERS.take(), RECORDS.take());
    let client = Client::https(stack, api, tls, buffers, records, rng);
    let client = client.map_err(|_| Failure::Settings)?;
    let mut client = client.set_clock(&clock).times(TIMES);
    let webhook = WEBHOOK.init_with(Webhook::default);
    loop {
        match work(&mut client, settings, webhook).await {
            Ok(()) => return Ok(()),
            Err(error) if error.is_retryable() => {
                let seconds = error.retry_after().unwrap_or(30);
                warn!("{}; again in {} s", error, seconds);
                Timer::after(Duration::from_secs(seconds.into())).await;
            }
            Err(error) => return Err(Failure::Api(error)),
        }
    }
}

/// Safe to repeat: the webhook is registered exactly once, even after a power failure.
async fn work<R: CryptoRng>(
    client: &mut HttpsClient<'_, R>,
    settings: &Settings,
    webhook: &mut Webhook,
) -> Result<(), Error<StreamError<TcpError>>> {
    let desired = DesiredWebhook::new(settings.id, settings.receiver, &[Event::PAYOUT_CREATED]);
    let outcome = client.ensure_into(&desired, webhook).await?;
    info!("{}: {}", settings.id, outcome);

    // One webhook in memory at a time, over the same connection.
    let mut listing = client.list(webhook);
    loop {
        match listing.next().await {
            Ok(Some(webhook)) => info!("there is {}", webhook.id.as_str()),
            Ok(None) => return Ok(()),
            // Another webhook with a text that is too long for this device. The next one follows.
            Err(error) if matches!(error.exchange_error(), Some(protocol::Error::Capacity(_))) => {
                warn!("passed over: {}", error);
            }
            Err(error) => return Err(error),
        }
    }
}
