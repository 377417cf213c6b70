//! Transitions caused by the verdict, the application and the transport.

use super::{Receiver, State};
use crate::notify::receiver::{Decision, Outcome, Rejection, Reply};
use crate::notify::{Admission, ReplayStore, TimeCheck, Verdict};

impl<const N: usize> Receiver<'_, N> {
    /// Decides on the notification, after
    /// [`ReceiverEvent::Decide`](crate::notify::ReceiverEvent::Decide); returns `None` at any other
    /// time. A notification to deliver is in progress in the `guard` until [`reply`](Self::reply).
    ///
    /// A notification that was accepted before is [`Decision::Replayed`] even if it is stale: the
    /// API sends it again because the response was lost.
    pub fn decide(&mut self, clock: TimeCheck, guard: &mut impl ReplayStore) -> Option<Decision> {
        if self.state != State::Decide {
            return None;
        }
        // Bytes after the body belong to a pipelined request, which is dropped with the connection.
        self.close |= !self.buffer.unread().is_empty();
        let signature = &self.head.fields.signature.signature;
        let rejection = match (self.macs).decide(self.keyring, signature, clock, &mut self.id) {
            Verdict::Forged => Rejection::Forged,
            Verdict::Authentic { secret, timestamp } => match guard.admit(&self.id) {
                Admission::New => {
                    self.state = State::Reply;
                    return Some(Decision::Deliver { secret, timestamp });
                }
                Admission::InProgress => Rejection::InProgress,
                Admission::Replayed => return Some(self.replayed()),
            },
            _ if guard.has_accepted(&self.id) => return Some(self.replayed()),
            Verdict::Stale { age, .. } => Rejection::Stale { age },
            Verdict::Future { ahead, .. } => Rejection::Future { ahead },
        };
        self.send_rejection(rejection);
        Some(Decision::Rejected(rejection))
    }

    fn replayed(&mut self) -> Decision {
        self.respond(Outcome::Replayed);
        Decision::Replayed
    }

    /// Returns the body, if it was collected, once the decision is to deliver it.
    pub fn body(&self) -> Option<&[u8]> {
        if self.state != State::Reply && !matches!(self.outcome, Outcome::Replied(_)) {
            return None;
        }
        self.body.as_ref()?.get(..self.body_length as usize)
    }

    /// Responds to the notification that was delivered to the application. Returns `false` if there
    /// is none.
    ///
    /// The `guard` must be the one passed to [`decide`](Self::decide). Before dropping the receiver
    /// without a reply, call [`abandon`](Self::abandon); otherwise the notification stays in
    /// progress.
    #[must_use = "false: no notification waits for a reply"]
    pub fn reply(&mut self, reply: Reply, guard: &mut impl ReplayStore) -> bool {
        if self.state != State::Reply {
            return false;
        }
        guard.settle(&self.id, reply.is_acceptance());
        self.respond(Outcome::Replied(reply));
        true
    }

    /// Gives up a delivered notification without a reply, so that the `guard` admits it again. Call
    /// it before dropping a receiver whose application was interrupted. At any other time it does
    /// nothing.
    pub fn abandon(&mut self, guard: &mut impl ReplayStore) {
        if self.state == State::Reply {
            guard.settle(&self.id, false);
            self.end(Outcome::Cut);
        }
    }

    /// Rejects the request for a reason of the transport: [`Rejection::Timeout`] if it takes too
    /// long, [`Rejection::Overloaded`] if there is no capacity for it. Returns `false` if it is too
    /// late, because the response has begun or the application has the notification. A timeout
    /// before the first byte of a request closes the connection without a response.
    #[must_use = "false: it is too late to reject the request"]
    pub fn reject(&mut self, rejection: Rejection) -> bool {
        match self.state {
            State::Head if rejection == Rejection::Timeout && self.head.is_untouched() => {
                self.end(Outcome::Unused);
            }
            // A partly sent `100 Continue` cannot be followed by the response.
            State::Continue if self.offset > 0 => self.end(Outcome::Rejected(rejection)),
            State::Reply | State::Respond | State::Done => return false,
            _ => self.send_rejection(rejection),
        }
        true
    }

    /// Closes the connection after this request, which the response announces (RFC 9112 section
    /// 9.6). Does nothing once the response has begun.
    pub fn close(&mut self) {
        self.close |= match self.state {
            State::Respond => self.offset == 0 && self.buffer.unread().is_empty(),
            state => state != State::Done,
        };
    }

    /// Returns the outcome of the request.
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }
}
