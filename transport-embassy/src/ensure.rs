//! Creating or updating webhooks to match, exactly once: the core says what to do, this does it.

use gigapay_webhooks::{
    Capacity, Compares, DesiredWebhook, Ensure, Ensured, ListReport, Problem, Reconcile,
    Reconciled, Task, Unlisted, Webhook,
};

use crate::{Client, Error, Link};

/// As many webhooks as a server of that framework gives at once, in the ordinary way.
const PAGE_SIZE: u32 = 100;

impl<L: Link, C: Capacity> Client<'_, L, C> {
    /// Creates or updates a webhook to match `desired`, exactly once, with the fewest requests;
    /// says what it took, and returns the webhook as the API has it, its secret key included.
    ///
    /// # Errors
    /// As [`ensure_into`](Self::ensure_into).
    pub async fn ensure<F>(
        &mut self,
        desired: &DesiredWebhook<'_, F>,
    ) -> Result<(Ensured, Webhook<C>), Error<L::Error>>
    where
        C: Compares<F>,
    {
        let mut webhook = Webhook::default();
        let outcome = self.ensure_into(desired, &mut webhook).await?;
        Ok((outcome, webhook))
    }

    /// Creates or updates a webhook to match `desired`, exactly once, with the fewest requests;
    /// says what it took, and decodes the webhook as the API has it into `webhook`, its secret key
    /// included.
    ///
    /// One request if it is so already. Repeating it, after any error, a lost response, a dropped
    /// future or a loss of power included, goes on to the same end: see [`Ensure`].
    /// [`Times::operation`](crate::Times::operation) is for all of its requests together; with a
    /// [`retry`](Self::retry) policy, between two waits.
    ///
    /// ```
    /// # use gigapay_webhooks_embassy::{Client, DesiredWebhook, Error, Event, Link, Webhook};
    /// # async fn f<L: Link>(client: &mut Client<'_, L>) -> Result<(), Error<L::Error>> {
    /// let desired =
    ///     DesiredWebhook::new("pump-7", "https://example.com/hooks/", &[Event::PAYOUT_CREATED]);
    /// let mut webhook: Webhook = Webhook::default();
    /// let outcome = client.ensure_into(&desired, &mut webhook).await?;
    /// println!("{outcome}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Error`]; it is always safe to repeat. [`Cause::Ensure`](crate::Cause::Ensure) if the
    /// API does not keep what it is sent. A refusal with [status](Error::status) 400 that blames
    /// the id means that it is another's, or none that the API takes.
    pub async fn ensure_into<D: Compares<F>, F>(
        &mut self,
        desired: &DesiredWebhook<'_, F>,
        webhook: &mut Webhook<D>,
    ) -> Result<Ensured, Error<L::Error>> {
        let mut ensure = Ensure::new(&self.api, desired);
        self.state.begin_operation();
        loop {
            let result = {
                let Some(operation) = ensure.next(webhook) else {
                    return Ok(ensure.outcome());
                };
                let mut run = self.begin(operation);
                run.driver.once().advance(&mut run.exchange).await
            };
            match result {
                Ok(_) => ensure.responded(webhook).map_err(Error::from_ensure)?,
                Err(error) if self.goes_on(&mut ensure, &error) => {}
                Err(error) => {
                    let error = error.within_ensure(ensure.outcome());
                    match self.state.retry.failed(&error) {
                        Some(wait) => wait.await,
                        None => return Err(error),
                    }
                    self.state.begin_attempt();
                    ensure.again();
                }
            }
        }
    }

    /// Whether it was a refusal that is to be looked after, at once.
    fn goes_on<F>(&self, ensure: &mut Ensure<'_, F>, error: &Error<L::Error>) -> bool {
        let blamed = self.problem().and_then(Problem::webhook_field);
        let waits = !self.state.retry.policy.is_off() && error.failure().asks_to_wait();
        error
            .refusal()
            .is_some_and(|refusal| ensure.refused(refusal, blamed) && !waits)
    }

    /// Creates or updates webhooks to match all of `desired`, as [`ensure_into`](Self::ensure_into)
    /// does each of them, and with [`Unlisted::Delete`] deletes all others: see [`Reconcile`]. Says
    /// what it took. `webhook` is room to work in.
    ///
    /// # Errors
    /// As [`ensure_into`](Self::ensure_into). Those that came before the one that failed are as
    /// desired by then. With [`Unlisted::Delete`], a webhook that exceeds its [`Capacity`] ends it,
    /// too: nothing is deleted that was not read.
    pub async fn reconcile<D: Compares<F>, F>(
        &mut self,
        desired: &[DesiredWebhook<'_, F>],
        unlisted: Unlisted,
        webhook: &mut Webhook<D>,
    ) -> Result<Reconciled, Error<L::Error>> {
        let mut reconcile =
            Reconcile::<D, F>::new(&self.api, desired, unlisted).map_err(Error::from_ensure)?;
        loop {
            match reconcile.next_task() {
                Task::List => {
                    let report = self.list_for(&mut reconcile, webhook).await?;
                    reconcile.list_ended(report).map_err(Error::from_ensure)?;
                }
                Task::Ensure(desired) => {
                    let outcome = self.ensure_into(desired, webhook).await?;
                    reconcile.ensured(outcome);
                }
                Task::Delete(id) => match self.delete(id).await {
                    Ok(()) => reconcile.deleted(),
                    Err(error) if error.refusal().is_some_and(|it| reconcile.refused(it)) => {}
                    Err(error) => return Err(error),
                },
                Task::Done(done) => return Ok(done),
            }
        }
    }

    /// Shows it all webhooks, and again from the first if the list breaks off and may be retried.
    async fn list_for<D: Compares<F>, F>(
        &mut self,
        reconcile: &mut Reconcile<'_, D, F>,
        webhook: &mut Webhook<D>,
    ) -> Result<ListReport, Error<L::Error>> {
        self.state.begin_operation();
        loop {
            // Forgets what a list that broke off has shown.
            let _ = reconcile.next_task();
            let error = match self.list_once(reconcile, webhook).await {
                Ok(report) => return Ok(report),
                Err(error) => error,
            };
            match self.state.retry.failed(&error) {
                Some(wait) => wait.await,
                None => return Err(error),
            }
        }
    }

    async fn list_once<D: Compares<F>, F>(
        &mut self,
        reconcile: &mut Reconcile<'_, D, F>,
        webhook: &mut Webhook<D>,
    ) -> Result<ListReport, Error<L::Error>> {
        let mut list = self.list(webhook).page_size(PAGE_SIZE).without_retry();
        while let Some(webhook) = list.next().await? {
            reconcile.listed(webhook);
        }
        Ok(list.report())
    }
}
