//! Detects notifications that were accepted before.

use super::delivery::{DeliveryId, Fingerprint};
use crate::shown::shown;

/// Whether to hand a notification to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "hand only new notifications to the application"]
pub enum Admission {
    /// The notification is new, and in progress until [`ReplayGuard::settle`] is called.
    New,
    /// The application accepted it before: respond with 200 again.
    Replayed,
    /// The application is processing it: respond with 503, so that the API sends it again.
    InProgress,
}

#[derive(Clone, Copy)]
struct Entry {
    kept: [Fingerprint; 2],
    /// Sequence number, larger than those of all earlier entries; 0 if the entry is unused.
    order: u32,
    accepted: bool,
}

impl Entry {
    const NONE: Self = Self {
        kept: [Fingerprint::NONE; 2],
        order: 0,
        accepted: false,
    };

    fn is_in(&self, fingerprints: &[Fingerprint]) -> bool {
        self.order > 0 && fingerprints.iter().any(|it| self.kept.contains(it))
    }
}

/// Stores which notifications were accepted or are in progress. [`ReplayGuard`] does so without a
/// heap; a host may implement an indexed, larger or persistent store.
///
/// It is called only for notifications that one of the secrets signed.
pub trait ReplayStore {
    /// Admits a notification whose verdict is authentic. A new notification is in progress until it
    /// is settled or forgotten.
    fn admit<const K: usize>(&mut self, id: &DeliveryId<K>) -> Admission;

    /// Whether a notification was accepted. Stores nothing.
    fn has_accepted<const K: usize>(&self, id: &DeliveryId<K>) -> bool;

    /// Ends the progress of a notification. If the application `accepted` it, it is remembered;
    /// otherwise it is forgotten and may be admitted again. Call it also if the application was
    /// interrupted.
    fn settle<const K: usize>(&mut self, id: &DeliveryId<K>, accepted: bool);
}

/// Remembers the last `N` notifications that were accepted or are in progress, so that none is
/// handed to the application twice. It detects notifications that the API sends again because a 200
/// was lost, and those that an eavesdropper replays.
///
/// It takes `40 * N` bytes and a word. A notification that is repeated after `N` others counts as
/// new, unless [`TimeCheck`](super::TimeCheck) finds it stale, so choose `N` as the number of
/// notifications that may be accepted within `max_age` seconds. If the API sends a notification
/// again with a new timestamp, which it may do ([B25](crate::behaviour#b25)), the signature differs
/// and the notification counts as new, so the application must tolerate the same object twice.
/// `ReplayGuard<0>` remembers nothing.
///
/// It keeps two fingerprints of each notification, and recognises it while the keyring has one of
/// their secrets. They are those of the signatures that it has, or of its only one and of the
/// signature under the secret pushed last. Signatures by unknown secrets are not kept, since anyone
/// could add them to block another notification. So push a new secret before the webhook gets it;
/// otherwise only the old secret's signature of a notification is kept.
///
/// Receivers that run at the same time must share one guard.
///
/// See [`Verifier`](super::Verifier) for an example.
pub struct ReplayGuard<const N: usize> {
    entries: [Entry; N],
    /// Number of notifications remembered so far; the last sequence number.
    count: u32,
}

impl<const N: usize> ReplayGuard<N> {
    /// Makes an empty guard.
    pub const fn new() -> Self {
        Self {
            entries: [Entry::NONE; N],
            count: 0,
        }
    }

    /// Number of notifications that are remembered, at most `N`.
    pub fn len(&self) -> usize {
        self.entries.iter().filter(|entry| entry.order > 0).count()
    }

    /// Whether no notification is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn find<const K: usize>(&mut self, id: &DeliveryId<K>) -> Option<&mut Entry> {
        let is_it = |entry: &&mut Entry| entry.is_in(id.fingerprints());
        self.entries.iter_mut().find(is_it)
    }

    /// Replaces the oldest entry; does nothing if `N` is 0.
    fn remember<const K: usize>(&mut self, id: &DeliveryId<K>, accepted: bool) {
        // The number overflows after 136 years of one notification a second.
        self.count = self.count.wrapping_add(1).max(1);
        let oldest = self.entries.iter_mut().min_by_key(|entry| entry.order);
        if let Some(entry) = oldest {
            entry.order = self.count;
            entry.accepted = accepted;
            entry.kept = id.kept();
        }
    }
}

impl<const N: usize> ReplayStore for ReplayGuard<N> {
    fn admit<const K: usize>(&mut self, id: &DeliveryId<K>) -> Admission {
        match self.find(id) {
            Some(entry) if entry.accepted => Admission::Replayed,
            Some(_) => Admission::InProgress,
            None => {
                self.remember(id, false);
                Admission::New
            }
        }
    }

    fn has_accepted<const K: usize>(&self, id: &DeliveryId<K>) -> bool {
        let is_it = |entry: &Entry| entry.accepted && entry.is_in(id.fingerprints());
        self.entries.iter().any(is_it)
    }

    fn settle<const K: usize>(&mut self, id: &DeliveryId<K>, accepted: bool) {
        match self.find(id) {
            Some(entry) if accepted => entry.accepted = true,
            Some(entry) if !entry.accepted => entry.order = 0,
            None if accepted => self.remember(id, true),
            _ => {}
        }
    }
}

impl<const N: usize> Default for ReplayGuard<N> {
    fn default() -> Self {
        Self::new()
    }
}

shown!([const N: usize] ReplayGuard<N>, |it| "ReplayGuard({} of {})", it.len(), N);
