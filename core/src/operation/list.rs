//! `GET /webhooks/?page=&page_size=` (B15, B19, B20).

use super::{Marker, Request, sealed};
use crate::answer::ManyWebhooks;
use crate::request::Encoder;
use crate::{Capacity, ConfigError, Standard, Webhook};

/// Lists all webhooks, one at a time, following the pages by itself.
///
/// `page` counts from 1. Memory is one webhook, however long the list or its pages. The address
/// in `next` is never contacted: only its page number is used, and `page_size` is sent again
/// (B19). A page that vanishes because webhooks are deleted meanwhile ends the list (B20).
///
/// ```
/// use gigapay_webhooks::List;
///
/// let list: List = List::new().page_size(10);
/// # let _ = list;
/// ```
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct List<C: Capacity = Standard> {
    page: Option<u32>,
    page_size: Option<u32>,
    #[cfg_attr(feature = "defmt", defmt(Debug2Format))]
    capacity: Marker<C>,
}

impl<C: Capacity> List<C> {
    /// The whole list, in pages of the server's own size (25, B15).
    pub const fn new() -> Self {
        Self {
            page: None,
            page_size: None,
            capacity: core::marker::PhantomData,
        }
    }

    /// Starts at this page; the first is 1.
    #[must_use]
    pub const fn page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    /// Asks for pages of this many webhooks. The server may have a limit of its own.
    #[must_use]
    pub const fn page_size(mut self, webhooks: u32) -> Self {
        self.page_size = Some(webhooks);
        self
    }
}

impl<C: Capacity> Default for List<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Capacity> Request for List<C> {
    fn method(&self) -> &'static [u8] {
        b"GET"
    }

    fn target(&self, out: &mut Encoder<'_>) {
        let mut before: &[u8] = b"?";
        for (name, value) in [("page=", self.page), ("page_size=", self.page_size)] {
            if let Some(value) = value {
                out.put(before);
                before = b"&";
                out.put(name.as_bytes());
                out.put_number(value);
            }
        }
    }

    fn turn_to(&mut self, page: u32) {
        self.page = Some(page);
    }
}

impl<C: Capacity> sealed::Sealed for List<C> {
    type Answer = ManyWebhooks<C>;

    fn answer(&self) -> Self::Answer {
        ManyWebhooks::starting_at(self.page.unwrap_or(1))
    }

    fn check(&self) -> Result<(), ConfigError> {
        if self.page == Some(0) || self.page_size == Some(0) {
            return Err(ConfigError::InvalidPage);
        }
        Ok(())
    }
}

impl<C: Capacity> sealed::YieldsSealed for List<C> {
    type Capacity = C;

    fn webhook(answer: &Self::Answer) -> &Webhook<C> {
        &answer.webhook
    }

    fn webhook_mut(answer: &mut Self::Answer) -> &mut Webhook<C> {
        &mut answer.webhook
    }
}
