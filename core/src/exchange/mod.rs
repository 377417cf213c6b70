//! One request and its response, without I/O.

mod machine;

use core::fmt;
use core::ops::DerefMut;

#[cfg(any(feature = "embedded-io-0-7", feature = "embedded-io-async-0-7"))]
use crate::SingleResponse;
use crate::drive::sealed;
use crate::request::Target;
use crate::{
    Api, AttemptError, Capacity, Error, Failure, Field, ListInto, ListReport, Operation,
    OperationOutcome, Problem, Refusal, Step, Text, Webhook, YieldsWebhook,
};
use machine::{Machine, Ready};

/// The smallest buffer an exchange works with, in bytes: requests and responses pass through it in
/// pieces of any size.
///
/// A buffer as large as the request sends it in one write: 512 bytes are a good choice.
pub const MIN_BUFFER: usize = 1;

/// What an exchange has for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "a list may have handed out a webhook, or need a new connection"]
pub enum ExchangeEvent {
    /// A webhook of a list is ready: [`Exchange::webhook`] or [`Exchange::take`]. Polling again
    /// drops it.
    Item,
    /// This field of a listed webhook exceeds its [`Capacity`], so the webhook cannot be given;
    /// [`Exchange::oversize_id`] may name it. The list goes on behind it.
    Oversize(Field),
    /// The list goes on, but the server closes this connection: connect again, then go on.
    Reconnect,
    /// The exchange is over. The webhook of an operation with one response is ready, too.
    Done {
        /// Whether the connection may carry another exchange (RFC 9112 section 9.3).
        reusable: bool,
    },
}

/// One operation on its way: feed it, and it says what it needs next.
///
/// It does no I/O and knows no clock. Between two calls of [`poll`](Self::poll) it can be left
/// alone for as long as you like, or dropped; a connection on which an exchange was dropped before
/// its end must be closed.
///
/// The `buffer` takes the request on its way out and the response on its way in, at least
/// [`MIN_BUFFER`] bytes; it is wiped when the exchange is dropped.
///
/// ```
/// use gigapay_webhooks::{ExchangeEvent, Api, Credentials, Delete, Exchange, Server, Step, Token};
///
/// let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
/// let api = Api::new(Server::PRODUCTION, &credentials);
/// let mut buffer = [0; 256];
/// let mut exchange = Exchange::new(&api, Delete::new("pump-7"), &mut buffer);
/// let reusable = loop {
///     match exchange.poll()? {
///         Step::Transmit(bytes) => {
///             assert!(bytes.starts_with(b"DELETE /v2/webhooks/pump-7/ HTTP/1.1\r\n"));
///             let written = bytes.len();
///             exchange.transmitted(written);
///         }
///         Step::Receive(space) => {
///             let response = b"HTTP/1.1 204 No Content\r\n\r\n";
///             space[..response.len()].copy_from_slice(response);
///             exchange.received(response.len());
///         }
///         Step::Event(ExchangeEvent::Done { reusable }) => break reusable,
///         // Only a list has other events.
///         Step::Flush | Step::Event(_) => {}
///     }
/// };
/// assert!(reusable);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "an exchange does nothing by itself: poll it, or drive it"]
pub struct Exchange<'a, Op: Operation + ?Sized> {
    machine: Machine<'a>,
    operation: Op,
}

/// An [`Exchange`] without the type of its operation: what a transport needs to run one, so that
/// the code which does exists once in an image, not once for each operation.
pub type ErasedExchange<'e, 'a> = Exchange<'a, dyn Operation + 'e>;

impl<'a, Op: Operation> Exchange<'a, Op> {
    /// Prepares `operation`. Of `api`, only what it refers to has to outlive the exchange.
    ///
    /// Nothing happens before the first [`poll`](Self::poll).
    pub fn new(api: &Api<'a>, operation: Op, buffer: &'a mut [u8]) -> Self {
        Self {
            machine: Machine::new(*api, buffer),
            operation,
        }
    }

    /// The same exchange without the type of its operation.
    pub fn erased(&mut self) -> &mut ErasedExchange<'_, 'a> {
        self
    }

    /// Goes as far as possible and says what is needed to go on.
    ///
    /// # Errors
    /// See [`Error`]. [`Error::Config`] comes with the first call, before any byte is sent. Every
    /// error is final: polling again gives the same one. [`is_reusable`](Self::is_reusable) still
    /// says whether the connection survived it.
    pub fn poll(&mut self) -> Result<Step<'_, ExchangeEvent>, Error> {
        self.machine.poll(&mut self.operation)
    }
}

