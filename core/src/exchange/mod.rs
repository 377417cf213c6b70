//! The exchange of a request and its response, without I/O.

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

/// An event of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "a list may have handed out a webhook, or need a new connection"]
pub enum ExchangeEvent {
    /// A webhook of a list is ready: get it with [`Exchange::webhook`] or [`Exchange::take`].
    /// Polling again drops it.
    Item,
    /// This field of a listed webhook exceeds its [`Capacity`], so the webhook is skipped;
    /// [`Exchange::oversize_id`] may return its id. The list continues.
    Oversize(Field),
    /// The server closes the connection before the next page of the list: connect again, then
    /// continue.
    Reconnect,
    /// The exchange is complete. If the operation has one response, its webhook is ready.
    Done {
        /// Whether the connection may carry another exchange (RFC 9112 section 9.3).
        reusable: bool,
    },
}

/// State machine of one operation: sends its requests, parses the responses, and says what it needs
/// next.
///
/// It does no I/O and has no clock. Between two calls of [`poll`](Self::poll) it may wait for any
/// time, or be dropped. If it is dropped before its end, close the connection.
///
/// The `buffer` holds parts of the request, then of the response. It needs at least
/// [`MIN_BUFFER`](crate::MIN_BUFFER) bytes, and is wiped when the exchange is dropped.
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

/// An [`Exchange`] without the type of its operation. A transport that uses it has its code once in
/// an image, not once for each operation.
pub type ErasedExchange<'e, 'a> = Exchange<'a, dyn Operation + 'e>;

impl<'a, Op: Operation> Exchange<'a, Op> {
    /// Prepares `operation`. `api` is copied; only the values that it borrows must outlive the
    /// exchange.
    ///
    /// Nothing happens before the first [`poll`](Self::poll).
    pub fn new(api: &Api<'a>, operation: Op, buffer: &'a mut [u8]) -> Self {
        Self {
            machine: Machine::new(*api, buffer),
            operation,
        }
    }

    /// Returns the same exchange without the type of its operation.
    pub fn erased(&mut self) -> &mut ErasedExchange<'_, 'a> {
        self
    }

    /// Proceeds as far as possible and returns what is needed to continue.
    ///
    /// # Errors
    /// See [`Error`]. Every error is final: polling again returns the same one.
    /// [`is_reusable`](Self::is_reusable) says whether the connection is still usable.
    pub fn poll(&mut self) -> Result<Step<'_, ExchangeEvent>, Error> {
        self.machine.poll(&mut self.operation)
    }
}

impl ErasedExchange<'_, '_> {
    /// See [`Exchange::poll`].
    ///
    /// # Errors
    /// Same as [`Exchange::poll`].
    pub fn poll(&mut self) -> Result<Step<'_, ExchangeEvent>, Error> {
        self.machine.poll(&mut self.operation)
    }
}

impl<'a, Op: Operation + ?Sized> Exchange<'a, Op> {
    /// Passes the bodies of refusals to `reader` as they arrive; only
    /// [`Api::max_response`](crate::Api::max_response) limits their length.
    /// [`problem`](Self::problem) is filled, too.
    #[cfg(feature = "refusal-reader")]
    pub fn read_refusals(&mut self, reader: &'a dyn crate::RefusalReader) {
        self.machine.refusal_reader = Some(reader);
    }

