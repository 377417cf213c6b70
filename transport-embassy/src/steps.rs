//! An exchange without its type, so that the code which runs one exists once in an image and not once for each operation.

use gigapay_webhooks as core;
use gigapay_webhooks::{Exchange, Operation, Problem, Step};

/// What [`Exchange`] can do for whoever runs it.
pub(crate) trait Steps {
    fn poll(&mut self) -> Result<Step<'_>, core::Error>;
    fn transmitted(&mut self, bytes: usize);
    fn transmission_failed(&mut self);
    fn received(&mut self, bytes: usize);
    fn has_refusal(&self) -> bool;
    fn restart(&mut self) -> bool;
    fn is_reusable(&self) -> bool;
    fn response_began(&self) -> bool;
    fn is_repeatable(&self) -> bool;
    fn problem(&self) -> &Problem;
}

impl<Op: Operation> Steps for Exchange<'_, Op> {
    fn poll(&mut self) -> Result<Step<'_>, core::Error> {
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

    fn restart(&mut self) -> bool {
        self.restart()
    }

    fn is_reusable(&self) -> bool {
        self.is_reusable()
    }

    fn response_began(&self) -> bool {
        self.response_began()
    }

    fn is_repeatable(&self) -> bool {
        self.is_repeatable()
    }

    fn problem(&self) -> &Problem {
        self.problem()
    }
}
