//! `GET /webhooks/?page=&page_size=` (B15, B19, B20).

use core::ops::DerefMut;

use super::ApiOperation;
use crate::request::{Method, Request};
use crate::response::{ListReport, ManyWebhooks};
use crate::{Capacity, Standard, Webhook};

/// Lists all webhooks, one at a time, and follows the pages by itself.
///
/// `page` counts from 1. Memory is one webhook, however long the list or its pages. The address
/// in `next` is never contacted: only its page number is used, and `page_size` is sent again
/// ([B19](crate::behaviour#b19)). A page that vanishes because webhooks are deleted meanwhile ends
/// the list ([B20](crate::behaviour#b20)).
///
/// The server cuts the list into pages at each request: deleting webhooks while listing them moves
/// later ones to earlier pages, and the list misses them. Collect the ids first, or list again
/// until nothing is left. [`Exchange::report`](crate::Exchange::report) tells of changes that show.
///
/// ```
/// use gigapay_webhooks::{List, Webhook};
///
/// let mut webhook = Webhook::new();
/// let list = List::new(&mut webhook).page_size(10);
/// # let _ = list;
/// ```
pub type List<'a, C = Standard> = ListInto<'a, &'a mut Webhook<C>>;

/// [`List`] with a choice of where webhooks are decoded: `W` is a mutable reference to a
/// [`Webhook`], or an owner of one such as a `Box`, which [`Exchange::replace`] hands over with the
/// webhook in it.
///
/// [`Exchange::replace`]: crate::Exchange::replace
pub type ListInto<'a, W> = ApiOperation<'a, ManyWebhooks<W>>;

impl<C: Capacity, W: DerefMut<Target = Webhook<C>>> ListInto<'_, W> {
    /// Lists all webhooks, one after the other, into `webhook`, in pages of the server's default
    /// size (25, [B15](crate::behaviour#b15)).
    pub fn new(webhook: W) -> Self {
        Self {
            request: Request::new(Method::Get),
            response: ManyWebhooks::new(webhook),
        }
    }

    /// Starts at this page; the first is 1.
    #[must_use]
    pub const fn page(mut self, page: u32) -> Self {
        self.request.page = Some(page);
        self.response.start_at(page);
        self
    }

    /// Asks for pages of this many webhooks. The server may have a limit of its own.
    #[must_use]
    pub const fn page_size(mut self, webhooks: u32) -> Self {
        self.request.page_size = Some(webhooks);
        self
    }

    pub(crate) fn report(&self) -> ListReport {
        self.response.report()
    }
}
