//! Servers that are not who they should be: none ever gets a byte of a request.

use gigapay_webhooks_embassy::tls::{CertificateError, StreamError, TlsError};
use gigapay_webhooks_embassy::{Cause, Credentials, NewWebhook, Stage, Webhook};

use super::failure::{JobError, ensure, refused};
use super::samples::{EVENTS, URL};
use super::servers::{Servers, Trust};
use crate::step::{Failed, Step};

/// Runs the steps with both. The runner checks what they have seen.
pub(super) async fn perform(
    servers: &mut Servers,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), Failed> {
    // The roots of all sandboxes have the same name; only the key distinguishes this one from the
    // trusted one.
    let step = Step::begin("untrusted certificate");
    let reason = CertificateError::BadSignature;
    step.end(distrust(servers, "untrusted", reason, credentials, webhook).await)?;
    let step = Step::begin("certificate of another name");
    let reason = CertificateError::NameMismatch;
    step.end(distrust(servers, "misnamed", reason, credentials, webhook).await)
}

async fn distrust(
    servers: &mut Servers,
    name: &'static str,
    reason: CertificateError,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), JobError> {
    let trust = Trust::new();
    let mut place = None;
    let client = servers.client(name, credentials, &trust, &mut place)?;
    let new = NewWebhook::new(URL, EVENTS).id("never");
    let error = refused(client.register_into(new, webhook).await)?;
    let expected = Cause::Link {
        stage: Stage::Tls,
        error: StreamError::Tls(TlsError::Certificate(reason)),
    };
    if *error.cause() != expected {
        return Err(error.into());
    }
    // Not even a registration's outcome is unknown: nothing of it was sent.
    ensure!(!error.is_outcome_unknown(), "an outcome that is known");
    ensure!(!error.is_retryable(), "a server not to be tried again");
    ensure!(!client.is_connected(), "no connection to be left");
    Ok(())
}
