//! The webhook that `listen --register` registers for as long as it runs.

use gigapay_webhooks_std::DesiredWebhook;
use gigapay_webhooks_std::gigapay_webhooks::Visible;
use ring::digest::{SHA256, digest};

use super::super::*;
use crate::args::Listen;
use crate::output::notifications::Lines;
use crate::post;

/// The listener's own webhook.
pub(super) struct Own {
    session: Session,
    id: String,
}

impl Own {
    /// Registers a webhook for the listener at `url`. Its id is known before anything is sent, so
    /// whatever happens to the responses, there is at most one webhook, and it can be deleted.
    pub(super) fn register(
        listen: &Listen,
        connection: &Connection,
        url: &str,
        key: &String,
        lines: &Lines,
    ) -> Result<Self, Failure> {
        let is_far = connection.demo || !connection.base_url.as_deref().is_some_and(post::is_near);
        let url = match &listen.public_url {
            Some(url) => url,
            None if is_far => {
                return Err(Failure::usage(
                    None,
                    "the API cannot reach an address of this computer: give --public-url, the URL \
                     at which it reaches this listener",
                ));
            }
            None => url,
        };
        room::url("--public-url", url)?;
        let events = events("--register", &listen.register)?;
        let session = Session::open(connection)?;
        let id = stable_id(&session, connection, url);
        let mut own = Self { session, id };
        let secret = secret(&mut own.session, Some(key))?;
        let is_left = own
            .is_there()
            .map_err(|failure| own.session.explain(failure, own.task()))?;
        let mut desired = DesiredWebhook::new(&own.id, url, events.as_slice());
        if let Some(secret) = &secret {
            desired = desired.secret_key(secret);
        }
        if let Err(failure) = ensure(&mut own.session, &desired) {
            return Err(own.give_up(failure));
        }
        let what = match is_left {
            true => "Took over from an earlier run",
            false => "Registered",
        };
        lines.say(&format!(
            "{what} {} for {}",
            Visible(&own.id),
            Visible(&listen.register.join(", "))
        ));
        Ok(own)
    }

    /// Deletes it. Returns its id.
    pub(super) fn delete(mut self) -> Result<String, Failure> {
        match self.try_to_delete() {
            Ok(()) => Ok(self.id),
            Err(error) => {
                let failure = self.left(Failure::from(error));
                Err(self.session.explain(failure, self.task()))
            }
        }
    }

    fn task(&self) -> Task<'_> {
        about(&self.id)
    }

    /// Whether an earlier run has left it. If the API is not reachable or does not accept the
    /// token, this fails, and nothing was registered.
    fn is_there(&mut self) -> Result<bool, Failure> {
        match self.session.client.retrieve(&self.id) {
            Ok(_) => Ok(true),
            Err(error) if error.status() == Some(404) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns why it is not registered. It may exist nevertheless, and must then be deleted.
    fn give_up(mut self, failure: Failure) -> Failure {
        // A request that cannot be made was not sent.
        let is_sent = !matches!(failure, Failure::Usage(_));
        let failure = match is_sent && self.try_to_delete().is_err() {
            true => self.left(failure),
            false => failure,
        };
        self.session.explain(failure, self.task())
    }

    /// Deletes it if it exists. Without a response this is repeated once, which is safe.
    fn try_to_delete(&mut self) -> Result<(), Error> {
        let mut response = self.session.client.delete(&self.id);
        if matches!(&response, Err(error) if error.status().is_none()) {
            response = self.session.client.delete(&self.id);
        }
        match response {
            Err(error) if error.status() == Some(404) => Ok(()),
            response => response,
        }
    }

    /// Returns the failure, with what may be left behind.
    fn left(&self, mut failure: Failure) -> Failure {
        if let Some(report) = failure.report_mut() {
            let id = &self.id;
            report.explanation += &format!("; the webhook {id} may be left");
            report.hint = Some(format!("`delete {id}` deletes it"));
        }
        failure
    }
}

/// Returns the id of the webhook for a URL: always the same, so that the next run finds what a
/// killed one has left. Of two listeners at one URL only one could be reached.
fn stable_id(session: &Session, connection: &Connection, url: &str) -> String {
    let integration = connection.integration_id.as_deref().unwrap_or_default();
    let text = format!("{}\n{integration}\n{url}", session.client.base_url());
    let hash = digest(&SHA256, text.as_bytes());
    let start = hash.as_ref().iter().take(16);
    let digits: String = start.map(|byte| format!("{byte:02x}")).collect();
    format!("listen-{digits}")
}

/// Creates the webhook, or updates it to match. A failure without a response is repeated once,
/// which is safe.
fn ensure(session: &mut Session, desired: &DesiredWebhook<'_>) -> Result<(), Failure> {
    let mut response = session.client.ensure(desired);
    if matches!(&response, Err(error) if error.is_retryable() && error.status().is_none()) {
        response = session.client.ensure(desired);
    }
    response?;
    Ok(())
}