impl ErasedExchange<'_, '_> {
    /// See [`Exchange::poll`].
    ///
    /// # Errors
    /// As [`Exchange::poll`].
    pub fn poll(&mut self) -> Result<Step<'_, ExchangeEvent>, Error> {
        self.machine.poll(&mut self.operation)
    }
}

impl<'a, Op: Operation + ?Sized> Exchange<'a, Op> {
    /// Shows `reader` the body of refusals as it arrives, without any limit to their length but
    /// [`Api::max_response`](crate::Api::max_response). [`problem`](Self::problem) is filled all
    /// the same.
    #[cfg(feature = "refusal-reader")]
    pub fn read_refusals(&mut self, reader: &'a dyn crate::RefusalReader) {
        self.machine.refusal_reader = Some(reader);
    }

    /// The secrets that the present request carries: the token, and the secret key if it sends one.
    /// A refusal may quote them.
    #[cfg(feature = "refusal-reader")]
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let token = self.machine.api.credentials.token.as_bytes();
        let members = self.operation.request().members.as_ref();
        let secret_key = members.and_then(|members| members.secret_key);
        core::iter::once(core::str::from_utf8(token).unwrap_or_default())
            .chain(secret_key.map(|key| key.0))
    }

    /// The method of the present request.
    pub fn method(&self) -> &'static str {
        self.operation.request().method.name()
    }

    /// The target of the present request, path and query: of a list, of the page it has come to.
    pub fn target(&self) -> impl fmt::Display {
        Target {
            prefix: self.machine.api.server().prefix(),
            request: self.operation.request(),
        }
    }

    /// The status of the final response to the present request, from the end of the status line on.
    pub fn status(&self) -> Option<u16> {
        self.machine.status()
    }

    /// So many bytes of [`Step::Transmit`] were written.
    pub fn transmitted(&mut self, bytes: usize) {
        self.machine.transmitted(bytes);
    }

    /// The bytes of [`Step::Transmit`] cannot be written, or [`Step::Flush`] failed: go on, to hear
    /// what the server may have said before it stopped listening (RFC 9112 section 9.5).
    ///
    /// Only [`Step::Receive`] follows, and an error: [`Error::Api`] if the server refused the
    /// request. With any other, the connection's error is the one to report. Either way the
    /// connection is of no further use.
    pub fn transmission_failed(&mut self) {
        self.machine.transmission_failed();
    }

    /// So many bytes were read into [`Step::Receive`]; 0 says that the stream has ended.
    pub fn received(&mut self, bytes: usize) {
        self.machine.received(bytes);
    }

    /// Whether the connection may carry another exchange: the response was read to its end, nothing
    /// follows it, and the server keeps the connection open.
    pub const fn is_reusable(&self) -> bool {
        self.machine.reusable
    }

    /// Whether any byte of a response to the present request has arrived.
    pub const fn response_began(&self) -> bool {
        self.machine.response_began
    }

    /// Whether the present request may be sent again when it is unknown what became of it:
    /// doing so leaves the webhooks as sending it once does ([B21](crate::behaviour#b21)).
    pub fn is_repeatable(&self) -> bool {
        self.operation.request().is_repeatable()
    }

    /// What follows from an attempt that failed with `error`: what became of the operation, and
    /// whether it may be sent again.
    pub fn failure(&self, error: impl Into<AttemptError>) -> Failure {
        self.machine.failure(self.operation.request(), error.into())
    }

    /// Whether to send the request once more over a new connection, since `error` only means that
    /// the server had closed the old one. `was_used_before`: that connection had carried a
    /// response.
    pub fn may_resend(&self, error: impl Into<AttemptError>, was_used_before: bool) -> bool {
        was_used_before
            && error.into().is_dead_connection()
            && !self.response_began()
            && self.is_repeatable()
    }

    /// Sends the present request again from its first byte, over another connection; of a list,
    /// that is the request for the page that it has come to. What had arrived of a response is
    /// dropped.
    ///
    /// `earlier` is the [outcome](Failure::outcome) of the attempts so far. If a deletion may have
    /// been carried out by then, a 404 to this attempt means that it was
    /// ([B18](crate::behaviour#b18)).
    ///
    /// Returns `false` if it is too late, because a webhook of that page was handed out or all is
    /// over, and also if no byte was ever sent.
    ///
    /// Ask [`failure`](Self::failure) first whether it may be repeated.
    #[must_use = "false: the request cannot be sent again"]
    pub fn restart(&mut self, earlier: OperationOutcome) -> bool {
        self.machine.restart(self.operation.request(), earlier)
    }

    /// The API's refusal, as soon as the head of its response has arrived: should the rest of it
    /// never come, this is still what there is to know. The driver loops prefer it to an error of
    /// the connection.
    pub fn refusal(&self) -> Option<Refusal> {
        self.machine.known_refusal()
    }

    /// What the server said with [`Error::Api`]; empty before.
    pub const fn problem(&self) -> &Problem {
        &self.machine.problem.problem
    }
}

