//! What was accepted already.

use super::delivery::{DeliveryId, Fingerprint};
use crate::shown::shown;

/// Whether a notification is to be handed to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "what is not new is not to be handed to the application"]
pub enum Admission {
    /// It is new, and in progress from now on: [`ReplayGuard::settle`] it.
    New,
    /// The application has accepted it before: respond with 200 once more.
    Replayed,
    /// The application has it right now: respond with 503, so that it is delivered again.
    InProgress,
}

#[derive(Clone, Copy)]
struct Entry {
    kept: [Fingerprint; 2],
    /// Larger than those of all that came before; 0 for none.
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

/// Remembers which notifications were accepted or are in progress. [`ReplayGuard`] does so without
/// a heap; a host may bring one that is indexed, larger, or outlives a restart.
///
/// It is asked only about notifications that were signed with one of the secrets.
pub trait ReplayStore {
    /// Asks about a notification that was found authentic, and no other. One that is new is in
    /// progress until it is settled, or forgotten.
    fn admit<const K: usize>(&mut self, id: &DeliveryId<K>) -> Admission;

    /// Whether a notification was accepted, without taking note of anything.
    fn has_accepted<const K: usize>(&self, id: &DeliveryId<K>) -> bool;

    /// What became of a notification in progress: the application has accepted it, or it is
    /// forgotten and welcome again. Call it also when the application never came to an end.
    fn settle<const K: usize>(&mut self, id: &DeliveryId<K>, accepted: bool);
}

/// Remembers the last `N` notifications that were accepted or are in progress, so that none is
/// handed to the application twice: neither one sent again because our 200 was lost, nor one
/// replayed by an eavesdropper.
///
/// It takes `40 * N` bytes and a word. The buffer is counted in notifications: one that comes again
/// after `N` others is taken for new, unless [`TimeCheck`](super::TimeCheck) finds it stale. So
/// give it as many as may be accepted within `max_age` seconds. Sent again with a new timestamp,
/// which the API may or may not do ([B25](crate::behaviour#b25)), a notification has a new
/// signature and is new to the guard: the application must not mind meeting the same object twice.
/// `ReplayGuard<0>` remembers nothing.
///
/// Of each it keeps two signatures, so that it is known again while the keyring holds one of their
/// secrets: those it came with, or that and the one under the secret pushed last. What came with
/// it and was signed with no secret of the keyring is not kept, since anyone may have put it
/// there, to have another notification taken for this one. So push a new secret before the webhook
/// gets it: of a notification that was already signed with both by then, only the old one's
/// signature is known.
///
/// Receivers that run at the same time must share one.
///
/// [`Verifier`](super::Verifier) shows how one is asked.
pub struct ReplayGuard<const N: usize> {
    entries: [Entry; N],
    /// How many there have been.
    count: u32,
}

impl<const N: usize> ReplayGuard<N> {
    /// Remembers nothing yet.
    pub const fn new() -> Self {
        Self {
            entries: [Entry::NONE; N],
            count: 0,
        }
    }

    /// How many are remembered, `N` at most.
    pub fn len(&self) -> usize {
        self.entries.iter().filter(|entry| entry.order > 0).count()
    }

    /// Whether none is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn find<const K: usize>(&mut self, id: &DeliveryId<K>) -> Option<&mut Entry> {
        let is_it = |entry: &&mut Entry| entry.is_in(id.fingerprints());
        self.entries.iter_mut().find(is_it)
    }

    /// In the place of the oldest, if there is any at all.
    fn remember<const K: usize>(&mut self, id: &DeliveryId<K>, accepted: bool) {
        // In 136 years of one a second, the guard begins to forget the wrong ones.
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
