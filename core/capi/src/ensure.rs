//! Creates or updates a webhook to match, exactly once, even if connections are cut.

use gigapay_webhooks::{DesiredWebhook, Ensure, Ensured, Exchange, Failure, Webhook};

use crate::border::{self, Region};
use crate::call::{self, Call, Failed, advance, report};
use crate::client::gigapay_client;
use crate::fields::{Fields, gigapay_fields, set};
use crate::result::{gigapay_outcome, gigapay_result};
use crate::status::{gigapay_status, of_ensure};
use crate::webhook::gigapay_webhook;

/// How a webhook was made to match.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gigapay_ensured {
    /// It matched already.
    Unchanged = 0,
    /// It was registered.
    Created = 1,
    /// It existed; the fields that differed were updated.
    Updated = 2,
}

/// Retrieves the webhook with the id in `fields`, registers it if it is absent, and updates the
/// fields that differ. `fields` needs `id`, `url` and `events`. It is always safe to call again.
/// `ensured` may be `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_ensure(
    client: *mut gigapay_client,
    fields: *const gigapay_fields,
    webhook: *mut gigapay_webhook,
    ensured: *mut gigapay_ensured,
    result: *mut gigapay_result,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    unsafe {
        call::run_on(client, webhook, result, |call, webhook| {
            call.written.keeps(Region::of(ensured))?;
            let fields = Fields::read(fields, call.written)?;
            let mut outcome = Ensured::Unchanged;
            let ended = run(call, &fields, webhook, &mut outcome);
            let outcome = match outcome {
                Ensured::Created => gigapay_ensured::Created,
                Ensured::Updated => gigapay_ensured::Updated,
                _ => gigapay_ensured::Unchanged,
            };
            border::put(ensured, outcome);
            ended
        })
    }
}

fn run(
    call: Call<'_>,
    fields: &Fields<'_>,
    webhook: &mut Webhook,
    outcome: &mut Ensured,
) -> Result<gigapay_result, gigapay_status> {
    let id = fields.id.ok_or(gigapay_status::InvalidArgument)?;
    let (url, events) = fields.url_and_events()?;
    let desired = set!(
        DesiredWebhook::new(id, url, events),
        secret_key: fields.secret_key.as_ref(),
        metadata: fields.metadata,
    );
    let mut ensure = Ensure::new(&call.api, &desired);
    let mut is_reusable = true;
    loop {
        *outcome = ensure.outcome();
        let Some(operation) = ensure.next(webhook) else {
            let done = match outcome {
                Ensured::Unchanged => gigapay_outcome::NotCarriedOut,
                _ => gigapay_outcome::CarriedOut,
            };
            return Ok(gigapay_result::done(done, is_reusable));
        };
        let mut exchange = Exchange::new(&call.api, operation, call.buffer);
        let connected = match is_reusable {
            true => Ok(()),
            false => match call.connection.reconnect() {
                Some(Ok(())) => Ok(()),
                Some(Err(error)) => Err(Failed::reconnecting(error)),
                None => Err(Failed::stuck()),
            },
        };
        let event = connected.and_then(|()| advance(&mut exchange, call.connection));
        is_reusable = exchange.is_reusable();
        let Err(failed) = event else {
            drop(exchange);
            if let Err(error) = ensure.responded(webhook) {
                let (status, field) = of_ensure(error);
                let result = gigapay_result::new(status).about(field);
                return Ok(result.follow(Failure::of_ensure(error)));
            }
            continue;
        };
        let result = report(&exchange, &failed);
        let failure = exchange.failure(failed.attempt);
        let blamed = exchange.problem().webhook_field();
        drop(exchange);
        let goes_on = failed
            .refusal()
            .is_some_and(|refusal| ensure.refused(refusal, blamed));
        if !goes_on {
            let failure = failure.within_ensure(*outcome);
            return Ok(result.follow(failure));
        }
    }
}
