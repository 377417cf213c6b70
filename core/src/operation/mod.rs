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

use crate::ConfigError;
use crate::answer::Decode;
use crate::request::Encoder;

pub(crate) mod sealed {
    use super::Request;
    use crate::{Capacity, Webhook};

    /// Not for others to implement or call.
    pub trait Sealed: Request {}

    /// Operations that fill a webhook.
    pub trait YieldsSealed: Sealed {
        type Capacity: Capacity;

        fn webhook(&self) -> &Webhook<Self::Capacity>;

        fn webhook_mut(&mut self) -> &mut Webhook<Self::Capacity>;
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

/// How an operation reads as a request, and what takes its answer. Dispatched at run time, so
/// that the code which runs exchanges exists once and an image pays only for the operations it
/// uses.
pub trait Request {
    /// Whether the request can be sent at all.
    fn check(&self) -> Result<(), ConfigError>;

    /// Takes the answer.
    fn answer(&mut self) -> &mut dyn Decode;

    fn method(&self) -> &'static [u8];

    /// What follows `/webhooks/` in the request target.
    fn target(&self, out: &mut Encoder<'_>);

    fn idempotency_key(&self) -> Option<&str> {
        None
    }

    fn has_content(&self) -> bool {
        false
    }

    fn content(&self, _out: &mut Encoder<'_>) {}

    /// Whether sending the request once more, not knowing what became of the first, leaves the
    /// webhooks as sending it once does.
    fn is_repeatable(&self) -> bool {
        true
    }

    /// Moves a list on to `page`.
    fn turn_to(&mut self, _page: u32) {}
}

/// `:id/` of a request target.
pub(crate) fn id_target(out: &mut Encoder<'_>, id: &str) {
    crate::request::path_segment(out, id);
    out.put(b"/");
}

/// Implements what all operations that fill a webhook share.
macro_rules! yields_webhook {
    ($operation:ident) => {
        impl<C: crate::Capacity> crate::operation::sealed::Sealed for $operation<'_, C> {}

        impl<C: crate::Capacity> crate::operation::sealed::YieldsSealed for $operation<'_, C> {
            type Capacity = C;

            fn webhook(&self) -> &crate::Webhook<C> {
                self.answer.webhook
            }

            fn webhook_mut(&mut self) -> &mut crate::Webhook<C> {
                self.answer.webhook
            }
        }

        impl<C: crate::Capacity> core::fmt::Debug for $operation<'_, C> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($operation))
                    .finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use yields_webhook;
