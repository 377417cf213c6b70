//! The six operations, a file each, named by the API's own verbs (B15).

mod delete;
mod list;
mod register;
mod replace;
mod retrieve;
mod update;

pub use delete::Delete;
pub use list::{List, ListInto};
pub use register::Register;
pub use replace::Replace;
pub use retrieve::Retrieve;
pub use update::Update;

use core::fmt;
use core::ops::DerefMut;

use crate::request::Request;
use crate::response::{Decode, ManyWebhooks, Nothing, OneWebhook};
use crate::{Capacity, Standard, Webhook};

/// An operation of the API: its request, and the decoder of its response.
pub struct ApiOperation<'a, R> {
    pub(crate) request: Request<'a>,
    pub(crate) response: R,
}

/// An operation whose response is one webhook: made by [`Register::new`], [`Retrieve::new`],
/// [`Update::new`], [`Replace::new`] and [`Ensure::next`](crate::Ensure::next).
///
/// One type for all of these, so that the code which runs them exists once.
pub type WebhookOperation<'a, C = Standard> = ApiOperation<'a, OneWebhook<'a, C>>;

impl<'a, C: Capacity> WebhookOperation<'a, C> {
    pub(crate) const fn new(request: Request<'a>, webhook: &'a mut Webhook<C>) -> Self {
        Self {
            request,
            response: OneWebhook::new(webhook),
        }
    }
}

impl<R> fmt::Debug for ApiOperation<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ApiOperation").field(&self.request).finish()
    }
}

pub(crate) mod sealed {
    use super::{Decode, Request};
    use crate::{Capacity, Webhook};

    /// Not for others to implement or call.
    pub trait Sealed {
        fn request(&self) -> &Request<'_>;

        /// The request, and the decoder of its response. The latter is dispatched at run time, so
        /// that the code which runs exchanges exists once.
        fn parts(&mut self) -> (&Request<'_>, &mut dyn Decode);
    }

    /// Operations that fill a webhook.
    pub trait YieldsSealed: Sealed {
        type Capacity: Capacity;

        fn webhook(&self) -> &Webhook<Self::Capacity>;

        fn webhook_mut(&mut self) -> &mut Webhook<Self::Capacity>;
    }

    /// Operations with one response.
    pub trait SingleSealed: Sealed {
        type Output<'e>
        where
            Self: 'e;

        fn output(&self) -> Self::Output<'_>;
    }
}

/// One of the API's six operations: [`List`], [`Register`], [`Retrieve`], [`Update`],
/// [`Replace`], [`Delete`].
pub trait Operation: sealed::Sealed {}

impl<T: sealed::Sealed> Operation for T {}

/// An operation whose responses hold webhooks: all but [`Delete`]. It decodes into a webhook that
/// the caller owns, so that nothing of that size is ever moved.
pub trait YieldsWebhook: Operation + sealed::YieldsSealed {}

impl<T: sealed::YieldsSealed> YieldsWebhook for T {}

/// An operation with one response: all but [`List`]. `drive::blocking::finish` and its `async` twin
/// run it to its end and return its output: the webhook, or nothing for [`Delete`].
pub trait SingleResponse: Operation + sealed::SingleSealed {}

impl<T: sealed::SingleSealed> SingleResponse for T {}

impl<R: Decode> sealed::Sealed for ApiOperation<'_, R> {
    fn request(&self) -> &Request<'_> {
        &self.request
    }

    fn parts(&mut self) -> (&Request<'_>, &mut dyn Decode) {
        (&self.request, &mut self.response)
    }
}

impl<C: Capacity> sealed::YieldsSealed for ApiOperation<'_, OneWebhook<'_, C>> {
    type Capacity = C;

    fn webhook(&self) -> &Webhook<C> {
        self.response.webhook
    }

    fn webhook_mut(&mut self) -> &mut Webhook<C> {
        self.response.webhook
    }
}

impl<C, W> sealed::YieldsSealed for ApiOperation<'_, ManyWebhooks<W>>
where
    C: Capacity,
    W: DerefMut<Target = Webhook<C>>,
{
    type Capacity = C;

    fn webhook(&self) -> &Webhook<C> {
        &self.response.webhook
    }

    fn webhook_mut(&mut self) -> &mut Webhook<C> {
        &mut self.response.webhook
    }
}

impl<C: Capacity> sealed::SingleSealed for ApiOperation<'_, OneWebhook<'_, C>> {
    type Output<'e>
        = &'e Webhook<C>
    where
        Self: 'e;

    fn output(&self) -> &Webhook<C> {
        self.response.webhook
    }
}

impl sealed::SingleSealed for ApiOperation<'_, Nothing> {
    type Output<'e>
        = ()
    where
        Self: 'e;

    fn output(&self) {}
}
