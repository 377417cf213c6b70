//! The client: one method an operation.

use std::fmt;
use std::marker::PhantomData;

use gigapay_webhooks::{
    Capacity, Delete, NewWebhook, Register, Replace, Replacement, Retrieve, Update, Webhook,
    WebhookOperation, WebhookUpdate,
};

use crate::client_state::ClientState;
use crate::driver::Driver;
use crate::listing::Listing;
use crate::settings::Settings;
use crate::{Error, Roomy};

/// A client of the Webhooks API.
///
/// It keeps one connection open from an operation to the next, and opens it when first needed. `C`
/// is the room that each field of a webhook has: [`Roomy`] unless chosen otherwise with
/// [`ClientBuilder::capacity`](crate::ClientBuilder::capacity).
///
/// Every operation fails with an [`Error`] that says at which stage. If a reused connection turns
/// out to be closed before any byte of a response, the request is sent once more over a new one,
/// provided that repeating it is safe.
///
/// ```
/// use gigapay_webhooks_std::{Client, Credentials, Token};
///
/// let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
/// let client = Client::builder(credentials).build()?;
/// assert_eq!(client.base_url(), "https://api.gigapay.se/v2/");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Client<C: Capacity = Roomy> {
    pub(crate) settings: Settings,
    /// Requests on their way out, responses on their way in. Wiped after each operation.
    pub(crate) buffer: Box<[u8]>,
    pub(crate) state: ClientState,
    capacity: PhantomData<fn() -> C>,
}

impl<C: Capacity> Client<C> {
    pub(crate) fn new(settings: Settings, buffer_size: usize, state: ClientState) -> Self {
        Self {
            settings,
            buffer: vec![0; buffer_size].into(),
            state,
            capacity: PhantomData,
        }
    }

    /// The base URL that requests go to.
    pub fn base_url(&self) -> &str {
        &self.settings.options.base_url
    }

    /// Whether a connection is open for the next operation. The server may have closed it since.
    pub fn is_connected(&self) -> bool {
        self.state.idle.is_some()
    }

    /// Closes the connection. The next operation opens another.
    pub fn disconnect(&mut self) {
        self.state.idle = None;
    }

    /// Registers a webhook and returns it, its secret key included
    /// ([B15](gigapay_webhooks::behaviour#b15)).
    ///
    /// # Errors
    /// See [`Error`]. When the response was lost or is a 5xx, and `new` has no
    /// [idempotency key](NewWebhook::idempotency_key), the
    /// [outcome is unknown](Error::is_outcome_unknown). When the error is of the [`Capacity`], the
    /// webhook *was* registered.
    pub fn register(&mut self, new: NewWebhook<'_>) -> Result<Box<Webhook<C>>, Error> {
        let mut webhook = Box::default();
        self.run(Register::new(new, &mut webhook), usize::MAX)?;
        Ok(webhook)
    }

    /// Retrieves the webhook `id`.
    ///
    /// # Errors
    /// See [`Error`]. [Status](Error::status) 404: it does not exist.
    pub fn retrieve(&mut self, id: &str) -> Result<Box<Webhook<C>>, Error> {
        let mut webhook = Box::default();
        self.run(Retrieve::new(id, &mut webhook), BODILESS)?;
        Ok(webhook)
    }

    /// Changes what `update` says of the webhook `id`, and nothing else
    /// ([B16](gigapay_webhooks::behaviour#b16)). Returns it as it is then.
    ///
    /// # Errors
    /// See [`Error`]. An update that changes the id is not safe to repeat
    /// ([B9](gigapay_webhooks::behaviour#b9)), so its
    /// [outcome can be unknown](Error::is_outcome_unknown).
    pub fn update(
        &mut self,
        id: &str,
        update: WebhookUpdate<'_>,
    ) -> Result<Box<Webhook<C>>, Error> {
        let mut webhook = Box::default();
        self.run(Update::new(id, update, &mut webhook), usize::MAX)?;
        Ok(webhook)
    }

    /// Replaces the webhook `id` whole ([B17](gigapay_webhooks::behaviour#b17)). Returns it as it
    /// is then, with its perhaps new secret key.
    ///
    /// # Errors
    /// See [`Error`]. A replacement that changes the id is not safe to repeat
    /// ([B9](gigapay_webhooks::behaviour#b9)), so its
    /// [outcome can be unknown](Error::is_outcome_unknown).
    pub fn replace(
        &mut self,
        id: &str,
        replacement: Replacement<'_>,
    ) -> Result<Box<Webhook<C>>, Error> {
        let mut webhook = Box::default();
        self.run(Replace::new(id, replacement, &mut webhook), usize::MAX)?;
        Ok(webhook)
    }

    /// Deletes the webhook `id` ([B18](gigapay_webhooks::behaviour#b18)).
    ///
    /// # Errors
    /// See [`Error`]. [Status](Error::status) 404: it does not exist. That is not an error if the
    /// request had to be sent twice, since the first request may have deleted it.
    pub fn delete(&mut self, id: &str) -> Result<(), Error> {
        let (mut driver, buffer) = self.driver();
        let buffer = at_most(BODILESS, buffer);
        let mut exchange = driver.exchange(Delete::new(id), buffer)?;
        driver.persist(&mut exchange).map(drop)
    }

    /// All webhooks, one at a time, over all pages of the list
    /// ([B19](gigapay_webhooks::behaviour#b19)).
    ///
    /// ```no_run
    /// # use gigapay_webhooks_std::{Client, Error};
    /// # fn f(mut client: Client) -> Result<(), Error> {
    /// for webhook in client.list().page_size(100) {
    ///     println!("{}", webhook?.url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&mut self) -> Listing<'_, C> {
        let (driver, buffer) = self.driver();
        Listing::new(driver, buffer)
    }

    /// Runs an operation whose response is one webhook, with so much of the buffer.
    fn run(&mut self, operation: WebhookOperation<'_, C>, size: usize) -> Result<(), Error> {
        let (mut driver, buffer) = self.driver();
        let buffer = at_most(size, buffer);
        let mut exchange = driver.exchange(operation, buffer)?;
        match driver.persist(&mut exchange) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.about(exchange.oversize_id())),
        }
    }

    /// What runs an exchange, and the buffer that it takes.
    pub(crate) fn driver(&mut self) -> (Driver<'_>, &mut [u8]) {
        let driver = Driver::new(&self.settings, &mut self.state);
        (driver, &mut self.buffer)
    }
}

/// Bytes of the buffer for an operation whose request has no body and whose response is one
/// webhook: either mostly fits. To wipe all 16 KiB would be a seventh of a retrieval's
/// instructions (measured).
const BODILESS: usize = 4096;

fn at_most(size: usize, buffer: &mut [u8]) -> &mut [u8] {
    let size = size.min(buffer.len());
    &mut buffer[..size]
}

impl<C: Capacity> fmt::Debug for Client<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.settings.options.base_url)
            .field("credentials", &self.settings.options.credentials)
            .field("times", &self.settings.options.times)
            .field("is_connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}
