//! All webhooks, one at a time.

use std::fmt;
use std::iter::FusedIterator;

use gigapay_webhooks as protocol;
use gigapay_webhooks::{Capacity, Exchange, ListInto, ListReport, Webhook};

use crate::driver::Driver;
use crate::{Error, Roomy};

/// The webhooks of a list, one at a time, over all its pages: what [`Client::list`] gives.
///
/// Nothing is sent before the first [`next`](Iterator::next). Memory is one webhook, however long
/// the list. The [`deadline`](crate::ClientBuilder::deadline) is for each step. Between two steps
/// the connection stays open in the middle of a response, so the server may close it if the caller
/// takes minutes.
///
/// After a webhook that exceeds its [`Capacity`] the list continues; every other error ends it.
/// Dropping a listing before its end closes the connection.
///
/// [`Client::list`]: crate::Client::list
#[must_use = "nothing is sent before the first webhook is asked for"]
pub struct Listing<'c, C: Capacity = Roomy> {
    state: State<'c, C>,
    report: ListReport,
    driver: Driver<'c>,
}

enum State<'c, C: Capacity> {
    Prepared {
        list: Box<List<'c, C>>,
        buffer: &'c mut [u8],
    },
    Running(Box<Exchange<'c, List<'c, C>>>),
    Ended,
}

/// Each webhook is decoded where the caller gets it.
type List<'c, C> = ListInto<'c, Box<Webhook<C>>>;

impl<'c, C: Capacity> Listing<'c, C> {
    pub(crate) fn new(driver: Driver<'c>, buffer: &'c mut [u8]) -> Self {
        Self {
            state: State::Prepared {
                list: Box::new(ListInto::new(Box::default())),
                buffer,
            },
            report: ListReport::default(),
            driver,
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

    /// How many webhooks the API counts, known with the first of them, and whether the list changed
    /// while it was read. Also after the end.
    ///
    /// ```no_run
    /// # use gigapay_webhooks_std::{Client, Error};
    /// # fn f(mut client: Client) -> Result<(), Error> {
    /// let mut list = client.list();
    /// let mut shown = 0;
    /// while let Some(webhook) = list.next() {
    ///     shown += 1;
    ///     let count = list.report().count.unwrap_or(shown);
    ///     println!("{shown} of {count}: {}", webhook?.url);
    /// }
    /// if list.report().has_changed() {
    ///     eprintln!("{}", list.report());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub const fn report(&self) -> ListReport {
        self.report
    }

    /// Makes one attempt at each step, for a caller that lists anew.
    pub(crate) const fn without_retry(mut self) -> Self {
        self.driver.once();
        self
    }

    fn prepare(mut self, change: impl FnOnce(List<'c, C>) -> List<'c, C>) -> Self {
        self.state = match self.state {
            State::Prepared { list, buffer } => State::Prepared {
                list: Box::new(change(*list)),
                buffer,
            },
            other => other,
        };
        self
    }

    fn begin(&mut self) -> Result<(), Error> {
        if let State::Prepared { .. } = self.state
            && let State::Prepared { list, buffer } =
                std::mem::replace(&mut self.state, State::Ended)
        {
            let exchange = self.driver.exchange(*list, buffer)?;
            self.state = State::Running(Box::new(exchange));
        }
        Ok(())
    }

    fn step(&mut self) -> Result<Option<Box<Webhook<C>>>, Error> {
        self.begin()?;
        let State::Running(exchange) = &mut self.state else {
            return Ok(None);
        };
        let result = self.driver.persist(exchange);
        self.report = exchange.report();
        match result {
            Ok(true) => Ok(exchange.replace(Box::default())),
            Ok(false) => {
                self.state = State::Ended;
                Ok(None)
            }
            Err(error) => {
                if !matches!(error.exchange_error(), Some(protocol::Error::Capacity(_))) {
                    self.state = State::Ended;
                    return Err(error);
                }
                Err(error.about(exchange.oversize_id()))
            }
        }
    }
}

impl<C: Capacity> Iterator for Listing<'_, C> {
    type Item = Result<Box<Webhook<C>>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

impl<C: Capacity> FusedIterator for Listing<'_, C> {}

impl<C: Capacity> fmt::Debug for Listing<'_, C> {
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
