//! The main job: every operation of the API, its refusals, and servers that break off.
//!
//! It gets all it needs by [`Board`]. Each server of the runner misbehaves in one way of its own;
//! `runner/src/peer/` says how, and looks afterwards at what each has seen.

mod breaks;
#[cfg(feature = "tls")]
mod distrust;
mod failure;
mod operations;
mod refusals;
mod servers;

use defmt::info;
use gigapay_webhooks_embassy::{Credentials, IntegrationId, Token, Webhook};

use crate::board::Board;
use crate::host::wall_clock;
use crate::step::{Failed, Step};
use failure::JobError;
use servers::Servers;

/// Whose webhooks these are: those for events of payouts belong to an integration.
const INTEGRATION: &str = "bench";

/// Runs the job; what failed is in the log.
pub(crate) async fn run(board: &Board) -> Result<(), Failed> {
    info!(
        "the host says that it is {=u64} s after 1970",
        wall_clock::unix_seconds()
    );
    let credentials = Step::begin("credentials").end(credentials(board))?;
    let mut servers = Step::begin("memory").end(Servers::new(board))?;
    let webhook = &mut Webhook::default();
    {
        let step = Step::begin("client");
        let mut client = step.end(servers.client("api", &credentials))?;
        operations::perform(&mut client, webhook).await?;
        refusals::duplicate(&mut client, webhook).await?;
        client.disconnect().await;
    }
    refusals::wrong_token(&mut servers, webhook).await?;
    breaks::perform(&mut servers, &credentials, webhook).await?;
    #[cfg(feature = "tls")]
    distrust::perform(&mut servers, &credentials, webhook).await?;
    Ok(())
}

fn credentials(board: &Board) -> Result<Credentials, JobError> {
    let token = Token::new(board.arguments.text("token")?)?;
    let integration = IntegrationId::new(INTEGRATION)?;
    Ok(Credentials::integration(token, integration))
}
