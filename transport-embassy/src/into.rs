//! The operations that decode in place.

use gigapay_webhooks::{
    Capacity, Delete, Exchange, NewWebhook, Operation, Register, Replace, Replacement, Retrieve,
    Update, Webhook, WebhookUpdate,
};

use crate::call::Call;
use crate::{Client, Error, Link};

impl<L: Link, C: Capacity> Client<'_, L, C> {
    /// Registers a webhook, and decodes it as it then is into `webhook`, its secret key included (B15).
    ///
    /// # Errors
    /// As [`register`](Self::register). `webhook` then holds whatever had arrived.
    pub async fn register_into<D: Capacity>(
        &mut self,
        new: NewWebhook<'_>,
        webhook: &mut Webhook<D>,
    ) -> Result<(), Error<L::Error>> {
        self.run(Register::new(new, webhook))
            .await
            .map_err(|(error, _)| error)
    }

    /// Retrieves the webhook `id` into `webhook`.
    ///
    /// # Errors
    /// As [`retrieve`](Self::retrieve). `webhook` then holds whatever had arrived.
    pub async fn retrieve_into<D: Capacity>(
        &mut self,
        id: &str,
        webhook: &mut Webhook<D>,
    ) -> Result<(), Error<L::Error>> {
        self.run(Retrieve::new(id, webhook))
            .await
            .map_err(|(error, _)| error)
    }

    /// Changes what `update` says of the webhook `id` (B16), and decodes it as it then is into `webhook`.
    ///
    /// # Errors
    /// As [`update`](Self::update). `webhook` then holds whatever had arrived.
    pub async fn update_into<D: Capacity>(
        &mut self,
        id: &str,
        update: WebhookUpdate<'_>,
        webhook: &mut Webhook<D>,
    ) -> Result<(), Error<L::Error>> {
        self.run(Update::new(id, update, webhook))
            .await
            .map_err(|(error, _)| error)
    }

    /// Replaces the webhook `id` whole (B17), and decodes it as it then is into `webhook`.
    ///
    /// # Errors
    /// As [`replace`](Self::replace). `webhook` then holds whatever had arrived.
    pub async fn replace_into<D: Capacity>(
        &mut self,
        id: &str,
        replacement: Replacement<'_>,
        webhook: &mut Webhook<D>,
    ) -> Result<(), Error<L::Error>> {
        self.run(Replace::new(id, replacement, webhook))
            .await
            .map_err(|(error, _)| error)
    }

    /// Deletes the webhook `id` (B18).
    ///
    /// # Errors
    /// See [`Error`]. With [status](Error::status) 404 there is none. That is no error when the request had to be sent
    /// twice: the first one may have done it.
    pub async fn delete(&mut self, id: &str) -> Result<(), Error<L::Error>> {
        match self.run(Delete::new(id)).await {
            Err((error, true)) if error.status() == Some(404) => Ok(()),
            result => result.map_err(|(error, _)| error),
        }
    }

    /// Runs an operation. With an error comes whether the request was sent a second time.
    ///
    /// Not an `async fn`: one keeps its arguments beside what it makes of them, and this keeps the exchange once.
    fn run<Op: Operation>(
        &mut self,
        operation: Op,
    ) -> impl Future<Output = Result<(), (Error<L::Error>, bool)>> {
        let mut exchange = Exchange::new(&self.api, operation, self.window);
        let mut call = Call::new(&mut self.desk, self.api.server());
        async move {
            match call.advance(&mut exchange).await {
                Ok(_) => Ok(()),
                Err(error) => Err((error, call.has_repeated())),
            }
        }
    }
}
