//! The steps that the API refuses.

use gigapay_webhooks_std::Client;

use super::stage::Stage;
use super::steps::new_webhook;
use super::unbuildable;
use crate::failure::Failure;

const WRONG_TOKEN: &str = "not-the-token-of-anybody";

pub(super) fn all(stage: &mut Stage<'_>, client: &mut Client) -> Result<(), Failure> {
    duplicate(stage, client)?;
    wrong_token(stage)
}

fn duplicate(stage: &mut Stage<'_>, client: &mut Client) -> Result<(), Failure> {
    let new = new_webhook().map_err(unbuildable)?;
    let title = "Register the same id again, without the key";
    let result = stage.perform(title, || client.register(new))?;
    let error = stage.refusal(result, 400)?;
    let field = error.faults().next().and_then(|fault| fault.field);
    stage.check(
        "refused, and the error names the id",
        &[field == Some("id")],
    )
}

fn wrong_token(stage: &mut Stage<'_>) -> Result<(), Failure> {
    let mut client = super::client(stage, WRONG_TOKEN)?;
    let result = stage.perform("Retrieve it with a wrong token", || {
        client.retrieve("pump-7")
    })?;
    stage.refusal(result, 401)?;
    stage.check("refused: the token is unknown", &[])
}
