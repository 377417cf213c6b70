//! All webhooks, one at a time.

use core::fmt;

use gigapay_webhooks as protocol;
use gigapay_webhooks::{
    Api, Capacity, Exchange, ExchangeEvent, List, ListReport, Standard, Webhook,
};

use crate::driver::{ClientState, Driver};
use crate::{Cause, Error, Link};

/// The webhooks of a list, one at a time, over all its pages: what
/// [`Client::list`](crate::Client::list) gives.
///
/// It lends each webhook from the one place that they are decoded into. The blocking client's
/// listing is an iterator, which could only give copies here. Otherwise both list in the same way.
///
/// Memory is one webhook, however long the list. [`Times::operation`](crate::Times::operation) is
/// for each step. Between two steps the connection stays open in the middle of a response, so a
/// server may lose its patience with a caller who takes minutes.
///
/// Dropping a listing before its end gives its connection up.
#[must_use = "nothing is sent before the first webhook is asked for"]
pub struct Listing<'c, L: Link, C: Capacity = Standard> {
    state: State<'c, C>,
    report: ListReport,
    driver: Driver<'c, L>,
}

#[expect(
    clippy::large_enum_variant,
    reason = "it runs for most of its life, and there is no heap to put it on"
)]
enum State<'c, C: Capacity> {
    Prepared {
        api: Api<'c>,
        list: List<'c, C>,
        buffer: &'c mut [u8],
    },
    Running(Exchange<'c, List<'c, C>>),
    Ended,
}

impl<'c, L: Link, C: Capacity> Listing<'c, L, C> {
    pub(crate) fn new(
        api: &Api<'c>,
        buffer: &'c mut [u8],
        client: &'c mut ClientState<L>,
        webhook: &'c mut Webhook<C>,
    ) -> Self {
        Self {
            state: State::Prepared {
                api: *api,
                list: List::new(webhook),
                buffer,
            },
            report: ListReport::default(),
            driver: Driver::new(client, api.server()),
        }
    }

    /// Starts at this page instead of the first, which is 1. For before the first step.
    pub fn page(self, page: u32) -> Self {
        self.prepare(|list| list.page(page))
    }

    /// Asks for pages of this many webhooks instead of the server's own 25
    /// ([B15](gigapay_webhooks::behaviour#b15)). The server may have a limit of its own. For before
    /// the first step.
    pub fn page_size(self, webhooks: u32) -> Self {
        self.prepare(|list| list.page_size(webhooks))
    }

    /// Makes one attempt at each step: its caller lists anew.
    pub(crate) const fn without_retry(mut self) -> Self {
        self.driver.once();
        self
    }

    fn prepare(mut self, change: impl FnOnce(List<'c, C>) -> List<'c, C>) -> Self {
        self.state = match core::mem::replace(&mut self.state, State::Ended) {
            State::Prepared { api, list, buffer } => State::Prepared {
                api,
                list: change(list),
                buffer,
            },
            other => other,
        };
        self
    }

    /// The next webhook, or `None` after the last.
    ///
    /// Dropped midway, it can be called again, and nothing is lost.
    ///
    /// # Errors
    /// See [`Error`]. After a webhook that exceeds its [`Capacity`] the next one follows; every
    /// other error is the end.
    pub async fn next(&mut self) -> Result<Option<&Webhook<C>>, Error<L::Error>> {
        self.begin();
        self.driver.begin_step();
        let State::Running(exchange) = &mut self.state else {
            return Ok(None);
        };
        let result = self.driver.advance(exchange).await;
        self.report = exchange.report();
        match result {
            Ok(ExchangeEvent::Item) => {}
            Ok(ExchangeEvent::Oversize(field)) => {
                let cause = Cause::Exchange(protocol::Error::Capacity(field));
                let failure = exchange.failure(protocol::Error::Capacity(field));
                return Err(Error::new(cause, failure));
            }
            Ok(_) => self.state = State::Ended,
            Err(error) => {
                self.state = State::Ended;
                return Err(error);
            }
        }
        match &self.state {
            State::Running(exchange) => Ok(exchange.webhook()),
            _ => Ok(None),
        }
    }

    /// How many webhooks the API counts, known with the first of them, and whether the list changed
    /// while it was read. Also after the end.
    pub const fn report(&self) -> ListReport {
        self.report
    }

    /// The id of a webhook that exceeds its [`Capacity`], after the error that says so. `None` if
    /// it is the id that did not fit, or has not come yet.
    pub fn oversize_id(&self) -> Option<&str> {
        match &self.state {
            State::Running(exchange) => exchange.oversize_id(),
            _ => None,
        }
    }

    /// Not inlined: what it moves takes stack only here.
    #[inline(never)]
    fn begin(&mut self) {
        if let State::Prepared { .. } = self.state
            && let State::Prepared { api, list, buffer } =
                core::mem::replace(&mut self.state, State::Ended)
        {
            self.state = State::Running(Exchange::new(&api, list, buffer));
        }
    }
}

impl<L: Link, C: Capacity> fmt::Debug for Listing<'_, L, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Prepared { .. } => "prepared",
            State::Running(_) => "running",
            State::Ended => "ended",
        };
        f.debug_struct("Listing")
            .field("state", &state)
            .finish_non_exhaustive()
    }
}
