//! The life of a webhook on the device: registered, its secret kept, its notifications received and
//! verified with it.
//!
//! QEMU forwards a port of the host's loopback to the listener. The runner sends two notifications
//! there once the step `listen` has passed: one that it forges, and one that the server signs.

use core::future::poll_fn;
use core::pin::{Pin, pin};
use core::task::Poll;

use gigapay_webhooks_embassy::gigapay_webhooks::notify::{
    Endpoint, Keyring, Outcome, Rejection, ReplayGuard, Reply, TimeCheck,
};
use gigapay_webhooks_embassy::listen::{ListenBuffers, Listener, Notification};
use gigapay_webhooks_embassy::{Credentials, Event, NewWebhook, Webhook};
use static_cell::{ConstStaticCell, StaticCell};

use super::failure::{JobError, ensure};
use super::servers::{Servers, Trust};
use crate::board::Board;
use crate::host::wall_clock;
use crate::step::{Failed, Step};

/// The port that QEMU forwards to, and the path of the url that the runner passes.
const PORT: u16 = 8080;
const PATH: &str = "/hooks/";

static BUFFERS: ConstStaticCell<ListenBuffers> = ConstStaticCell::new(ListenBuffers::new());
static GUARD: ConstStaticCell<ReplayGuard<16>> = ConstStaticCell::new(ReplayGuard::new());
static KEYRING: StaticCell<Keyring> = StaticCell::new();

pub(super) async fn perform(
    board: &Board,
    servers: &mut Servers,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), Failed> {
    let keyring = KEYRING.init_with(Keyring::new);
    let step = Step::begin("register for notifications");
    step.end(register(board, servers, credentials, webhook, keyring).await)?;
    let step = Step::begin("listen");
    let mut listener = match listener(board) {
        Ok(listener) => listener,
        Err(error) => return step.end(Err(error)),
    };
    let guard = GUARD.take();
    {
        let failing = async |_: Notification<'_>| Reply::Failed;
        let mut first = pin!(listener.receive(keyring, guard, clock, failing));
        step.end(is_waiting(first.as_mut()).await)?;
        let step = Step::begin("forged notification");
        let outcome = first.await;
        step.end(expect(outcome, Outcome::Rejected(Rejection::Forged)))?;
    }
    let step = Step::begin("signed notification");
    step.end(signed(&mut listener, keyring, guard).await)
}

/// Registers a webhook for the url that the runner passes, and keeps its secret.
async fn register(
    board: &Board,
    servers: &mut Servers,
    credentials: &Credentials,
    webhook: &mut Webhook,
    keyring: &mut Keyring,
) -> Result<(), JobError> {
    let trust = Trust::new();
    let mut place = None;
    let client = servers.client("notifying", credentials, &trust, &mut place)?;
    let url = board.arguments.text("hook")?;
    let new = NewWebhook::new(url, &[Event::PAYOUT_NOTIFIED]).id("listener");
    client.register_into(new, webhook).await?;
    keyring.push_key(&webhook.secret_key)?;
    client.disconnect().await;
    Ok(())
}

/// Not inlined, so that its locals take no stack for the rest of the run.
#[inline(never)]
fn listener(board: &Board) -> Result<Listener<'static>, JobError> {
    let endpoint = Endpoint::new(PATH)?;
    Ok(Listener::new(
        board.network,
        PORT,
        endpoint,
        BUFFERS.take(),
    )?)
}

/// Starts to listen: nothing can have arrived yet.
async fn is_waiting(mut receive: Pin<&mut impl Future<Output = Outcome>>) -> Result<(), JobError> {
    let outcome = poll_fn(|context| Poll::Ready(receive.as_mut().poll(context))).await;
    ensure!(outcome.is_pending(), "nothing to have been received yet");
    Ok(())
}

async fn signed(
    listener: &mut Listener<'_>,
    keyring: &Keyring,
    guard: &mut ReplayGuard<16>,
) -> Result<(), JobError> {
    let mut is_payout = false;
    let deliver = async |notification: Notification<'_>| {
        // The object's own members; a product parses it into a type of its own.
        let wanted = b"\"notified_at\":\"";
        is_payout = notification
            .body
            .windows(wanted.len())
            .any(|part| part == wanted);
        Reply::Accepted
    };
    let outcome = listener.receive(keyring, guard, clock, deliver).await;
    expect(outcome, Outcome::Replied(Reply::Accepted))?;
    ensure!(is_payout, "the object that the server sent");
    Ok(())
}

fn expect(outcome: Outcome, expected: Outcome) -> Result<(), JobError> {
    if outcome != expected {
        defmt::error!("received: {}", outcome);
    }
    ensure!(outcome == expected, "another outcome of the request");
    Ok(())
}

fn clock() -> TimeCheck {
    wall_clock::now().map_or(TimeCheck::Skip, TimeCheck::unix)
}
