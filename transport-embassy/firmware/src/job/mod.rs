//! The job: every operation of the API, its errors, and servers that break off.
//!
//! It gets everything it needs from [`Board`]. Each server of the runner misbehaves in one way;
//! `runner/src/peer/` says how, and checks afterwards what each has seen.

mod breaks;
#[cfg(feature = "tls")]
mod chains;
#[cfg(feature = "tls")]
mod distrust;
mod failure;
mod link_error;
#[cfg(feature = "notify")]
mod notifications;
mod operations;
mod refusals;
mod samples;
mod servers;

use gigapay_webhooks_embassy::{Credentials, IntegrationId, Token, Webhook};
use static_cell::StaticCell;

use crate::board::Board;
use crate::step::{Failed, Step};
use failure::JobError;
use servers::Servers;

/// The integration that owns the webhooks: those for events of payouts belong to one.
const INTEGRATION: &str = "bench";

/// Runs the job; failures are in the log.
pub(crate) async fn run(board: &Board) -> Result<(), Failed> {
    let step = Step::begin("prepare");
    let Prepared {
        credentials,
        wrong_token,
        webhook,
        servers,
    } = step.end(prepare(board))?;
    operations::perform(servers, credentials, webhook).await?;
    refusals::wrong_token(servers, wrong_token, webhook).await?;
    breaks::perform(servers, credentials, webhook).await?;
    #[cfg(feature = "tls")]
    chains::perform(servers, credentials, webhook).await?;
    #[cfg(feature = "tls")]
    distrust::perform(servers, credentials, webhook).await?;
    #[cfg(feature = "notify")]
    notifications::perform(board, servers, credentials, webhook).await?;
    Ok(())
}

/// What all steps share.
struct Prepared {
    credentials: &'static Credentials,
    /// Credentials that the server does not know.
    wrong_token: &'static Credentials,
    /// The one webhook that everything is decoded into.
    webhook: &'static mut Webhook,
    servers: &'static mut Servers,
}

/// Not inlined, so that its locals take no stack for the rest of the run.
#[inline(never)]
fn prepare(board: &Board) -> Result<Prepared, JobError> {
    static CREDENTIALS: StaticCell<Credentials> = StaticCell::new();
    static WRONG_TOKEN: StaticCell<Credentials> = StaticCell::new();
    static WEBHOOK: StaticCell<Webhook> = StaticCell::new();
    let token = Token::new(board.arguments.text("token")?)?;
    let integration = IntegrationId::new(INTEGRATION)?;
    Ok(Prepared {
        credentials: CREDENTIALS.init(Credentials::integration(token, integration)),
        wrong_token: WRONG_TOKEN.init(Credentials::user(Token::new("another-token")?)),
        webhook: WEBHOOK.init_with(Webhook::default),
        servers: Servers::new(board)?,
    })
}
