//! The six operations, named by the API's own verbs (B15).

mod delete;
mod list;
mod webhook;

pub use delete::Delete;
pub use list::{List, ListInto};
pub use webhook::{Register, Replace, Retrieve, Update, WebhookOperation};

use crate::json::Sink;
use crate::request::Request;
use crate::response::Decoded;
use crate::{Capacity, Webhook};

/// One of the API's six operations: [`List`], [`Register`], [`Retrieve`], [`Update`],
/// [`Replace`], [`Delete`].
///
/// Sealed: it has to be a `Sink` of this crate, which decodes the body of a 2xx response.
pub trait Operation: Sink {
    #[doc(hidden)]
    fn request(&self) -> &Request<'_>;

    /// Whether there is anything to read: otherwise the body is passed over unread.
    #[doc(hidden)]
    fn wants_body(&self) -> bool {
        true
    }

    /// After [`Control::Stop`](crate::json::Control::Stop): why.
    #[doc(hidden)]
    fn decoded(&self) -> Decoded;

    /// The body has ended, and was one JSON value.
    #[doc(hidden)]
    fn finish(&mut self) -> Decoded {
        self.decoded()
    }
}

/// An operation whose responses hold webhooks: all but [`Delete`]. It decodes into a webhook that
/// the caller owns, so that nothing of that size is ever moved.
pub trait YieldsWebhook: Operation {
    /// The room that these webhooks have.
    type Capacity: Capacity;

    #[doc(hidden)]
    fn webhook(&self) -> &Webhook<Self::Capacity>;

    #[doc(hidden)]
    fn webhook_mut(&mut self) -> &mut Webhook<Self::Capacity>;
}

/// An operation with one response: all but [`List`]. `drive::blocking::finish` and its `async` twin
/// run it to its end and return its output: the webhook, or nothing for [`Delete`].
pub trait SingleResponse: Operation {
    /// What it gives.
    type Output<'e>
    where
        Self: 'e;

    #[doc(hidden)]
    fn output(&self) -> Self::Output<'_>;
}
