//! The client: one method an operation.

use core::fmt;
use core::marker::PhantomData;

use embassy_net::Stack;
use embassy_time::with_deadline;
use gigapay_webhooks::{
    Api, Capacity, NewWebhook, Problem, Replacement, Retry, Scheme, Standard, Webhook,
    WebhookUpdate,
};

use crate::connection::Connection;
use crate::driver::ClientState;
use crate::progress::after;
use crate::retry::RetryState;
use crate::tcp::Tcp;
use crate::{Buffers, Error, Link, Listing, Times, WrongScheme};

/// A client in clear: see [`Client::insecure_http`].
pub type HttpClient<'a, C = Standard> = Client<'a, Tcp<'a>, C>;

/// A client of the Webhooks API.
///
/// It keeps one connection open from an operation to the next, and opens it when first needed. `L`
/// is what it reaches the server with; `C` the room that each field of a webhook has where one is
/// returned by value: [`Standard`] unless chosen otherwise with [`capacity`](Self::capacity).
///
/// Every operation comes in two forms. The one with `_into` decodes in place, into a webhook of any
/// capacity that the caller owns; nothing of its size is ever moved, and the future stays small.
/// The other returns the webhook, which is shorter to write and holds it twice: in the future, and
/// where the caller puts it.
///
/// Every operation fails with an [`Error`] that says at which stage. If the connection that is used
/// again turns out to be dead before any byte of a response, the request is sent once more over a
/// new one, provided that this can do no harm.
///
/// # Dropping futures
///
/// Any future of a client may be dropped at any point. The connection is then given up, and the
/// next operation makes a new one; no later operation ever meets what was left of the dropped one.
/// The request that was dropped may or may not have been carried out.
pub struct Client<'a, L: Link, C: Capacity = Standard> {
    pub(crate) api: Api<'a>,
    pub(crate) buffer: &'a mut [u8],
    pub(crate) state: ClientState<L>,
    capacity: PhantomData<fn() -> C>,
}

impl<'a> Client<'a, Tcp<'a>> {
    /// A client that sends **everything in clear, the token included**: anyone who sees the packets
    /// can read it, and change the responses. For test benches, and for a TLS-terminating proxy on
    /// the same wire.
    ///
    /// It takes one socket of the `stack`'s [`StackResources`](embassy_net::StackResources), for as
    /// long as it lives; looking up names takes another, and DHCP a third.
    ///
    /// # Errors
    /// [`WrongScheme`] if the server's base URL is not `http`.
    ///
    /// # Panics
    /// embassy-net panics if the stack has no socket left.
    pub fn insecure_http<const R: usize, const S: usize, const W: usize>(
        stack: Stack<'a>,
        api: Api<'a>,
        buffers: &'a mut Buffers<R, S, W>,
    ) -> Result<Self, WrongScheme> {
        let tcp = Tcp::new(stack, &mut buffers.receive, &mut buffers.send);
        Self::with_link(api, tcp, &mut buffers.buffer)
    }
}

impl<'a, L: Link> Client<'a, L> {
    /// A client over any link. `buffer` is what a request leaves through and its response arrives
    /// through, in pieces if need be: see [`BUFFER`](crate::BUFFER).
    ///
    /// # Errors
    /// [`WrongScheme`] if the server's base URL and the link do not agree on encrypting.
    pub fn with_link(api: Api<'a>, link: L, buffer: &'a mut [u8]) -> Result<Self, WrongScheme> {
        let server = api.server().scheme();
        if server != L::SCHEME {
            return Err(WrongScheme {
                server,
                link: L::SCHEME,
            });
        }
        let state = ClientState {
            connection: Connection::new(link),
            times: Times::DEFAULT,
            problem: None,
            retry: RetryState::OFF,
        };
        Ok(Self {
            api,
            buffer,
            state,
            capacity: PhantomData,
        })
    }
}

