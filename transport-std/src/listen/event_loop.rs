//! The thread that waits for all connections at once.

use std::future::Future;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Token};
use slab::Slab;

use super::connection::{Connection, State};
use super::local::Local;
use super::serve::{Peer, serve};
use super::shared::Shared;
use super::workers::Workers;

pub(super) const LISTENER: Token = Token(usize::MAX);
pub(super) const WAKER: Token = Token(usize::MAX - 1);

/// How many events are taken at a time.
const EVENTS: usize = 64;
/// How long to wait where the system has no room: some connections will end.
const PAUSE: Duration = Duration::from_millis(50);
/// How long not to report it again.
const QUIET: Duration = Duration::from_secs(1);

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
    /// Whether somebody may wait to be accepted.
    may_accept: bool,
    /// When to accept again, after the system had no room.
    accept_at: Option<Instant>,
    /// When to report again that the system has no room.
    quiet_until: Option<Instant>,
    /// Was accepted, and waits for a place.
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
            let mut deliveries = self.local.deliveries.borrow_mut();
            self.local.workers.handle(&mut deliveries);
            drop(deliveries);
            if self.local.shared.is_stopped() {
                self.stop();
            }
            self.accept();
        }
    }

    /// How long nothing needs to be done unless something happens.
    fn timeout(&self, growing: Option<Instant>) -> Option<Duration> {
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
    /// still read and answered.
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

    /// Accepts as many as there is room for.
    fn accept(&mut self) {
        let now = Instant::now();
        if self.accept_at.is_some_and(|at| at > now) {
            return;
        }
        self.accept_at = None;
        self.evict_at = None;
        self.local.is_awaited.set(false);
        while let Some(socket) = self.next() {
            let max = self.local.shared.rules.max_connections;
            if self.connections.len() >= max && !self.make_room(now) {
                self.waiting = Some(socket);
                self.local.is_awaited.set(true);
                return;
            }
            self.admit(socket);
        }
    }

    /// The next connection that somebody opened.
    fn next(&mut self) -> Option<TcpStream> {
        if self.waiting.is_some() {
            return self.waiting.take();
        }
        let mut may_make_room = true;
        while self.may_accept {
            let error = match self.listener.as_ref()?.accept() {
                Ok((socket, _)) => return Some(socket),
                Err(error) => error,
            };
            match error.kind() {
                ErrorKind::WouldBlock => self.may_accept = false,
                // The next one may be well.
                ErrorKind::ConnectionAborted | ErrorKind::Interrupted => {}
                _ if may_make_room && self.make_room(Instant::now()) => {
                    self.report(error);
                    may_make_room = false;
                }
                _ => {
                    self.pause(error);
                    return None;
                }
            }
        }
        None
    }

    /// The system has no room for another connection, nor can any be made.
    fn pause(&mut self, error: io::Error) {
        self.report(error);
        self.local.is_awaited.set(true);
        self.accept_at = Some(Instant::now() + PAUSE);
    }

    fn report(&mut self, error: io::Error) {
        let now = Instant::now();
        if self.quiet_until.is_none_or(|until| until <= now) {
            self.quiet_until = Some(now + QUIET);
            self.local.workers.accept_failed(error);
        }
    }

    fn admit(&mut self, mut socket: TcpStream) {
        // One that is gone already has no address.
        let Ok(address) = socket.peer_addr() else {
            return;
        };
        // Each response is one write, which should not wait for anything.
        let _ = socket.set_nodelay(true);
        let vacant = self.connections.vacant_entry();
        let number = vacant.key();
        let both = Interest::READABLE | Interest::WRITABLE;
        let registry = self.poll.registry();
        if let Err(error) = registry.register(&mut socket, Token(number), both) {
            return self.pause(error);
        }
        let state = Rc::new(State::new());
        let connection = Connection::new(socket, self.local.clone(), state.clone());
        let peer = Peer { number, address };
        let future = Box::pin(serve(self.local.clone(), connection, peer));
        vacant.insert(Entry { state, future });
        self.local.connections.set(self.connections.len());
        // Its time begins.
        self.advance(number);
    }

    /// Ends the connection that has used the largest share of its time without a complete request.
    /// `false` if there is none yet.
    fn make_room(&mut self, now: Instant) -> bool {
        let mut chosen: Option<(usize, f64)> = None;
        let mut earliest: Option<Instant> = None;
        for (number, entry) in &self.connections {
            let Some((ripe, share)) = entry.state.ripe(now) else {
                continue;
            };
            if ripe > now {
                earliest = Some(earliest.map_or(ripe, |it| it.min(ripe)));
            } else if chosen.is_none_or(|(_, most)| share > most) {
                chosen = Some((number, share));
            }
        }
        let Some((number, _)) = chosen else {
            self.evict_at = earliest;
            return false;
        };
        if let Some(entry) = self.connections.get(number) {
            entry.state.evict();
        }
        self.advance(number);
        !self.connections.contains(number)
    }
}

impl Drop for EventLoop {
    fn drop(&mut self) {
        self.local.workers.close();
    }
}
