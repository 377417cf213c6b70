//! The operations that decode in place.

use gigapay_webhooks::{
    Capacity, Delete, Exchange, NewWebhook, Operation, Register, Replace, Replacement, Retrieve,
    Update, Webhook, WebhookUpdate,
};

use crate::driver::Driver;
use crate::{Client, Error, Link};

impl<L: Link, C: Capacity> Client<'_, L, C> {
    /// Registers a webhook, and decodes it as it then is into `webhook`, its secret key included
    /// ([B15](gigapay_webhooks::behaviour#b15)).
    ///
    /// # Errors
    /// As [`register`](Self::register). `webhook` then holds whatever had arrived.
    pub async fn register_into<D: Capacity>(
        &mut self,
        new: NewWebhook<'_>,
        webhook: &mut Webhook<D>,
    ) -> Result<(), Error<L::Error>> {
        let mut run = self.begin(Register::new(new, webhook));
        run.driver.advance(&mut run.exchange).await.map(drop)
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
        let mut run = self.begin(Retrieve::new(id, webhook));
        run.driver.advance(&mut run.exchange).await.map(drop)
    }

    /// Changes what `update` says of the webhook `id` ([B16](gigapay_webhooks::behaviour#b16)), and
    /// decodes it as it then is into `webhook`.
    ///
    /// # Errors
    /// As [`update`](Self::update). `webhook` then holds whatever had arrived.
    pub async fn update_into<D: Capacity>(
        &mut self,
        id: &str,
        update: WebhookUpdate<'_>,
        webhook: &mut Webhook<D>,
    ) -> Result<(), Error<L::Error>> {
        let mut run = self.begin(Update::new(id, update, webhook));
        run.driver.advance(&mut run.exchange).await.map(drop)
    }

    /// Replaces the webhook `id` whole ([B17](gigapay_webhooks::behaviour#b17)), and decodes it as
    /// it then is into `webhook`.
    ///
    /// # Errors
    /// As [`replace`](Self::replace). `webhook` then holds whatever had arrived.
    pub async fn replace_into<D: Capacity>(
        &mut self,
        id: &str,
        replacement: Replacement<'_>,
        webhook: &mut Webhook<D>,
    ) -> Result<(), Error<L::Error>> {
        let mut run = self.begin(Replace::new(id, replacement, webhook));
        run.driver.advance(&mut run.exchange).await.map(drop)
    }

    /// Deletes the webhook `id` ([B18](gigapay_webhooks::behaviour#b18)).
    ///
    /// # Errors
    /// See [`Error`]. With [status](Error::status) 404 there is none. That is no error when the
    /// request had to be sent twice, and the first one may have done it.
    pub async fn delete(&mut self, id: &str) -> Result<(), Error<L::Error>> {
        let mut run = self.begin(Delete::new(id));
        run.driver.advance(&mut run.exchange).await.map(drop)
    }

    /// Begins an operation; nothing is sent yet.
    ///
    /// Not inlined: an exchange on its way to where it stays takes its size in stack, which is
    /// given back here.
    #[inline(never)]
    pub(crate) fn begin<Op: Operation>(&mut self, operation: Op) -> Run<'_, L, Op> {
        Run {
            exchange: Exchange::new(&self.api, operation, self.buffer),
            driver: Driver::new(&mut self.state, self.api.server()),
        }
    }
}

/// An operation under way.
pub(crate) struct Run<'c, L: Link, Op: Operation> {
    pub(crate) exchange: Exchange<'c, Op>,
    pub(crate) driver: Driver<'c, L>,
}
