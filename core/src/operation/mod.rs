//! The six operations, a file each, named by the API's own verbs (B15).

mod delete;
mod list;
mod register;
mod replace;
mod retrieve;
mod update;

pub use delete::Delete;
pub use list::List;
pub use register::Register;
pub use replace::Replace;
pub use retrieve::Retrieve;
pub use update::Update;

use crate::request::Request;
use crate::response::Decode;

pub(crate) mod sealed {
    use super::{Decode, Request};
    use crate::{Capacity, Webhook};

    /// Not for others to implement or call.
    pub trait Sealed {
        fn request(&self) -> &Request<'_>;

        /// The request, and what takes its response. The latter is dispatched at run time, so that
        /// the code which runs exchanges exists once.
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

/// An operation that is answered with webhooks: all but [`Delete`]. It decodes into one that the
/// caller owns, so that nothing of that size is ever moved.
pub trait YieldsWebhook: Operation + sealed::YieldsSealed {}

impl<T: sealed::YieldsSealed> YieldsWebhook for T {}

/// An operation with one response: all but [`List`]. `drive::blocking::finish` and its `async` twin
/// run it to its end and give its output: the webhook, or nothing for [`Delete`].
pub trait SingleResponse: Operation + sealed::SingleSealed {}

impl<T: sealed::SingleSealed> SingleResponse for T {}

/// Implements what all operations that fill a webhook share.
macro_rules! yields_webhook {
    ($operation:ident, once) => {
        crate::operation::yields_webhook!($operation);

        impl<C: crate::Capacity> crate::operation::sealed::SingleSealed for $operation<'_, C> {
            type Output<'e>
                = &'e crate::Webhook<C>
            where
                Self: 'e;

            fn output(&self) -> &crate::Webhook<C> {
                self.response.webhook
            }
        }
    };
    ($operation:ident) => {
        impl<C: crate::Capacity> crate::operation::sealed::Sealed for $operation<'_, C> {
            fn request(&self) -> &crate::request::Request<'_> {
                &self.request
            }

            fn parts(
                &mut self,
            ) -> (
                &crate::request::Request<'_>,
                &mut dyn crate::response::Decode,
            ) {
                (&self.request, &mut self.response)
            }
        }

        impl<C: crate::Capacity> crate::operation::sealed::YieldsSealed for $operation<'_, C> {
            type Capacity = C;

            fn webhook(&self) -> &crate::Webhook<C> {
                self.response.webhook
            }

            fn webhook_mut(&mut self) -> &mut crate::Webhook<C> {
                self.response.webhook
            }
        }

        impl<C: crate::Capacity> core::fmt::Debug for $operation<'_, C> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_tuple(stringify!($operation))
                    .field(&self.request)
                    .finish()
            }
        }
    };
}
pub(crate) use yields_webhook;
