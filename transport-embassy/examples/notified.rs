//! The life of a webhook on a device: registered exactly once, its notifications verified.
//!
//! It builds for a device with
//! `cargo build -p gigapay-webhooks-embassy --example notified --target thumbv7em-none-eabihf`;
//! `examples/device.rs` shows how to make the stack and the client.
#![no_std]

use embassy_net::Stack;
use gigapay_webhooks_embassy::core::notify::{
    Clock, Endpoint, Keyring, ReplayGuard, Reply, SetupError,
};
use gigapay_webhooks_embassy::listen::{InvalidPort, ListenBuffers, Listener, Notification};
use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::tls::rand_core::CryptoRng;
use gigapay_webhooks_embassy::tls::{DateClock, StreamError};
use gigapay_webhooks_embassy::{DesiredWebhook, Error, Event, HttpsClient, Webhook};
use static_cell::ConstStaticCell;

static LISTENING: ConstStaticCell<ListenBuffers> = ConstStaticCell::new(ListenBuffers::new());

/// What ends the program.
#[derive(Debug)]
pub enum Failure {
    /// The API is not reached, or does not do what is asked of it.
    Api(Error<StreamError<TcpError>>),
    /// The API gave no usable secret key.
    Setup(SetupError),
    /// There is no such port.
    Port(InvalidPort),
}

/// Has the API hold the webhook, wherever the power went the last time, and receives for it from then on.
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
        // The API's own responses, which TLS authenticated, have set the clock.
        let now = || clock.now().map_or(Clock::None, Clock::unix);
        let deliver = async |notification: Notification<'_>| match act_upon(notification.body) {
            true => Reply::Accepted,
            // What is not accepted comes again.
            false => Reply::Failed,
        };
        listener.receive(&keyring, &mut guard, now, deliver).await;
    }
}
