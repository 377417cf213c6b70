//! What the verdict, the application and the transport lead to.

use super::{Receiver, State};
use crate::notify::receiver::{Decision, Outcome, Rejection, Reply};
use crate::notify::{Admission, ReplayStore, TimeCheck, Verdict};

impl<const N: usize> Receiver<'_, N> {
    /// Decides on the notification, after
    /// [`ReceiverEvent::Decide`](crate::notify::ReceiverEvent::Decide); `None` at any other time.
    /// If it is to be delivered, it is in progress with the `guard` until [`reply`](Self::reply).
    ///
    /// What was accepted before is [`Decision::Replayed`] even if it is stale by now: the peer
    /// only asks again because our response was lost.
    pub fn decide(&mut self, clock: TimeCheck, guard: &mut impl ReplayStore) -> Option<Decision> {
        if self.state != State::Decide {
            return None;
        }
        // What has come behind the body is a request that waits for no response to this one.
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
        self.turn_away(rejection);
        Some(Decision::Rejected(rejection))
    }

    fn replayed(&mut self) -> Decision {
        self.respond(Outcome::Replayed);
        Decision::Replayed
    }

    /// The whole body, once it was checked that it is to be delivered, and if it was collected.
    pub fn body(&self) -> Option<&[u8]> {
        if self.state != State::Reply && !matches!(self.outcome, Outcome::Replied(_)) {
            return None;
        }
        self.body.as_ref()?.get(..self.body_length as usize)
    }

    /// Replies to the notification that was delivered to the application. Returns `false` if there
    /// is none.
    ///
    /// The `guard` must be that of [`decide`](Self::decide). If the receiver is to be dropped
    /// without a reply, call [`abandon`](Self::abandon), or the notification stays in progress.
    #[must_use = "false: no notification waits for a reply"]
    pub fn reply(&mut self, reply: Reply, guard: &mut impl ReplayStore) -> bool {
        if self.state != State::Reply {
            return false;
        }
        guard.settle(&self.id, reply.is_acceptance());
        self.respond(Outcome::Replied(reply));
        true
    }

    /// Lets a notification that was delivered and not replied to come again; does nothing to any
    /// other. For those who drop a receiver whose application was interrupted.
    pub fn abandon(&mut self, guard: &mut impl ReplayStore) {
        if self.state == State::Reply {
            guard.settle(&self.id, false);
            self.end(Outcome::Cut);
        }
    }

    /// Rejects the request from outside: [`Rejection::Timeout`] if it takes too long,
    /// [`Rejection::Overloaded`] if there is no room for it. Returns `false` if it is too late: the
    /// response is on its way, or the application has the notification. Nothing is sent to a peer
    /// that takes too long to begin a request.
    #[must_use = "false: it is too late to reject the request"]
    pub fn reject(&mut self, rejection: Rejection) -> bool {
        match self.state {
            State::Head if rejection == Rejection::Timeout && self.head.is_untouched() => {
                self.end(Outcome::Unused);
            }
            // What was asked for cannot be taken back in the middle of asking.
            State::Continue if self.offset > 0 => self.end(Outcome::Rejected(rejection)),
            State::Reply | State::Respond | State::Done => return false,
            _ => self.turn_away(rejection),
        }
        true
    }

    /// Has the connection closed after this request, for a server that needs the room: the response
    /// says so (RFC 9112 section 9.6). Does nothing once the response is on its way.
    pub fn close(&mut self) {
        self.close |= match self.state {
            State::Respond => self.offset == 0 && self.buffer.unread().is_empty(),
            state => state != State::Done,
        };
    }

    /// What became of the request.
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }
}