    /// Iterates over the secrets in the current request: the token, and the secret key if there is
    /// one. A refusal may quote them.
    #[cfg(feature = "refusal-reader")]
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let token = self.machine.api.credentials.token.as_bytes();
        let members = self.operation.request().members.as_ref();
        let secret_key = members.and_then(|members| members.secret_key);
        core::iter::once(core::str::from_utf8(token).unwrap_or_default())
            .chain(secret_key.map(|key| key.0))
    }

    /// Returns the method of the current request.
    pub fn method(&self) -> &'static str {
        self.operation.request().method.name()
    }

    /// Returns the target of the current request, path and query. For a list, it is that of the
    /// current page.
    pub fn target(&self) -> impl fmt::Display {
        Target {
            prefix: self.machine.api.server().prefix(),
            request: self.operation.request(),
        }
    }

    /// Returns the status of the final response to the current request, once the status line has
    /// ended.
    pub fn status(&self) -> Option<u16> {
        self.machine.status()
    }

    /// Reports that the first `bytes` bytes of [`Step::Transmit`] were written.
    pub fn transmitted(&mut self, bytes: usize) {
        self.machine.transmitted(bytes);
    }

    /// Reports that [`Step::Transmit`] or [`Step::Flush`] failed. Continue polling, to read a
    /// response that the server may have sent before it stopped reading (RFC 9112 section 9.5).
    ///
    /// Only [`Step::Receive`] follows, then an error. If it is [`Error::Api`], the server refused
    /// the request; otherwise report the error of the connection. Close the connection in both
    /// cases.
    pub fn transmission_failed(&mut self) {
        self.machine.transmission_failed();
    }

    /// Reports that `bytes` bytes were read into [`Step::Receive`]; 0 is the end of the stream.
    pub fn received(&mut self, bytes: usize) {
        self.machine.received(bytes);
    }

    /// Whether the connection may carry another exchange: the response was read to its end, no
    /// bytes follow it, and the server keeps the connection open.
    pub const fn is_reusable(&self) -> bool {
        self.machine.reusable
    }

    /// Whether any byte of a response to the current request was received.
    pub const fn response_began(&self) -> bool {
        self.machine.response_began
    }

    /// Whether the current request may be sent again if its outcome is unknown: sending it twice
    /// has the same effect on the webhooks as sending it once ([B21](crate::behaviour#b21)).
    pub fn is_repeatable(&self) -> bool {
        self.operation.request().is_repeatable()
    }

    /// Returns the consequences of an attempt that failed with `error`: the outcome of the
    /// operation, and whether it may be sent again.
    pub fn failure(&self, error: impl Into<AttemptError>) -> Failure {
        self.machine.failure(self.operation.request(), error.into())
    }

    /// Whether to send the request again over a new connection, because `error` means that the
    /// server had closed a reused connection. `was_used_before` says that the connection had
    /// carried a response before.
    pub fn may_resend(&self, error: impl Into<AttemptError>, was_used_before: bool) -> bool {
        was_used_before
            && error.into().is_dead_connection()
            && !self.response_began()
            && self.is_repeatable()
    }

    /// Sends the current request again from its first byte, over another connection. For a list, it
    /// is the request for the current page. The response so far is dropped.
    ///
    /// `earlier` is the [outcome](Failure::outcome) of the attempts so far. If a deletion may have
    /// been carried out, the API's 404 to this attempt counts as success
    /// ([B18](crate::behaviour#b18)).
    ///
    /// Returns `false` if a webhook of the current page was handed out, if the exchange is
    /// complete, or if nothing was sent yet.
    ///
    /// Check with [`failure`](Self::failure) first whether the request may be repeated.
    #[must_use = "false: the request cannot be sent again"]
    pub fn restart(&mut self, earlier: OperationOutcome) -> bool {
        self.machine.restart(self.operation.request(), earlier)
    }

    /// Returns the API's refusal, once the status line of the response has ended, even if the rest
    /// never arrives. The loops in [`drive`](crate::drive) return it instead of an error of the
    /// connection.
    pub fn refusal(&self) -> Option<Refusal> {
        self.machine.known_refusal()
    }

    /// Returns the messages of the refusal after [`Error::Api`]; empty before.
    pub const fn problem(&self) -> &Problem {
        &self.machine.problem.problem
    }
}

impl<C: Capacity, W: DerefMut<Target = Webhook<C>>> Exchange<'_, ListInto<'_, W>> {
    /// Hands over the owner of the webhook that is ready, and decodes the next webhook into
    /// `place`. If `W` is a `Box`, no webhook is copied.
    ///
    /// Returns `None` if no webhook is ready; `place` is dropped then.
    #[must_use = "the webhook is lost if it is not used"]
    pub fn replace(&mut self, place: W) -> Option<W> {
        let webhook = &mut self.operation.webhook;
        let is_ready = self.machine.take_ready();
        is_ready.then(|| core::mem::replace(webhook, place))
    }

    /// Returns the report on the list so far: the number of its webhooks, usually known with the
    /// first one, and whether the list changed while it was read.
    pub fn report(&self) -> ListReport {
        ListReport {
            page_gone: self.machine.has_missing_page(),
            ..self.operation.report()
        }
    }
}

#[cfg(any(feature = "embedded-io-0-7", feature = "embedded-io-async-0-7"))]
impl<Op: SingleResponse> Exchange<'_, Op> {
    /// Returns the result of the operation, after its end.
    pub(crate) fn output(&self) -> Op::Output<'_> {
        self.operation.output()
    }
}

impl<Op: YieldsWebhook> Exchange<'_, Op> {
    /// Returns the id of a webhook that is too large, after
    /// [`ExchangeEvent::Oversize`](crate::ExchangeEvent::Oversize) or [`Error::Capacity`]: `None`
    /// if the id itself did not fit, or came after the field that did not fit.
    pub fn oversize_id(&self) -> Option<&str> {
        let id = self.operation.webhook().id.stored()?;
        (self.machine.ready == Ready::Oversize && !id.is_empty()).then_some(id)
    }

    /// Returns the webhook that is ready, after [`ExchangeEvent::Item`], or after
    /// [`ExchangeEvent::Done`] unless the operation is [`List`](crate::List).
    #[must_use]
    pub fn webhook(&self) -> Option<&Webhook<Op::Capacity>> {
        (self.machine.ready == Ready::Webhook).then(|| self.operation.webhook())
    }

    /// Moves the webhook out and leaves an empty one. On a device, [`webhook`](Self::webhook) saves
    /// the copy.
    #[must_use = "the webhook is lost if it is not used"]
    pub fn take(&mut self) -> Option<Webhook<Op::Capacity>> {
        if !self.machine.take_ready() {
            return None;
        }
        let place = self.operation.webhook_mut();
        let webhook = core::mem::take(place);
        // The moved key may remain in the old memory.
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
