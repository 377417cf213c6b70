//! The life of a webhook on a device: registered exactly once, its notifications verified.
//!
//! It builds for a device with
//! `cargo build -p gigapay-webhooks-embassy --example notified --target thumbv7em-none-eabihf`;
//! `examples/device.rs` shows how to make the stack and the client.
#![no_std]

use embassy_net::Stack;
use gigapay_webhooks_embassy::gigapay_webhooks::notify::{
    Endpoint, Keyring, ReplayGuard, Reply, SetupError, TimeCheck,
};
use gigapay_webhooks_embassy::listen::{InvalidPort, ListenBuffers, Listener, Notification};
use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::tls::rand_core::CryptoRng;
use gigapay_webhooks_embassy::tls::{DateClock, StreamError};
use gigapay_webhooks_embassy::{DesiredWebhook, Error, Event, HttpsClient, Webhook};
use static_cell::ConstStaticCell;

static LISTENING: ConstStaticCell<ListenBuffers> = ConstStaticCell::new(ListenBuffers::new());

/// Why the program ends.
#[derive(Debug)]
pub enum Failure {
    /// The API is unreachable, or refuses.
    Api(Error<StreamError<TcpError>>),
    /// The API returned no usable secret key.
    Setup(SetupError),
    /// The port is invalid.
    Port(InvalidPort),
}

/// Creates the webhook, or updates it to match, even after a power failure; then receives its
/// notifications.
pub async fn live<R: CryptoRng>(
    client: &mut HttpsClient<'_, R>,
    clock: &DateClock,
    stack: Stack<'_>,
    webhook: &mut Webhook,
    mut act_upon: impl FnMut(&[u8]) -> bool,
) -> Result<(), Failure> {
    let url = "https://example.com/hooks/pump-7/";
    let desired = DesiredWebhook::new("pump-7", url, &[Event::PAYOUT_CREATED]);
    let ensured = client.ensure_into(&desired, webhook).await;
    ensured.map_err(Failure::Api)?;

    let mut keyring: Keyring = Keyring::new();
    let pushed = keyring.push_key(&webhook.secret_key);
    pushed.map_err(Failure::Setup)?;
    let endpoint = Endpoint::new("/hooks/pump-7/").map_err(Failure::Setup)?;
    let listener = Listener::new(stack, 80, endpoint, LISTENING.take());
    let mut listener = listener.map_err(Failure::Port)?;
    let mut guard: ReplayGuard<16> = ReplayGuard::new();
    loop {
        // The API's responses, which TLS authenticated, have set the clock.
        let now = || clock.now().map_or(TimeCheck::Skip, TimeCheck::unix);
        let deliver = async |notification: Notification<'_>| match act_upon(notification.body) {
            true => Reply::Accepted,
            // The API sends again what is not accepted.
            false => Reply::Failed,
        };
        listener.receive(&keyring, &mut guard, now, deliver).await;
    }
}
