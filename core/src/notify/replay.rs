//! What was accepted already. There is no delivery id ([B25](crate::behaviour#b25)), so the
//! signature has to be it.

use core::fmt;

use super::mac::Tags;

/// The first words of a signature: two are the same, by chance, once in 2^128.
type Print = [u32; 4];

/// What a notification is known by: the beginnings of its signatures under each secret. Under all
/// of them, not only the one that fitted, so that neither leaving one out of the field nor
/// retiring a secret makes it another.
#[derive(Clone, Copy)]
pub struct DeliveryId<const N: usize> {
    prints: [Print; N],
    count: usize,
    /// The places of the two that a guard keeps: with up to two secrets, all there are.
    kept: [u16; 2],
}

impl<const N: usize> DeliveryId<N> {
    pub(super) const NONE: Self = Self {
        prints: [[0; 4]; N],
        count: 0,
        kept: [0; 2],
    };

    /// `first` and `last` are the places of those that the notification came with.
    pub(super) fn set(&mut self, tags: &Tags<N>, first: u32, last: u32) {
        self.count = tags.all().len();
        // Those it came with can come again, so they go first. If it is one, then that under the
        // newest secret, which will be there for longest, or else under the one before.
        let newest = (self.count as u32).wrapping_sub(1);
        let other = match first {
            _ if last != first => last,
            _ if newest != first => newest,
            _ => first.saturating_sub(1),
        };
        self.kept = [first as u16, other as u16];
        for (print, tag) in self.prints.iter_mut().zip(tags.all()) {
            for (word, kept) in print.iter_mut().zip(tag) {
                *word = *kept;
            }
        }
    }

    fn prints(&self) -> &[Print] {
        self.prints.get(..self.count).unwrap_or_default()
    }
}

/// The same message under the same secrets, whichever of them it was signed with.
impl<const N: usize> PartialEq for DeliveryId<N> {
    fn eq(&self, other: &Self) -> bool {
        self.prints() == other.prints()
    }
}

impl<const N: usize> Eq for DeliveryId<N> {}

impl<const N: usize> fmt::Debug for DeliveryId<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeliveryId(***)")
    }
}

#[cfg(feature = "defmt")]
impl<const N: usize> defmt::Format for DeliveryId<N> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "DeliveryId(***)");
    }
}

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
    kept: [Print; 2],
    /// Larger than those of all that came before; 0 for none.
    order: u32,
    accepted: bool,
}

impl Entry {
    const NONE: Self = Self {
        kept: [[0; 4]; 2],
        order: 0,
        accepted: false,
    };

    #[inline(never)]
    fn is_in(&self, prints: &[Print]) -> bool {
        // Compared word by word: a function that compares memory is larger than all of this.
        let same = |(a, b): (&Print, &Print)| a.iter().zip(b).all(|(a, b)| a == b);
        let is_kept = |print| self.kept.iter().any(|kept| same((kept, print)));
        self.order > 0 && prints.iter().any(is_kept)
    }
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
/// ```
/// use gigapay_webhooks::notify::{
///     Admission, Keyring, ReplayGuard, Signature, TimeCheck, Verifier, sign,
/// };
///
/// let mut keyring: Keyring = Keyring::new();
/// keyring.push(b"c1329a085d65f7757838df5920fdcc9a")?;
/// let field = sign(b"c1329a085d65f7757838df5920fdcc9a", 1700000000, &[b"{}"])?;
/// let signature = Signature::parse(field.as_bytes())?;
/// let mut verifier = Verifier::new(&keyring, &signature);
/// verifier.update(b"{}");
/// let (verdict, id) = verifier.finish_with_id(TimeCheck::Skip);
/// # let _ = verdict;
///
/// let mut guard: ReplayGuard<16> = ReplayGuard::new();
/// assert_eq!(guard.admit(&id), Admission::New);
/// assert_eq!(guard.admit(&id), Admission::InProgress);
/// guard.settle(&id, true);
/// assert_eq!(guard.admit(&id), Admission::Replayed);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
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

    /// Asks about a notification that was found authentic, and no other. One that is new is in
    /// progress until it is settled, or `N` others came after it.
    pub fn admit<const K: usize>(&mut self, id: &DeliveryId<K>) -> Admission {
        match self.find(id) {
            Some(entry) if entry.accepted => Admission::Replayed,
            Some(_) => Admission::InProgress,
            None => {
                self.remember(id, false);
                Admission::New
            }
        }
    }

    /// Whether a notification was accepted, without taking note of anything.
    pub fn has_accepted<const K: usize>(&self, id: &DeliveryId<K>) -> bool {
        let is_it = |entry: &Entry| entry.accepted && entry.is_in(id.prints());
        self.entries.iter().any(is_it)
    }

    /// What became of a notification in progress: the application has accepted it, or it is
    /// forgotten and welcome again. Call it also when the application never came to an end.
    pub fn settle<const K: usize>(&mut self, id: &DeliveryId<K>, accepted: bool) {
        match self.find(id) {
            Some(entry) if accepted => entry.accepted = true,
            Some(entry) if !entry.accepted => entry.order = 0,
            None if accepted => self.remember(id, true),
            _ => {}
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
        let is_it = |entry: &&mut Entry| entry.is_in(id.prints());
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
            for (kept, place) in entry.kept.iter_mut().zip(id.kept) {
                *kept = id
                    .prints
                    .get(usize::from(place))
                    .copied()
                    .unwrap_or_default();
            }
        }
    }
}

impl<const N: usize> Default for ReplayGuard<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for ReplayGuard<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplayGuard({} of {N})", self.len())
    }
}

#[cfg(feature = "defmt")]
impl<const N: usize> defmt::Format for ReplayGuard<N> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "ReplayGuard({} of {})", self.len(), N);
    }
}
