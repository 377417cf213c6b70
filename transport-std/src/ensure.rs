//! Webhooks as desired, exactly once: core decides which requests it takes, this sends them.

use gigapay_webhooks::{
    Capacity, Compares, DesiredWebhook, Ensure, Ensured, Reconcile, Reconciled, Task, Unlisted,
    Webhook,
};

use crate::deadline::Limit;
use crate::retry::RetryState;
use crate::{Client, Error};

/// The largest page that servers of the API's framework usually send.
const PAGE_SIZE: u32 = 100;

impl<C: Capacity> Client<C> {
    /// Creates or updates a webhook to match `desired`, exactly once, with the fewest requests;
    /// says what it took, and gives the webhook as the API has it, its secret key included.
    ///
    /// One request if it is so already. Repeating it, after any error, a lost response or a loss of
    /// power included, goes on to the same end: see [`Ensure`]. The
    /// [deadline](crate::ClientBuilder::deadline) is for all of its requests together; with a
    /// [retry policy](crate::ClientBuilder::retry), between two waits.
    ///
    /// ```no_run
    /// # use gigapay_webhooks_std::{Client, DesiredWebhook, Error, Event};
    /// # fn f(mut client: Client) -> Result<(), Error> {
    /// let desired =
    ///     DesiredWebhook::new("pump-7", "https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
    /// let (outcome, webhook) = client.ensure(&desired)?;
    /// println!("{outcome}, notifications come to {}", webhook.url);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Error`]; it is always safe to repeat. [`Cause::Ensure`](crate::Cause::Ensure) if the
    /// API does not keep what it is sent. A refusal with [status](Error::status) 400 that blames
    /// the id means that it is another's, or none that the API takes.
    pub fn ensure<F>(
        &mut self,
        desired: &DesiredWebhook<'_, F>,
    ) -> Result<(Ensured, Box<Webhook<C>>), Error>
    where
        C: Compares<F>,
    {
        self.ensure_seeing(desired, |_| {})
    }

    /// As [`ensure`](Self::ensure), and shows `see` the webhook each time the API tells of it on
    /// the way.
    ///
    /// A refusal may quote the secret key that the webhook has had: a program that shows
    /// the API's own words can mask it only if it was seen.
    ///
    /// # Errors
    /// As [`ensure`](Self::ensure).
    pub fn ensure_seeing<F>(
        &mut self,
        desired: &DesiredWebhook<'_, F>,
        mut see: impl FnMut(&Webhook<C>),
    ) -> Result<(Ensured, Box<Webhook<C>>), Error>
    where
        C: Compares<F>,
    {
        let mut ensure = Ensure::new(&self.settings.api()?, desired);
        let mut retry = RetryState::begin(self.settings.options.retry);
        let mut limit = retry.limit(self.settings.options.times.deadline);
        let mut webhook = Box::default();
        loop {
            match self.step(&mut ensure, &mut webhook, limit, &mut see) {
                Ok(true) => return Ok((ensure.outcome(), webhook)),
                Ok(false) => {}
                Err(error) => {
                    if !retry.wait(&error, &mut self.state.jitter) {
                        return Err(error);
                    }
                    limit = retry.limit(self.settings.options.times.deadline);
                    ensure.again();
                }
            }
        }
    }

    /// Creates or updates webhooks to match all of `desired`, as [`ensure`](Self::ensure) does each
    /// of them, and with [`Unlisted::Delete`] deletes all others: see [`Reconcile`]. Says what it
    /// took.
    ///
    /// The [deadline](crate::ClientBuilder::deadline) is for each webhook.
    ///
    /// ```no_run
    /// # use gigapay_webhooks_std::{Client, DesiredWebhook, Error, Event, Unlisted};
    /// # fn f(mut client: Client) -> Result<(), Error> {
    /// let done = client.reconcile(
    ///     &[
    ///         DesiredWebhook::new("payouts", "https://example.com/p/", &[Event::PAYOUT_CREATED]),
    ///         DesiredWebhook::new("payruns", "https://example.com/r/", &[Event::PAYRUN_PAID]),
    ///     ],
    ///     Unlisted::Keep,
    /// )?;
    /// println!("{} unchanged, {} created", done.unchanged, done.created);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`ensure`](Self::ensure). Those that came before the one that failed are as desired by
    /// then. With [`Unlisted::Delete`], a webhook that exceeds its [`Capacity`] ends it, too:
    /// nothing is deleted that was not read.
    pub fn reconcile<F>(
        &mut self,
        desired: &[DesiredWebhook<'_, F>],
        unlisted: Unlisted,
    ) -> Result<Reconciled, Error>
    where
        C: Compares<F>,
    {
        let mut reconcile = Reconcile::<C, F>::new(&self.settings.api()?, desired, unlisted)?;
        loop {
            match reconcile.next_task() {
                Task::List => self.list_for(&mut reconcile)?,
                Task::Ensure(desired) => {
                    let (outcome, _) = self.ensure(desired)?;
                    reconcile.ensured(outcome);
                }
                Task::Delete(id) => match self.delete(id) {
                    Ok(()) => reconcile.deleted(),
                    Err(error) if error.refusal().is_some_and(|it| reconcile.refused(it)) => {}
                    Err(error) => return Err(error),
                },
                Task::Done(done) => return Ok(done),
            }
        }
    }

    /// Sends the next request; `true` if none is left.
    fn step<F>(
        &mut self,
        ensure: &mut Ensure<'_, F>,
        webhook: &mut Webhook<C>,
        limit: Limit,
        see: &mut impl FnMut(&Webhook<C>),
    ) -> Result<bool, Error>
    where
        C: Compares<F>,
    {
        let Some(operation) = ensure.next(webhook) else {
            return Ok(true);
        };
        let (mut driver, buffer) = self.driver();
        let mut exchange = driver.exchange(operation, buffer)?;
        let result = driver.advance(&mut exchange, limit);
        let result = result.map_err(|error| error.about(exchange.oversize_id()));
        let blamed = exchange.problem().webhook_field();
        drop(exchange);
        drop(driver);
        match result {
            Ok(_) => {
                see(webhook);
                ensure.responded(webhook)?;
            }
            Err(error) => {
                // The first look has shown the key that an update replaces.
                let error = error.concealing(webhook.secret_key.expose());
                let waits = !self.settings.options.retry.is_off() && error.failure().asks_to_wait();
                match error.refusal() {
                    Some(refusal) if ensure.refused(refusal, blamed) && !waits => {}
                    _ => return Err(error.within_ensure(ensure.outcome())),
                }
            }
        }
        Ok(false)
    }

    /// Shows it all webhooks, and again from the first if the list breaks off and may be retried.
    fn list_for<F>(&mut self, reconcile: &mut Reconcile<'_, C, F>) -> Result<(), Error>
    where
        C: Compares<F>,
    {
        let mut retry = RetryState::begin(self.settings.options.retry);
        loop {
            let _ = reconcile.next_task();
            let result = {
                let mut list = self.list().page_size(PAGE_SIZE).without_retry();
                let result = list.try_for_each(|webhook| {
                    reconcile.listed(&*webhook?);
                    Ok(())
                });
                result.map(|()| list.report())
            };
            match result {
                Ok(report) => return Ok(reconcile.list_ended(report)?),
                Err(error) if retry.wait(&error, &mut self.state.jitter) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