impl<'a, L: Link, C: Capacity> Client<'a, L, C> {
    /// Changes how much room the fields of a returned webhook have. Default: [`Standard`].
    #[must_use]
    pub fn capacity<D: Capacity>(self) -> Client<'a, L, D> {
        Client {
            api: self.api,
            buffer: self.buffer,
            state: self.state,
            capacity: PhantomData,
        }
    }

    /// Changes how long things may take. Default: [`Times::DEFAULT`].
    #[must_use]
    pub fn times(mut self, times: Times) -> Self {
        self.state.times = times;
        self
    }

    /// Tries operations again that failed in a way that may pass, if it is safe to: see [`Retry`].
    /// Default: [`Retry::OFF`], for how long a caller can wait is the caller's to say.
    ///
    /// [`Times::operation`] is for each attempt, [`Retry::within`] for all of them. A list goes on
    /// with the page that it has come to, as long as no webhook of that page was given out.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.state.retry.policy = retry;
        self
    }

    /// Where the waits between attempts take their randomness from. Default: the clock's ticks,
    /// which devices that were switched on together may have in common.
    #[must_use]
    pub fn jitter(mut self, random: fn() -> u32) -> Self {
        self.state.retry.jitter = random;
        self
    }

    /// Whether bytes travel encrypted.
    pub const fn scheme(&self) -> Scheme {
        L::SCHEME
    }

    /// Whether a connection is open for the next operation. The server may have closed it since.
    pub const fn is_connected(&self) -> bool {
        self.state.connection.is_open()
    }

    /// What the API said when the last operation ended with a refusal, and the field that it blames
    /// ([B22](gigapay_webhooks::behaviour#b22)). `None` if it did not, and once the next operation
    /// begins. A server may quote what it was sent, a secret key included: see [`Problem`].
    pub const fn problem(&self) -> Option<&Problem> {
        self.state.problem.as_ref()
    }

    /// What the client reaches the server with.
    pub const fn link(&self) -> &L {
        &self.state.connection.link
    }

    /// Registers a webhook and returns it, its secret key included
    /// ([B15](gigapay_webhooks::behaviour#b15)).
    ///
    /// # Errors
    /// Those of every operation. When the response was lost and `new` has no
    /// [idempotency key](NewWebhook::idempotency_key), the
    /// [outcome is unknown](Error::is_outcome_unknown). When the error is of the [`Capacity`], the
    /// webhook *was* registered.
    pub async fn register(&mut self, new: NewWebhook<'_>) -> Result<Webhook<C>, Error<L::Error>> {
        let mut webhook = Webhook::default();
        self.register_into(new, &mut webhook).await?;
        Ok(webhook)
    }

    /// Retrieves the webhook `id`.
    ///
    /// # Errors
    /// See [`Error`]. With [status](Error::status) 404 there is none.
    pub async fn retrieve(&mut self, id: &str) -> Result<Webhook<C>, Error<L::Error>> {
        let mut webhook = Webhook::default();
        self.retrieve_into(id, &mut webhook).await?;
        Ok(webhook)
    }

    /// Changes what `update` says of the webhook `id`, and nothing else
    /// ([B16](gigapay_webhooks::behaviour#b16)). Returns it as it is then.
    ///
    /// # Errors
    /// See [`Error`]. An update that changes the id is not safe to repeat
    /// ([B9](gigapay_webhooks::behaviour#b9)), so the
    /// [outcome can be unknown](Error::is_outcome_unknown).
    pub async fn update(
        &mut self,
        id: &str,
        update: WebhookUpdate<'_>,
    ) -> Result<Webhook<C>, Error<L::Error>> {
        let mut webhook = Webhook::default();
        self.update_into(id, update, &mut webhook).await?;
        Ok(webhook)
    }

    /// Replaces the webhook `id` whole ([B17](gigapay_webhooks::behaviour#b17)). Returns it as it
    /// is then, with its perhaps new secret key.
    ///
    /// # Errors
    /// See [`Error`]. A replacement that changes the id is not safe to repeat
    /// ([B9](gigapay_webhooks::behaviour#b9)), so the
    /// [outcome can be unknown](Error::is_outcome_unknown).
    pub async fn replace(
        &mut self,
        id: &str,
        replacement: Replacement<'_>,
    ) -> Result<Webhook<C>, Error<L::Error>> {
        let mut webhook = Webhook::default();
        self.replace_into(id, replacement, &mut webhook).await?;
        Ok(webhook)
    }

    /// Lists all webhooks, one at a time into `webhook`, over all pages of the list
    /// ([B19](gigapay_webhooks::behaviour#b19)). Nothing is sent before the first
    /// [`next`](Listing::next).
    ///
    /// ```
    /// # use gigapay_webhooks_embassy::{Capacity, Client, Error, Link, Webhook};
    /// # async fn f<L: Link>(client: &mut Client<'_, L>) -> Result<(), Error<L::Error>> {
    /// let mut webhook: Webhook = Webhook::default();
    /// let mut list = client.list(&mut webhook).page_size(100);
    /// while let Some(webhook) = list.next().await? {
    ///     println!("{}", webhook.url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list<'c, D: Capacity>(&'c mut self, webhook: &'c mut Webhook<D>) -> Listing<'c, L, D> {
        Listing::new(&self.api, self.buffer, &mut self.state, webhook)
    }

    /// Closes the connection in good order; the next operation opens another. Takes as long as the
    /// server needs to take what is left to say, and [`Times::send`] at most.
    pub async fn disconnect(&mut self) {
        let limit = after(self.state.times.send);
        let _ = with_deadline(limit, self.state.connection.close()).await;
        self.state.connection.abort();
    }
}

impl<L: Link, C: Capacity> fmt::Debug for Client<'_, L, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.api)
            .field("times", &self.state.times)
            .field("is_connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}
