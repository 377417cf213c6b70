//! What a board does once it has a network: makes sure that its webhook is registered, then
//! receives notifications. Nothing here depends on the board.
//!
//! A file that the programs of the boards include, not an example by itself. `tls` is a feature of
//! theirs; without it everything goes in clear, for a sandbox on the same wire.

use core::fmt;
use core::hint::black_box;
use core::sync::atomic::{AtomicU32, Ordering};

use embassy_net::Stack;
#[cfg(feature = "tls")]
use embassy_time::Instant;
use embassy_time::{Duration, Timer, with_timeout};
use gigapay_webhooks_embassy::gigapay_webhooks::notify::{
    Endpoint, Keyring, ReplayGuard, Reply, TimeCheck,
};
use gigapay_webhooks_embassy::listen::{ListenBuffers, Listener, Notification};
use gigapay_webhooks_embassy::{
    Api, Buffers, Client, Credentials, DesiredWebhook, Error, Event, IntegrationId, Link, Retry,
    Server, Times, Token, Webhook,
};
#[cfg(feature = "tls")]
use gigapay_webhooks_embassy::{TlsBuffers, tls};
use static_cell::{ConstStaticCell, StaticCell};

/// Sockets open at once: DHCP's, the name server's, the client's, and the listener's.
pub const SOCKETS: usize = 4;

/// The first request after a cold start leaves at a random time within so many milliseconds: the
/// size of the fleet divided by the requests that the account may make in a second, as
/// `core/docs/exactly-once.md` says.
pub const FLEET_MS: u32 = 300_000;

/// Three times the default: joining a Wi-Fi network takes longer than detecting a cable, and a
/// Cortex-M0+ was not measured at a handshake.
const TIMES: Times = Times {
    network: Duration::from_secs(30),
    tls: Duration::from_secs(60),
    ..Times::DEFAULT
};

/// How long notifications are received before [`run`] returns.
const LISTENS: Duration = Duration::from_secs(600);

// A product has these in a part of its flash that is written when it is made. Anybody who reads the
// flash has an API key in an image: protect it.
const TOKEN: &str = or(option_env!("GIGAPAY_TOKEN"), "no-token");
const INTEGRATION: &str = or(option_env!("GIGAPAY_INTEGRATION_ID"), "no-integration");
const ID: &str = or(option_env!("GIGAPAY_WEBHOOK_ID"), "pump-7");
const RECEIVER: &str = or(
    option_env!("GIGAPAY_RECEIVER"),
    "https://example.com/hooks/",
);
/// The root certificate of the API's certificate, in DER.
#[cfg(feature = "tls")]
const ROOT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/root.der"));
/// A time before which this program was certainly not built: 1 November 2026.
#[cfg(feature = "tls")]
pub const BUILT: u64 = 1_793_491_200;
/// A server in clear.
#[cfg(not(feature = "tls"))]
const SERVER: &str = or(option_env!("GIGAPAY_SERVER"), "http://192.168.1.2:8080/v2/");

/// The value that was set when the program was built, or another.
pub const fn or(given: Option<&'static str>, otherwise: &'static str) -> &'static str {
    match given {
        Some(given) => given,
        None => otherwise,
    }
}

/// Why the program ends. None of it passes by itself.
#[derive(Clone, Copy, Debug)]
pub enum Failure {
    /// The settings are invalid.
    Settings,
    /// The webhook cannot be had as desired. The API's status, if it refused.
    Api(Option<u16>),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings => f.write_str("the settings make no sense"),
            Self::Api(Some(status)) => write!(f, "the API refuses with status {status}"),
            Self::Api(None) => f.write_str("the API cannot be reached"),
        }
    }
}

static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());
#[cfg(feature = "tls")]
static RECORDS: ConstStaticCell<TlsBuffers> = ConstStaticCell::new(TlsBuffers::new());
static WEBHOOK: StaticCell<Webhook> = StaticCell::new();
static LISTENING: ConstStaticCell<ListenBuffers> = ConstStaticCell::new(ListenBuffers::new());

/// What a device does after a cold start: waits a random part of [`FLEET_MS`], then [`run`]s.
#[cfg(feature = "tls")]
#[allow(dead_code, reason = "the ESP32 keeps a session while it sleeps")]
pub async fn start<R: tls::rand_core::CryptoRng>(
    stack: Stack<'_>,
    mut rng: R,
) -> Result<(), Failure> {
    Timer::after_millis((rng.next_u32() % FLEET_MS).into()).await;
    run(stack, rng, &mut tls::Session::new(), None)
        .await
        .map(drop)
}

/// The same in clear; `seed` is a random number.
#[cfg(not(feature = "tls"))]
#[allow(dead_code, reason = "the ESP32 keeps a session while it sleeps")]
pub async fn start(stack: Stack<'_>, seed: u32) -> Result<(), Failure> {
    Timer::after_millis((seed % FLEET_MS).into()).await;
    run(stack, seed).await
}

