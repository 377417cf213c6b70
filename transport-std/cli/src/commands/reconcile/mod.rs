//! `reconcile`

mod file;
mod plan;

use super::*;
use crate::args::Reconciliation;
use file::Desired;
use plan::{Plan, with_wanted};

/// Creates or updates webhooks to match a file; with `--prune`, deletes all others.
///
/// Creates and updates come before deletions, so a receiver that moves is never without a webhook.
pub(super) fn run(
    session: &mut Session,
    reconciliation: &Reconciliation,
    output: &mut Output,
) -> Result<(), Failure> {
    let desired = file::load(session, &reconciliation.file)?;
    if desired.is_empty() && reconciliation.prune {
        return Err(Failure::usage(
            None,
            "the file lists no webhook, so --prune would delete all of them: `delete --all` does \
             so; nothing was changed",
        ));
    }
    let plan = Plan::make(session, &desired, reconciliation.prune, output)?;
    plan.show(&desired, output)?;
    if reconciliation.dry_run {
        return match plan.is_empty() {
            true => Ok(()),
            false => Err(Failure::ChangesNeeded),
        };
    }
    let is_idle = plan.is_empty();
    carry_out(session, plan, &desired, output)?;
    match is_idle {
        true => Ok(()),
        false => Ok(output.say("Done.")?),
    }
}

/// Takes the steps. The first that fails ends it: the command can be repeated.
fn carry_out(
    session: &mut Session,
    plan: Plan,
    desired: &[Desired],
    output: &Output,
) -> Result<(), Failure> {
    let mut progress = output.progress("Changing");
    let total = plan.creates.len() + plan.updates.len() + plan.deletes.len();
    let mut numbers = 1..;
    let mut count = || progress.show(numbers.next().unwrap_or_default(), Some(total as u64));
    for at in plan.creates.into_iter().chain(plan.updates) {
        ensure(session, &desired[at])?;
        count();
    }
    for id in plan.deletes {
        match session.client.delete(&id) {
            Ok(()) => {}
            // Another program has deleted it.
            Err(error) if error.status() == Some(404) => {}
            Err(error) => return Err(session.explain(error.into(), changing(Some(&id)))),
        }
        count();
    }
    Ok(())
}

fn ensure(session: &mut Session, one: &Desired) -> Result<(), Failure> {
    // An error of the API may quote the secret key that it has.
    let mut learnt = Vec::new();
    let response = with_wanted(one, |wanted| {
        let see = |webhook: &Webhook| learnt.push(webhook.secret_key.expose().to_owned());
        session.client.ensure_seeing(wanted, see)
    })?;
    learnt.iter().for_each(|key| session.conceal(key));
    match response {
        Ok(_) => Ok(()),
        Err(error) => Err(session.explain(error.into(), changing(Some(&one.id)))),
    }
}
