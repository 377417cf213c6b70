//! The connections that there are, how many there may be, and the end of those that only wait.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::shared::lock;

/// The connections of a listener.
pub(super) struct Registry {
    max: usize,
    list: Mutex<List>,
    changed: Condvar,
}

/// What a connection waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// Its first request, which is likely to be on its way.
    First,
    /// Another request.
    Another,
    /// None of them: a request is under way, or it was sent away.
    None,
}

#[derive(Default)]
struct List {
    /// By their number, so the oldest first.
    connections: BTreeMap<u64, Entry>,
    last: u64,
    /// A connection waits for a place.
    is_awaited: bool,
    is_stopped: bool,
}

struct Entry {
    /// The same socket as its thread has, to end its waiting. Without one it has to be waited for.
    socket: Option<TcpStream>,
    wait: Wait,
}

impl Registry {
    pub(super) fn new(max: usize) -> Self {
        Self {
            max: max.max(1),
            list: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Takes a connection in, as soon as there is room: one that is idle makes some. `None` when
    /// the listener is stopped.
    pub(super) fn admit(self: &Arc<Self>, socket: &TcpStream) -> Option<Slot> {
        let mut list = lock(&self.list);
        while list.connections.len() >= self.max && !list.is_stopped {
            list.is_awaited = true;
            list.send_away(&[Wait::Another]);
            list = self
                .changed
                .wait(list)
                .unwrap_or_else(PoisonError::into_inner);
        }
        list.is_awaited = false;
        if list.is_stopped {
            return None;
        }
        list.last += 1;
        let number = list.last;
        let entry = Entry {
            socket: socket.try_clone().ok(),
            wait: Wait::First,
        };
        list.connections.insert(number, entry);
        Some(Slot {
            registry: self.clone(),
            number,
        })
    }

    pub(super) fn is_stopped(&self) -> bool {
        lock(&self.list).is_stopped
    }

    /// From now on nobody is admitted, and who only waits is sent away.
    pub(super) fn stop(&self) {
        let mut list = lock(&self.list);
        list.is_stopped = true;
        while list.send_away(&[Wait::First, Wait::Another]) {}
        drop(list);
        self.changed.notify_all();
    }

    /// Waits until there are no connections.
    pub(super) fn wait(&self) {
        let mut list = lock(&self.list);
        while !list.connections.is_empty() {
            list = self
                .changed
                .wait(list)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl List {
    /// Ends the waiting of the oldest connection that waits for one of these. What has arrived of a
    /// request is still read and answered.
    fn send_away(&mut self, waits: &[Wait]) -> bool {
        let is_it = |entry: &&mut Entry| waits.contains(&entry.wait);
        let Some(entry) = self.connections.values_mut().find(is_it) else {
            return false;
        };
        entry.wait = Wait::None;
        if let Some(socket) = &entry.socket {
            let _ = socket.shutdown(Shutdown::Read);
        }
        true
    }
}

/// A connection's place. Dropping it makes room for another.
pub(super) struct Slot {
    registry: Arc<Registry>,
    number: u64,
}

impl Slot {
    /// A request has begun.
    pub(super) fn begin(&self) {
        self.set(&mut lock(&self.registry.list), Wait::None);
    }

    /// Says that the connection waits for another request. `false`: it is to be closed, for the
    /// listener is stopped or somebody else waits for the place.
    pub(super) fn wait(&self) -> bool {
        let mut list = lock(&self.registry.list);
        if list.is_stopped || list.is_awaited {
            return false;
        }
        self.set(&mut list, Wait::Another);
        true
    }

    fn set(&self, list: &mut List, wait: Wait) {
        if let Some(entry) = list.connections.get_mut(&self.number) {
            entry.wait = wait;
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        lock(&self.registry.list).connections.remove(&self.number);
        self.registry.changed.notify_all();
    }
}