/// Makes sure that the webhook is registered, and receives its notifications for ten minutes. Call
/// it once only.
///
/// Resumes `session` if there is anything in it, and leaves the next one in it. `now` is the time
/// in seconds since 1970, if it is known; returns what is known at the end.
#[cfg(feature = "tls")]
pub async fn run<R: tls::rand_core::CryptoRng>(
    stack: Stack<'_>,
    mut rng: R,
    session: &mut tls::Session,
    now: Option<u64>,
) -> Result<Option<u64>, Failure> {
    let credentials = credentials()?;
    let api = Api::new(Server::PRODUCTION, &credentials);
    // The compiler must not know that it is empty; otherwise it could leave out what follows.
    let certificate = tls::CertificateDer::from_slice(black_box(ROOT));
    let roots = [tls::anchor(&certificate).map_err(|_| Failure::Settings)?];
    let clock = tls::DateClock::new(|| Instant::now().as_millis());
    if let Some(now) = now {
        let _ = clock.set_unix(now);
    }
    let validity = tls::Validity::AtOrSince(&clock, BUILT);
    let config = tls::TlsConfig::new(Server::PRODUCTION.host(), &roots, validity);
    let seed = rng.next_u32();
    let (buffers, records) = (BUFFERS.take(), RECORDS.take());
    let client = Client::https(stack, api, config, buffers, records, rng);
    let client = client.map_err(|_| Failure::Settings)?;
    let client = client.set_clock(&clock).resume(session);
    // The API's responses, which TLS authenticated, have set the clock.
    let time = || clock.now().map_or(TimeCheck::Skip, TimeCheck::unix);
    work(client, stack, seed, time).await?;
    Ok(clock.now())
}

/// The same in clear.
#[cfg(not(feature = "tls"))]
pub async fn run(stack: Stack<'_>, seed: u32) -> Result<(), Failure> {
    let credentials = credentials()?;
    let server = Server::parse(black_box(SERVER)).map_err(|_| Failure::Settings)?;
    let api = Api::new(server, &credentials);
    let client = Client::insecure_http(stack, api, BUFFERS.take());
    let client = client.map_err(|_| Failure::Settings)?;
    work(client, stack, seed, || TimeCheck::Skip).await
}

/// What the waits between attempts are spread by.
static JITTER: AtomicU32 = AtomicU32::new(0);

/// A linear congruential generator: differs from device to device by its seed, which is enough to
/// spread waits, and nothing secret comes of it.
fn jitter() -> u32 {
    let next = JITTER.load(Ordering::Relaxed);
    let next = next.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    JITTER.store(next, Ordering::Relaxed);
    next
}

fn credentials() -> Result<Credentials, Failure> {
    let token = Token::new(TOKEN).map_err(|_| Failure::Settings)?;
    let integration = IntegrationId::new(INTEGRATION).map_err(|_| Failure::Settings)?;
    Ok(Credentials::integration(token, integration))
}

async fn work<L: Link>(
    client: Client<'_, L>,
    stack: Stack<'_>,
    seed: u32,
    time: impl Fn() -> TimeCheck,
) -> Result<(), Failure> {
    stack.wait_config_up().await;
    let webhook = WEBHOOK.init_with(Webhook::default);
    JITTER.store(seed, Ordering::Relaxed);
    let mut client = client.times(TIMES).retry(Retry::new(20)).jitter(jitter);
    let desired = DesiredWebhook::new(ID, RECEIVER, &[Event::PAYOUT_CREATED]);
    let ensured = client.ensure_into(&desired, webhook).await;
    ensured.map_err(|error: Error<L::Error>| Failure::Api(error.status()))?;
    // Closes the connection, and leaves a TLS session behind.
    drop(client);
    let _ = with_timeout(LISTENS, receive(stack, webhook, time)).await;
    Ok(())
}

async fn receive(
    stack: Stack<'_>,
    webhook: &Webhook,
    time: impl Fn() -> TimeCheck,
) -> Result<(), Failure> {
    let mut keyring: Keyring = Keyring::new();
    let pushed = keyring.push_key(&webhook.secret_key);
    pushed.map_err(|_| Failure::Settings)?;
    let endpoint = Endpoint::new("/hooks/").map_err(|_| Failure::Settings)?;
    let listener = Listener::new(stack, 80, endpoint, LISTENING.take());
    let mut listener = listener.map_err(|_| Failure::Settings)?;
    let mut guard: ReplayGuard<16> = ReplayGuard::new();
    loop {
        // Here the device would act upon the payout.
        let deliver = async |_: Notification<'_>| Reply::Accepted;
        listener.receive(&keyring, &mut guard, &time, deliver).await;
    }
}
