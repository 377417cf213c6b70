//! What the device does once it has a network: nothing in here knows the board.

use defmt::{info, warn};
use embassy_net::Stack;
use embassy_time::{Duration, Instant, Timer};
use gigapay_webhooks_embassy::core as protocol;
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

/// What is written into the device when it is made.
pub struct Settings {
    /// The API key.
    pub token: &'static str,
    /// The integration that owns the webhook.
    pub integration: &'static str,
    /// The certificate of the authority that the API's certificate comes from, in DER.
    pub root: &'static [u8],
    /// A moment before which this program was certainly not built, in seconds since 1970.
    pub built: u64,
    /// The webhook's id: the device's serial number, say.
    pub id: &'static str,
    /// Who is to be notified.
    pub receiver: &'static str,
}

/// What ends the program.
pub enum Failure {
    /// The settings make no sense.
    Settings,
    /// The API does not do what is asked of it, and will not later.
    Api(Error<StreamError<TcpError>>),
}

/// Joining a Wi-Fi takes longer than finding a cable plugged in. And cryptography is slow: a product of this processor's
/// has 32 bits, and one multiplication for P-384 is more code (27 kB) than the cache before the flash holds (16 kB).
/// Nobody measured how long a handshake takes; this is three times the default.
const TIMES: Times = Times {
    network: Duration::from_secs(30),
    tls: Duration::from_secs(60),
    ..Times::DEFAULT
};

static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());
static RECORDS: ConstStaticCell<TlsBuffers> = ConstStaticCell::new(TlsBuffers::new());
static WEBHOOK: StaticCell<Webhook> = StaticCell::new();

/// Sees to the device's webhook, then lists all there are, and tries again when that may help. To be called once.
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
    // There is no clock but the one that the API's responses set.
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

/// All of it may be done again: the webhook is registered exactly once, wherever the power went the last time.
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
            // Somebody else's, with a longer text than this device keeps. The next one follows.
            Err(error) if matches!(error.exchange_error(), Some(protocol::Error::Capacity(_))) => {
                warn!("passed over: {}", error);
            }
            Err(error) => return Err(error),
        }
    }
}