impl<C: Capacity, W: DerefMut<Target = Webhook<C>>> Exchange<'_, ListInto<'_, W>> {
    /// Hands over the webhook that is ready, in the place where it was decoded. The next one is
    /// decoded into `place`. Nothing of a webhook's size is copied when `W` is a `Box`.
    ///
    /// Returns `None` if no webhook is ready; `place` is dropped then.
    #[must_use = "the webhook is in no other place"]
    pub fn replace(&mut self, place: W) -> Option<W> {
        let webhook = &mut self.operation.webhook;
        let is_ready = self.machine.take_ready();
        is_ready.then(|| core::mem::replace(webhook, place))
    }

    /// What the list shows of itself so far: the number of its webhooks, usually known with the
    /// first one, and whether it changed while it was read.
    pub fn report(&self) -> ListReport {
        ListReport {
            page_gone: self.machine.has_ended_at_a_gap(),
            ..self.operation.report()
        }
    }
}

#[cfg(any(feature = "embedded-io-0-7", feature = "embedded-io-async-0-7"))]
impl<Op: SingleResponse> Exchange<'_, Op> {
    /// What the operation gives, after its end.
    pub(crate) fn output(&self) -> Op::Output<'_> {
        self.operation.output()
    }
}

impl<Op: YieldsWebhook> Exchange<'_, Op> {
    /// The id of a webhook that is too large, after
    /// [`ExchangeEvent::Oversize`](crate::ExchangeEvent::Oversize) or [`Error::Capacity`]: `None`
    /// if it is the id that did not fit, or has not come yet.
    pub fn oversize_id(&self) -> Option<&str> {
        let id = self.operation.webhook().id.stored()?;
        (self.machine.ready == Ready::Oversize && !id.is_empty()).then_some(id)
    }

    /// The webhook that is ready: after [`ExchangeEvent::Item`], or after [`ExchangeEvent::Done`]
    /// unless the operation was [`List`](crate::List).
    #[must_use]
    pub fn webhook(&self) -> Option<&Webhook<Op::Capacity>> {
        (self.machine.ready == Ready::Webhook).then(|| self.operation.webhook())
    }

    /// Moves the webhook out, which leaves an empty one behind. On a device,
    /// [`webhook`](Self::webhook) saves the copy.
    #[must_use = "the webhook is in no other place"]
    pub fn take(&mut self) -> Option<Webhook<Op::Capacity>> {
        if !self.machine.take_ready() {
            return None;
        }
        let place = self.operation.webhook_mut();
        let webhook = core::mem::take(place);
        // What was moved out is still in its old place, too.
        place.secret_key.wipe();
        Some(webhook)
    }
}

impl<'a, Op: Operation> sealed::Driven for Exchange<'a, Op> {
    type Event = ExchangeEvent;
    type Machine<'m>
        = ErasedExchange<'m, 'a>
    where
        Self: 'm;

    fn machine(&mut self) -> &mut ErasedExchange<'_, 'a> {
        self
    }
}

impl sealed::Machine for ErasedExchange<'_, '_> {
    type Event = ExchangeEvent;

    fn poll(&mut self) -> Result<Step<'_, ExchangeEvent>, Error> {
        self.poll()
    }

    fn transmitted(&mut self, bytes: usize) {
        self.transmitted(bytes);
    }

    fn transmission_failed(&mut self) -> bool {
        self.transmission_failed();
        true
    }

    fn received(&mut self, bytes: usize) {
        self.received(bytes);
    }

    fn known_refusal(&self) -> Option<Refusal> {
        self.refusal()
    }
}
