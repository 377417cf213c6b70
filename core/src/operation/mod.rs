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
use crate::Webhook;
use crate::answer::Decode;
use crate::request::Encoder;

pub(crate) mod sealed {
    use super::{ConfigError, Decode, Request};

    /// What an operation is made of; not for others to implement or call.
    pub trait Sealed: Request {
        /// Takes the answers of this operation.
        type Answer: Decode;

        /// An answer yet to come.
        fn answer(&self) -> Self::Answer;

        /// Whether the request can be sent at all.
        fn check(&self) -> Result<(), ConfigError>;
    }

    /// Answers that end with a webhook to hand over.
    pub trait YieldsSealed: Sealed {
        type Capacity: crate::Capacity;

        fn webhook(answer: &Self::Answer) -> &super::Webhook<Self::Capacity>;

        fn webhook_mut(answer: &mut Self::Answer) -> &mut super::Webhook<Self::Capacity>;
    }
}

/// One of the API's six operations: [`List`], [`Register`], [`Retrieve`], [`Update`],
/// [`Replace`], [`Delete`].
pub trait Operation: sealed::Sealed {}

impl<T: sealed::Sealed> Operation for T {}

/// An operation that is answered with webhooks: all but [`Delete`].
pub trait YieldsWebhook: Operation + sealed::YieldsSealed {}

impl<T: sealed::YieldsSealed> YieldsWebhook for T {}

/// How an operation reads as a request. Dispatched at run time, so that the code which sends
/// requests exists once and an image pays only for the operations it uses.
pub trait Request {
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

/// The capacity an operation decodes into, without owning one.
pub(crate) type Marker<C> = core::marker::PhantomData<fn() -> C>;

/// Implements what all operations answered with one webhook share.
macro_rules! answered_with_a_webhook {
    ($operation:ident, $self:ident => $check:expr) => {
        impl<C: crate::Capacity> crate::operation::sealed::Sealed for $operation<'_, C> {
            type Answer = crate::answer::OneWebhook<C>;

            fn answer(&self) -> Self::Answer {
                Self::Answer::default()
            }

            fn check(&$self) -> Result<(), crate::ConfigError> {
                $check
            }
        }

        impl<C: crate::Capacity> crate::operation::sealed::YieldsSealed for $operation<'_, C> {
            type Capacity = C;

            fn webhook(answer: &Self::Answer) -> &crate::Webhook<C> {
                &answer.webhook
            }

            fn webhook_mut(answer: &mut Self::Answer) -> &mut crate::Webhook<C> {
                &mut answer.webhook
            }
        }
    };
}
pub(crate) use answered_with_a_webhook;
