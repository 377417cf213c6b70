//! An exchange without its type, so that the code which runs one exists once in an image and not
//! once for each operation.

use gigapay_webhooks as protocol;
use gigapay_webhooks::{
    AttemptError, Exchange, ExchangeEvent, Failure, Operation, OperationOutcome, Problem, Step,
};

/// What [`Exchange`] can do for whoever runs it.
pub(crate) trait Steps {
    fn poll(&mut self) -> Result<Step<'_, ExchangeEvent>, protocol::Error>;
    fn transmitted(&mut self, bytes: usize);
    fn transmission_failed(&mut self);
    fn received(&mut self, bytes: usize);
    fn has_refusal(&self) -> bool;
    fn failure(&self, error: AttemptError) -> Failure;
    fn may_resend(&self, error: AttemptError, was_used_before: bool) -> bool;
    fn restart(&mut self, earlier: OperationOutcome) -> bool;
    fn is_reusable(&self) -> bool;
    fn problem(&self) -> &Problem;
}

impl<Op: Operation> Steps for Exchange<'_, Op> {
    fn poll(&mut self) -> Result<Step<'_, ExchangeEvent>, protocol::Error> {
        self.poll()
    }

    fn transmitted(&mut self, bytes: usize) {
        self.transmitted(bytes);
    }

    fn transmission_failed(&mut self) {
        self.transmission_failed();
    }

    fn received(&mut self, bytes: usize) {
        self.received(bytes);
    }

    fn has_refusal(&self) -> bool {
        self.refusal().is_some()
    }

    fn failure(&self, error: AttemptError) -> Failure {
        self.failure(error)
    }

    fn may_resend(&self, error: AttemptError, was_used_before: bool) -> bool {
        self.may_resend(error, was_used_before)
    }

    fn restart(&mut self, earlier: OperationOutcome) -> bool {
        self.restart(earlier)
    }

    fn is_reusable(&self) -> bool {
        self.is_reusable()
    }

    fn problem(&self) -> &Problem {
        self.problem()
    }
}
