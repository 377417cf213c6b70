//! Accepting connections, and evicting others to make room for them.

use std::io::{self, ErrorKind};
use std::rc::Rc;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Interest, Token};

use super::{Entry, EventLoop};
use crate::listen::connection::Connection;
use crate::listen::serve::{Peer, serve};
use crate::listen::state::State;

/// How long to wait where the system has no room: some connections will end.
const PAUSE: Duration = Duration::from_millis(50);
/// How long not to report it again.
const QUIET: Duration = Duration::from_secs(1);

impl EventLoop {
    /// Accepts as many as there is room for.
    pub(super) fn accept(&mut self) {
        let now = Instant::now();
        if self.accept_at.is_some_and(|at| at > now) {
            return;
        }
        self.accept_at = None;
        self.evict_at = None;
        self.local.is_awaited.set(false);
        while self.accept_at.is_none()
            && let Some(socket) = self.next()
        {
            let max = self.local.shared.rules.max_connections;
            if self.connections.len() >= max && !self.make_room(now) {
                self.waiting = Some(socket);
                self.local.is_awaited.set(true);
                return;
            }
            self.admit(socket);
        }
    }

    /// The next connection that was opened.
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
        // No connection is ended before the pause is over, so the event loop need not wake for one.
        self.evict_at = None;
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
            self.waiting = Some(socket);
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
        while let Some(number) = self.choose(now) {
            if let Some(entry) = self.connections.get(number) {
                entry.state.evict();
            }
            self.advance(number);
            // Otherwise its report waits for the observer, or its request was complete after all.
            if !self.connections.contains(number) {
                return true;
            }
        }
        false
    }

    /// Chooses the connection that makes room. If none may yet, notes when to look again.
    fn choose(&mut self, now: Instant) -> Option<usize> {
        let mut chosen: Option<(usize, f64)> = None;
        let mut earliest: Option<Instant> = None;
        let is_stalled = self.local.is_stalled.get();
        for (number, entry) in &self.connections {
            // A request leaves a report, and would keep its place until that can be handed on.
            if is_stalled && !entry.state.is_idle() {
                continue;
            }
            let Some((ripe, share)) = entry.state.ripe(now) else {
                continue;
            };
            if ripe > now {
                earliest = Some(earliest.map_or(ripe, |it| it.min(ripe)));
            } else if chosen.is_none_or(|(_, most)| share > most) {
                chosen = Some((number, share));
            }
        }
        if chosen.is_none() {
            self.evict_at = earliest;
        }
        chosen.map(|(number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::sync::Arc;

    use gigapay_webhooks::notify::Reply;
    use mio::net::TcpListener;

    use super::*;
    use crate::listen::event_loop::WAKER;
    use crate::listen::job::Callbacks;
    use crate::listen::shared::{Rules, Shared, keyring};
    use crate::listen::workers::Workers;

    fn event_loop() -> EventLoop {
        let rules = Rules {
            path: "/".into(),
            max_body: u32::MAX,
            max_connections: 2,
            first_byte_time: QUIET,
            request_time: QUIET,
            idle_time: QUIET,
            max_age: 0,
            max_ahead: 0,
        };
        let shared = Shared::new(rules, keyring::<&str>(&[]).unwrap());
        let poll = mio::Poll::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let waker = mio::Waker::new(poll.registry(), WAKER).unwrap();
        let callbacks = Callbacks {
            handler: Box::new(|_| Reply::Failed),
            observer: None,
            accept_observer: None,
        };
        let workers = Workers::start(callbacks, 1, waker.into()).unwrap();
        EventLoop::new(poll, listener, Arc::new(shared), workers)
    }

    /// A time that has passed would keep the event loop from sleeping until the pause is over.
    #[test]
    fn nothing_is_due_in_a_pause_before_its_end() {
        let mut it = event_loop();
        it.evict_at = Some(Instant::now());
        it.pause(ErrorKind::Other.into());
        assert!(it.accept_at.is_some());
        assert_eq!(it.evict_at, None);
    }

    #[test]
    fn a_connection_that_cannot_be_registered_waits() {
        let mut it = event_loop();
        let address = it.listener.as_ref().unwrap().local_addr().unwrap();
        let socket = std::net::TcpStream::connect(address).unwrap();
        let mut socket = TcpStream::from_std(socket);
        // What is registered already cannot be registered again.
        let registry = it.poll.registry();
        let registered = registry.register(&mut socket, Token(0), Interest::READABLE);
        registered.unwrap();
        it.waiting = Some(socket);
        it.accept();
        assert!(it.waiting.is_some());
        assert!(it.accept_at.is_some());
        assert!(it.connections.is_empty());
    }

    #[test]
    fn a_connection_that_was_reset_before_it_is_admitted_takes_no_place() {
        let mut it = event_loop();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut socket = std::net::TcpStream::connect(address).unwrap();
        let (peer, _) = listener.accept().unwrap();
        // An end that has not read all resets the connection.
        socket.write_all(b"x").unwrap();
        drop(peer);
        let reset = socket.read(&mut [0]).map_err(|error| error.kind());
        assert_eq!(reset, Err(ErrorKind::ConnectionReset));
        it.waiting = Some(TcpStream::from_std(socket));
        it.accept();
        assert!(it.waiting.is_none());
        assert!(it.accept_at.is_none());
        assert!(it.connections.is_empty());
    }

    #[test]
    fn a_body_that_is_there_already_is_read_in_several_turns() {
        let mut it = event_loop();
        let address = it.listener.as_ref().unwrap().local_addr().unwrap();
        let mut peer = std::net::TcpStream::connect(address).unwrap();
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n";
        peer.write_all(head.as_bytes()).unwrap();
        peer.write_all(&[b' '; 40 * 1024]).unwrap();
        it.may_accept = true;
        it.accept();
        let mut turns = 0;
        while it.local.is_yielded.get() {
            assert_eq!(it.timeout(None), Some(Duration::ZERO));
            it.local.is_yielded.set(false);
            it.advance_all(State::is_yielding);
            turns += 1;
        }
        // 16 KiB each.
        assert_eq!(turns, 2);
        assert_eq!(it.connections.len(), 1);
    }
}
