//! The six operations of the API (B15).

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
/// Sealed: it requires `Sink`, a private trait that decodes the body of a 2xx response.
pub trait Operation: Sink {
    #[doc(hidden)]
    fn request(&self) -> &Request<'_>;

    /// Whether the body of a 2xx response is decoded. If not, it is ignored.
    #[doc(hidden)]
    fn wants_body(&self) -> bool {
        true
    }

    /// Returns the reason for the last [`Control::Stop`](crate::json::Control::Stop).
    #[doc(hidden)]
    fn decoded(&self) -> Decoded;

    /// Returns the result at the end of the body, which was one JSON value.
    #[doc(hidden)]
    fn finish(&mut self) -> Decoded {
        self.decoded()
    }
}

/// An operation whose responses contain webhooks: all but [`Delete`]. It decodes into a webhook
/// that the caller owns, so that no webhook is copied.
pub trait YieldsWebhook: Operation {
    /// The capacities of these webhooks.
    type Capacity: Capacity;

    #[doc(hidden)]
    fn webhook(&self) -> &Webhook<Self::Capacity>;

    #[doc(hidden)]
    fn webhook_mut(&mut self) -> &mut Webhook<Self::Capacity>;
}

/// An operation with one response: all but [`List`]. `drive::blocking::finish` and its `async` twin
/// run it to its end and return its output: the webhook, or nothing for [`Delete`].
pub trait SingleResponse: Operation {
    /// The result of the operation.
    type Output<'e>
    where
        Self: 'e;

    #[doc(hidden)]
    fn output(&self) -> Self::Output<'_>;
}
