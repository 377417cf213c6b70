//! What the connections share on the thread of the event loop.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Instant;

use super::job::Delivery;
use super::replays::Replays;
use super::shared::Shared;
use super::workers::Workers;

/// So many notifications are remembered, so that none is handed on twice. Less than 1 MB.
const REMEMBERED: usize = 4096;

/// Bytes of the buffer of a request: most heads come in one read, and bodies in few.
pub(super) const BUFFER: usize = 4096;

/// A body up to this size always has room.
const SMALL_BODY: usize = 16 * 1024;
/// What all bodies take together beyond that: at least one has room.
const LARGE_BODIES: usize = 64 * 1024 * 1024;

/// What the connections share on the thread of the event loop.
pub(super) struct Local {
    pub(super) shared: Arc<Shared>,
    pub(super) workers: Arc<Workers>,
    /// Notifications for the handler, until all that happened is looked at.
    pub(super) deliveries: RefCell<Vec<Delivery>>,
    pub(super) guard: RefCell<Replays>,
    /// Takes the first bytes of requests, so that connections that wait for one have no buffer.
    pub(super) scratch: RefCell<Box<[u8; BUFFER]>>,
    /// How many connections there are.
    pub(super) connections: Cell<usize>,
    /// A connection waits for a place.
    pub(super) is_awaited: Cell<bool>,
    /// No deadline is earlier than this.
    pub(super) earliest: Cell<Option<Instant>>,
    /// A connection waits until its report can be handed on.
    pub(super) is_stalled: Cell<bool>,
    /// A connection has more to read than it may in one turn.
    pub(super) is_yielded: Cell<bool>,
    large_bodies: Cell<usize>,
}

impl Local {
    pub(super) fn new(shared: Arc<Shared>, workers: Arc<Workers>) -> Self {
        Self {
            shared,
            workers,
            deliveries: RefCell::default(),
            guard: RefCell::new(Replays::new(REMEMBERED)),
            scratch: RefCell::new(Box::new([0; BUFFER])),
            connections: Cell::new(0),
            is_awaited: Cell::new(false),
            earliest: Cell::new(None),
            is_stalled: Cell::new(false),
            is_yielded: Cell::new(false),
            large_bodies: Cell::new(0),
        }
    }

    /// Whether responses should close their connections: less than a quarter of the places is left,
    /// a connection waits for one, or the listener stops.
    pub(super) fn is_crowded(&self) -> bool {
        let max = self.shared.rules.max_connections;
        let free = max.saturating_sub(self.connections.get());
        free < max / 4 || self.is_awaited.get() || self.shared.is_stopped()
    }

    pub(super) fn note_deadline(&self, deadline: Option<Instant>) {
        let both = [self.earliest.get(), deadline];
        self.earliest.set(both.into_iter().flatten().min());
    }
}

/// The body of a request, in memory that is counted.
pub(super) struct Body<'a> {
    local: &'a Local,
    pub(super) bytes: Vec<u8>,
    counted: usize,
}

impl<'a> Body<'a> {
    pub(super) const fn new(local: &'a Local) -> Self {
        Self {
            local,
            bytes: Vec::new(),
            counted: 0,
        }
    }

    /// Adds a piece. `false` if there is no memory for it.
    pub(super) fn push(&mut self, piece: &[u8]) -> bool {
        let needed = self.bytes.len() + piece.len();
        if needed > self.bytes.capacity() {
            let doubled = self.bytes.capacity() * 2;
            let most = self.local.shared.rules.max_body as usize;
            let capacity = needed.max(doubled.min(most));
            if !self.count(capacity) {
                return false;
            }
            self.bytes.reserve_exact(capacity - self.bytes.len());
        }
        self.bytes.extend_from_slice(piece);
        true
    }

    fn count(&mut self, capacity: usize) -> bool {
        let counted = capacity.saturating_sub(SMALL_BODY);
        let others = self.local.large_bodies.get() - self.counted;
        let has_room = others == 0 || counted == 0 || others + counted <= LARGE_BODIES;
        if has_room {
            self.local.large_bodies.set(others + counted);
            self.counted = counted;
        }
        has_room
    }
}

impl Drop for Body<'_> {
    fn drop(&mut self) {
        let all = self.local.large_bodies.get();
        self.local.large_bodies.set(all - self.counted);
    }
}
