//! What the event loop knows of a connection.

use std::cell::Cell;
use std::time::{Duration, Instant};

use gigapay_webhooks::notify::Reply;

/// No connection has to make room for others before.
const UNTOUCHED: Duration = Duration::from_millis(500);

/// How often a connection may read, 4 KiB at a time, before the others have their turn: a sender
/// that is as fast as this thread would otherwise hold it up for a whole body.
const READS: u32 = 4;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a connection is doing, as the event loop sees it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// It has sent nothing of a request.
    Idle,
    /// It has sent a part of a request.
    Request,
    /// The handler has its notification.
    Handler,
    /// A response is under way, or has just left.
    Response,
    /// Its report waits for the observer.
    Report,
}

/// What the event loop and a connection's future share.
pub(super) struct State {
    phase: Cell<Phase>,
    since: Cell<Instant>,
    deadline: Cell<Option<Instant>>,
    /// It ends as if its time were up.
    is_evicted: Cell<bool>,
    /// How often it may still read before the others have their turn.
    reads: Cell<u32>,
    /// It may have more to read, and waits for its next turn.
    is_yielding: Cell<bool>,
    /// What the handler said.
    pub(super) reply: Cell<Option<Reply>>,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            phase: Cell::new(Phase::Idle),
            since: Cell::new(Instant::now()),
            deadline: Cell::new(None),
            is_evicted: Cell::new(false),
            reads: Cell::new(0),
            is_yielding: Cell::new(false),
            reply: Cell::new(None),
        }
    }

    /// Begins a phase that may take so long: a day at most. Returns the deadline.
    pub(super) fn enter(&self, phase: Phase, time: Option<Duration>) -> Option<Instant> {
        let now = Instant::now();
        let deadline = time.map(|time| now.checked_add(time.min(DAY)).unwrap_or(now));
        self.phase.set(phase);
        self.since.set(now);
        self.deadline.set(deadline);
        deadline
    }

    /// Whether the time of the phase is up.
    pub(super) fn is_late(&self) -> bool {
        let deadline = self.deadline.get();
        self.is_evicted() || deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline.get()
    }

    /// Ends the connection as if its time were up.
    pub(super) fn evict(&self) {
        self.is_evicted.set(true);
    }

    pub(super) fn is_evicted(&self) -> bool {
        self.is_evicted.get()
    }

    /// Its turn begins.
    pub(super) fn begin_turn(&self) {
        self.reads.set(READS);
        self.is_yielding.set(false);
    }

    /// Whether it may read once more in this turn. If not, it gets another.
    pub(super) fn may_read(&self) -> bool {
        let left = self.reads.get().checked_sub(1);
        self.reads.set(left.unwrap_or_default());
        self.is_yielding.set(left.is_none());
        left.is_some()
    }

    pub(super) fn is_yielding(&self) -> bool {
        self.is_yielding.get()
    }

    pub(super) fn is_reporting(&self) -> bool {
        self.phase.get() == Phase::Report
    }

    pub(super) fn is_idle(&self) -> bool {
        self.phase.get() == Phase::Idle
    }

    /// When the connection may be closed to make room, and the share of its time it has used by
    /// `now`. `None` if it is working: on a complete request, or on a response.
    pub(super) fn ripe(&self, now: Instant) -> Option<(Instant, f64)> {
        if !matches!(self.phase.get(), Phase::Idle | Phase::Request) || self.is_evicted() {
            return None;
        }
        let since = self.since.get();
        let time = self.deadline.get()?.saturating_duration_since(since);
        let used = now.saturating_duration_since(since);
        let share = used.as_secs_f64() / time.as_secs_f64().max(f64::MIN_POSITIVE);
        Some((since + UNTOUCHED, share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_is_evicted_is_late_and_is_not_chosen_again() {
        let state = State::new();
        let _ = state.enter(Phase::Request, Some(DAY));
        assert!(!state.is_late());
        assert!(state.ripe(Instant::now()).is_some());
        state.evict();
        assert!(state.is_late());
        assert!(state.ripe(Instant::now()).is_none());
    }

    #[test]
    fn a_turn_has_its_reads_and_asks_for_another() {
        let state = State::new();
        for _ in 0..2 {
            state.begin_turn();
            assert!((0..READS).all(|_| state.may_read()));
            assert!(!state.is_yielding());
            assert!(!state.may_read());
            assert!(state.is_yielding());
        }
    }

    #[test]
    fn a_connection_at_work_makes_no_room() {
        let state = State::new();
        for phase in [Phase::Handler, Phase::Response, Phase::Report] {
            let _ = state.enter(phase, Some(DAY));
            assert!(state.ripe(Instant::now()).is_none());
        }
    }
}
