//! The steps over TLS.

use gigapay_sandbox::{DEFAULT_TOKEN, Sandbox, Tls};

use super::stage::Stage;
use super::steps::{ID, new_webhook};
use super::{client, no_sandbox, settings, unbuildable};
use crate::failure::Failure;

/// Returns the total number of steps.
pub(super) fn all(stage: Stage<'_>) -> Result<u32, Failure> {
    let sandbox = Sandbox::builder()
        .tls(Tls::SelfMade)
        .start()
        .map_err(no_sandbox)?;
    let mut stage = stage.move_to(&sandbox);
    distrust(&mut stage)?;
    trust(&mut stage)?;
    Ok(stage.steps())
}

fn distrust(stage: &mut Stage<'_>) -> Result<(), Failure> {
    let mut client = client(stage, DEFAULT_TOKEN)?;
    let title = "Over TLS: a server with an untrusted certificate";
    let result = stage.perform(title, || client.retrieve(ID))?;
    let is_refused = result.is_err();
    if let Err(error) = &result {
        stage.error(error)?;
    }
    stage.check(
        "refused, and the token was not sent",
        &[is_refused, stage.sandbox.requests().is_empty()],
    )
}

fn trust(stage: &mut Stage<'_>) -> Result<(), Failure> {
    let root = stage.sandbox.ca_pem().unwrap_or_default().as_bytes();
    let mut client = settings(stage, DEFAULT_TOKEN)
        .and_then(|builder| builder.add_root_certificates_pem(root)?.build())
        .map_err(unbuildable)?;
    let new = new_webhook().map_err(unbuildable)?;
    let title = "Over TLS: the same server, with its root certificate trusted";
    let result = stage.perform(title, || client.register(new))?;
    let webhook = stage.success(result)?;
    stage.webhook(&webhook)?;
    stage.check(
        "registered over an encrypted connection",
        &[webhook.id == ID],
    )
}
