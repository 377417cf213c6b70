//! The thread that waits for all connections at once.

mod accept;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Token};
use slab::Slab;

use super::local::Local;
use super::shared::Shared;
use super::state::State;
use super::workers::Workers;

pub(super) const LISTENER: Token = Token(usize::MAX);
pub(super) const WAKER: Token = Token(usize::MAX - 1);

/// How many events are taken at a time.
const EVENTS: usize = 64;

/// A connection and what serves it.
struct Entry {
    state: Rc<State>,
    future: Pin<Box<dyn Future<Output = ()>>>,
}

/// The thread that waits for all connections at once.
pub(super) struct EventLoop {
    poll: mio::Poll,
    local: Rc<Local>,
    connections: Slab<Entry>,
    /// `None` once the listener is stopped.
    listener: Option<TcpListener>,
    /// Whether connections may wait to be accepted.
    may_accept: bool,
    /// When to accept again, after the system had no room.
    accept_at: Option<Instant>,
    /// When to report again that the system has no room.
    quiet_until: Option<Instant>,
    /// Was accepted, and waits for a place, or for the system to have room.
    waiting: Option<TcpStream>,
    /// When a connection can make room for `waiting`.
    evict_at: Option<Instant>,
}

impl EventLoop {
    pub(super) fn new(
        poll: mio::Poll,
        listener: TcpListener,
        shared: Arc<Shared>,
        workers: Arc<Workers>,
    ) -> Self {
        Self {
            poll,
            local: Rc::new(Local::new(shared, workers)),
            connections: Slab::new(),
            listener: Some(listener),
            may_accept: false,
            accept_at: None,
            quiet_until: None,
            waiting: None,
            evict_at: None,
        }
    }

    /// Serves until the listener is stopped and all that was under way has ended.
    pub(super) fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS);
        let mut replies = Vec::new();
        while self.listener.is_some() || !self.connections.is_empty() {
            let growing = self.local.workers.relieve();
            // An error leaves no events: deadlines and replies are looked at nevertheless.
            if self.poll.poll(&mut events, self.timeout(growing)).is_err() {
                events.clear();
            }
            // Those that yield from here on go on in the next turn.
            if self.local.is_yielded.take() {
                self.advance_all(State::is_yielding);
            }
            for event in &events {
                match event.token() {
                    LISTENER => self.may_accept = true,
                    WAKER => {}
                    Token(number) => self.advance(number),
                }
            }
            self.local.workers.replies(&mut replies);
            for (number, reply) in replies.drain(..) {
                if let Some(entry) = self.connections.get(number) {
                    entry.state.reply.set(Some(reply));
                }
                self.advance(number);
            }
            if self.local.is_stalled.take() {
                self.advance_all(State::is_reporting);
            }
            self.expire();
            if self.local.shared.is_stopped() {
                self.stop();
            }
            self.accept();
            // Last, since everything before may have received a notification.
            let mut deliveries = self.local.deliveries.borrow_mut();
            self.local.workers.handle(&mut deliveries);
        }
    }

    /// How long nothing needs to be done unless something happens.
    fn timeout(&self, growing: Option<Instant>) -> Option<Duration> {
        if self.local.is_yielded.get() {
            return Some(Duration::ZERO);
        }
        let times = [
            growing,
            self.local.earliest.get(),
            self.accept_at,
            self.evict_at,
        ];
        let next = times.into_iter().flatten().min()?;
        Some(next.saturating_duration_since(Instant::now()))
    }

    /// Lets a connection go as far as it can.
    fn advance(&mut self, number: usize) {
        // One of another connection before it may have ended it.
        let Some(entry) = self.connections.get_mut(number) else {
            return;
        };
        entry.state.begin_turn();
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(()) = entry.future.as_mut().poll(&mut context) {
            self.connections.remove(number);
            self.local.connections.set(self.connections.len());
        }
    }

    /// Lets those go on whose time is up.
    fn expire(&mut self) {
        let now = Instant::now();
        if self.local.earliest.get().is_none_or(|it| it > now) {
            return;
        }
        self.local.earliest.set(None);
        let is_late = |state: &State| state.deadline().is_some_and(|it| it <= now);
        self.advance_all(is_late);
        for (_, entry) in &self.connections {
            self.local.note_deadline(entry.state.deadline());
        }
    }

    fn advance_all(&mut self, is_it: impl Fn(&State) -> bool) {
        let selected = self
            .connections
            .iter()
            .filter(|(_, entry)| is_it(&entry.state));
        let numbers: Vec<_> = selected.map(|(number, _)| number).collect();
        numbers.into_iter().for_each(|number| self.advance(number));
    }

    /// Accepts no more, and ends those that wait for a request. What has arrived of a request is
    /// still read, and responded to.
    fn stop(&mut self) {
        if self.listener.take().is_none() {
            return;
        }
        self.waiting = None;
        self.accept_at = None;
        self.evict_at = None;
        for (_, entry) in self
            .connections
            .iter()
            .filter(|(_, entry)| entry.state.is_idle())
        {
            entry.state.evict();
        }
        self.advance_all(State::is_evicted);
    }
}

impl Drop for EventLoop {
    fn drop(&mut self) {
        self.local.workers.close();
    }
}
