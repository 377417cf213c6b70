//! An exchange without the type of its operation.

use super::machine::Machine;
use super::{Exchange, ExchangeEvent};
use crate::drive::sealed;
use crate::request::Request;
use crate::response::Decode;
use crate::{AttemptError, Error, Failure, Operation, OperationOutcome, Problem, Refusal, Step};

/// An [`Exchange`] without the type of its operation: what a transport needs to run one, so that
/// the code which does exists once in an image, not once for each operation.
///
/// Its methods are those of [`Exchange`].
pub struct ErasedExchange<'e, 'a> {
    machine: &'e mut Machine<'a>,
    request: &'e Request<'e>,
    response: &'e mut dyn Decode,
}

impl ErasedExchange<'_, '_> {
    /// See [`Exchange::poll`].
    ///
    /// # Errors
    /// As [`Exchange::poll`].
    pub fn poll(&mut self) -> Result<Step<'_, ExchangeEvent>, Error> {
        self.machine.poll(self.request, self.response)
    }

    /// See [`Exchange::received`].
    pub fn received(&mut self, bytes: usize) {
        self.machine.received(bytes);
    }

    /// See [`Exchange::is_reusable`].
    pub const fn is_reusable(&self) -> bool {
        self.machine.is_reusable()
    }

    /// See [`Exchange::failure`].
    pub fn failure(&self, error: impl Into<AttemptError>) -> Failure {
        self.machine.failure(self.request, error.into())
    }

    /// See [`Exchange::may_resend`].
    pub fn may_resend(&self, error: impl Into<AttemptError>, was_used_before: bool) -> bool {
        was_used_before && self.machine.is_resendable(self.request, error.into())
    }

    /// See [`Exchange::restart`].
    #[must_use = "false: the request cannot be sent again"]
    pub fn restart(&mut self, earlier: OperationOutcome) -> bool {
        self.machine.restart(self.request, earlier)
    }

    /// See [`Exchange::refusal`].
    pub fn refusal(&self) -> Option<Refusal> {
        self.machine.known_refusal()
    }

    /// See [`Exchange::problem`].
    pub const fn problem(&self) -> &Problem {
        self.machine.problem()
    }
}

impl<'a, Op: Operation> Exchange<'a, Op> {
    /// The same exchange without the type of its operation.
    pub fn erased(&mut self) -> ErasedExchange<'_, 'a> {
        let (request, response) = self.operation.parts();
        ErasedExchange {
            machine: &mut self.machine,
            request,
            response,
        }
    }
}

impl<'a, Op: Operation> sealed::Driven for Exchange<'a, Op> {
    type Event = ExchangeEvent;
    type Machine<'m>
        = ErasedExchange<'m, 'a>
    where
        Self: 'm;

    fn machine(&mut self) -> ErasedExchange<'_, 'a> {
        self.erased()
    }
}

impl sealed::Driven for ErasedExchange<'_, '_> {
    type Event = ExchangeEvent;
    type Machine<'m>
        = &'m mut Self
    where
        Self: 'm;

    fn machine(&mut self) -> &mut Self {
        self
    }
}

impl sealed::Machine for ErasedExchange<'_, '_> {
    type Event = ExchangeEvent;

    fn poll(&mut self) -> Result<Step<'_, ExchangeEvent>, Error> {
        self.poll()
    }

    fn transmitted(&mut self, bytes: usize) {
        self.machine.transmitted(bytes);
    }

    fn transmission_failed(&mut self) -> bool {
        self.machine.transmission_failed();
        true
    }

    fn received(&mut self, bytes: usize) {
        self.received(bytes);
    }

    fn known_refusal(&self) -> Option<Refusal> {
        self.refusal()
    }
}
