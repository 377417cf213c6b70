//! The bytes of a connection, and the faults in them.
//!
//! The stream of this module is between the HTTP library and the socket, above TLS. A response
//! without a fault passes through. One with a fault is collected until it is complete, reshaped,
//! and sent as a script of steps.

mod reshape;
mod script;
mod socket;
mod stream;

use std::sync::{Arc, Mutex};

pub(crate) use socket::Socket;
pub(crate) use stream::FaultStream;

use crate::faults::Shape;
use crate::sync::lock;

/// State of a connection that the service and the stream share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Bytes of the present request that have arrived.
    received: usize,
    /// Whether the present request is to the control interface, which faults do not affect.
    control: bool,
    /// What happens to the next response.
    next: Option<Pending>,
}

/// What happens to a response.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) shape: Shape,
    /// Whether the response is to a HEAD request and so has no body, whatever it says.
    pub(crate) head: bool,
}

impl Wire {
    /// Records that the present request has arrived completely, and what happens to its response.
    pub(crate) fn response(&self, shape: Shape, head: bool) {
        let mut state = lock(&self.0);
        state.received = 0;
        state.next = (shape != Shape::default()).then_some(Pending { shape, head });
    }

    fn take_next(&self) -> Option<Pending> {
        lock(&self.0).next.take()
    }

    /// Counts the bytes of a request as they arrive. Returns the total, or `None` if faults do not
    /// affect the request.
    fn count(&self, bytes: &[u8]) -> Option<usize> {
        let mut state = lock(&self.0);
        if state.received == 0 {
            let start = bytes.get(..bytes.len().min(40)).unwrap_or_default();
            state.control = start.windows(10).any(|buffer| buffer == b" /sandbox/");
        }
        state.received += bytes.len();
        (!state.control).then_some(state.received)
    }
}
