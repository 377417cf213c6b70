//! A device that makes sure that its webhook is registered: everything except the hardware.
//!
//! Give [`run`] an embassy-net driver and a random number generator, in a task of its own:
//!
//! ```ignore
//! #[embassy_executor::main]
//! async fn main(_spawner: embassy_executor::Spawner) {
//!     let peripherals = embassy_stm32::init(Default::default());
//!     let rng = Rng::new(peripherals.RNG, Irqs);
//!     let ethernet = Ethernet::new(/* pins and clocks of the board */);
//!     device::run(ethernet, rng, &settings).await
//! }
//! ```
//!
//! It builds for a device with
//! `cargo build -p gigapay-webhooks-embassy --example device --target thumbv7em-none-eabihf`.
#![no_std]

use embassy_futures::select::select;
use embassy_net::driver::Driver;
use embassy_net::{Config, Stack, StackResources};
use embassy_time::{Duration, Instant, Timer};
use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::tls::rand_core::CryptoRng;
use gigapay_webhooks_embassy::tls::{
    CertificateDer, DateClock, StreamError, TlsConfig, Validity, anchor,
};
use gigapay_webhooks_embassy::{
    Api, Buffers, Client, Credentials, DesiredWebhook, Error, Event, HttpsClient, IntegrationId,
    Server, TlsBuffers, Token, Webhook,
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

/// Sockets open at once: DHCP's, the name server's, and the client's.
const SOCKETS: usize = 3;

// Static memory, so that none of it is on a stack.
static RESOURCES: StaticCell<StackResources<SOCKETS>> = StaticCell::new();
static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());
static RECORDS: ConstStaticCell<TlsBuffers> = ConstStaticCell::new(TlsBuffers::new());
static WEBHOOK: StaticCell<Webhook> = StaticCell::new();

/// Runs the device's network, and makes sure that its webhook is registered. Call it once only.
pub async fn run<D: Driver, R: CryptoRng>(
    driver: D,
    mut rng: R,
    settings: &Settings,
) -> Result<(), Failure> {
    let resources = RESOURCES.init_with(StackResources::new);
    let seed = rng.next_u64();
    let config = Config::dhcpv4(Default::default());
    let (stack, mut network) = embassy_net::new(driver, config, resources, seed);
    match select(work(stack, rng, settings), network.run()).await {
        embassy_futures::select::Either::First(result) => result,
        embassy_futures::select::Either::Second(never) => never,
    }
}

/// Why the program ends.
#[derive(Debug)]
pub enum Failure {
    /// The settings are invalid.
    Settings,
    /// The API refuses, and trying again will not help.
    Api(Error<StreamError<TcpError>>),
}

async fn work<R: CryptoRng>(stack: Stack<'_>, rng: R, settings: &Settings) -> Result<(), Failure> {
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
    let mut client = client.map_err(|_| Failure::Settings)?.set_clock(&clock);
    let webhook = WEBHOOK.init_with(Webhook::default);
    loop {
        match ensure_webhook(&mut client, settings, webhook).await {
            Ok(()) => return Ok(()),
            Err(error) if error.is_retryable() => {
                let seconds = error.retry_after().unwrap_or(30);
                Timer::after(Duration::from_secs(seconds.into())).await;
            }
            Err(error) => return Err(Failure::Api(error)),
        }
    }
}

/// Creates the webhook, or updates it to match, exactly once, even after a power failure.
async fn ensure_webhook<R: CryptoRng>(
    client: &mut HttpsClient<'_, R>,
    settings: &Settings,
    webhook: &mut Webhook,
) -> Result<(), Error<StreamError<TcpError>>> {
    let desired = DesiredWebhook::new(settings.id, settings.receiver, &[Event::PAYOUT_CREATED]);
    client.ensure_into(&desired, webhook).await.map(drop)
}
