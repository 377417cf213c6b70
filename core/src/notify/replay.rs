//! What was accepted already. There is no delivery id (B25), so the signature has to be it.

use core::fmt;

use super::mac::Tags;

/// Bytes of a signature that are kept: two differ in them, by chance, once in 2^128.
const PRINT: usize = 16;
type Print = [u8; PRINT];

/// What a notification is known by: the beginnings of its signatures under each secret. Under all
/// of them, not only the one that fitted, so that neither leaving one out of the field nor
/// retiring a secret makes it another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeliveryId<const N: usize> {
    prints: [Print; N],
    count: usize,
}

impl<const N: usize> DeliveryId<N> {
    pub(super) fn new(tags: &Tags<N>) -> Self {
        let mut id = Self {
            prints: [[0; PRINT]; N],
            count: tags.all().len(),
        };
        for (print, tag) in id.prints.iter_mut().zip(tags.all()) {
            for (byte, kept) in print.iter_mut().zip(tag) {
                *byte = *kept;
            }
        }
        id
    }

    fn prints(&self) -> &[Print] {
        self.prints.get(..self.count).unwrap_or_default()
    }

    /// The one under the newest secret, which will be there for longest.
    fn newest(&self) -> Print {
        self.prints().last().copied().unwrap_or_default()
    }
}

impl<const N: usize> fmt::Debug for DeliveryId<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeliveryId(***)")
    }
}

/// Whether a notification is to be handed to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "what is not new is not to be handed to the application"]
pub enum Admission {
    /// It is new, and in progress from now on: [`ReplayGuard::settle`] it.
    New,
    /// The application has accepted it before: answer 200 once more.
    Replayed,
    /// The application has it right now: answer 503, so that it comes again.
    InProgress,
}

#[derive(Clone, Copy)]
struct Entry {
    print: Print,
    accepted: bool,
}

/// Remembers the last `N` notifications that were accepted or are in progress, so that none is
/// handed to the application twice: neither one sent again because our 200 was lost, nor one
/// played back by somebody who listened.
///
/// It takes `17 * N` bytes and a word. The window is counted in notifications: one that comes
/// again after `N` others is taken for new, unless [`Clock`](super::Clock) finds it stale. So give
/// it as many as may be accepted within `max_age` seconds. Sent again with a new timestamp, which
/// the API may or may not do (B25), a notification has a new signature and is new to the guard:
/// the application must not mind meeting the same object twice. `ReplayGuard<0>` remembers
/// nothing.
///
/// Receivers that run at the same time must share one.
///
/// ```
/// use gigapay_webhooks::notify::{Admission, Clock, Keyring, ReplayGuard, Signature, Verifier, sign};
///
/// let mut keyring: Keyring = Keyring::new();
/// keyring.push(b"c1329a085d65f7757838df5920fdcc9a")?;
/// let field = sign(b"c1329a085d65f7757838df5920fdcc9a", 1700000000, &[b"{}"])?;
/// let signature = Signature::parse(field.as_bytes())?;
/// let mut verifier = Verifier::new(&keyring, &signature);
/// verifier.update(b"{}");
/// let (verdict, id) = verifier.finish_with_id(Clock::None);
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
    /// The oldest first.
    entries: heapless::Vec<Entry, N>,
}

impl<const N: usize> ReplayGuard<N> {
    /// Remembers nothing yet.
    pub const fn new() -> Self {
        Self {
            entries: heapless::Vec::new(),
        }
    }

    /// Asks about a notification that was found authentic, and no other. One that is new is in
    /// progress until it is settled, or `N` others came after it.
    pub fn admit<const K: usize>(&mut self, id: &DeliveryId<K>) -> Admission {
        match self.find(id.prints()) {
            Some(Entry { accepted: true, .. }) => Admission::Replayed,
            Some(_) => Admission::InProgress,
            None => {
                self.remember(id.newest(), false);
                Admission::New
            }
        }
    }

    /// Whether a notification was accepted, without taking note of anything.
    pub fn has_accepted<const K: usize>(&self, id: &DeliveryId<K>) -> bool {
        self.find(id.prints()).is_some_and(|entry| entry.accepted)
    }

    /// What became of a notification in progress: the application has accepted it, or it is
    /// forgotten and welcome again. Call it also when the application never came to an end.
    pub fn settle<const K: usize>(&mut self, id: &DeliveryId<K>, accepted: bool) {
        let is_it = |entry: &Entry| id.prints().contains(&entry.print);
        if accepted {
            match self.entries.iter_mut().find(|entry| is_it(entry)) {
                Some(entry) => entry.accepted = true,
                None => self.remember(id.newest(), true),
            }
        } else {
            self.entries.retain(|entry| entry.accepted || !is_it(entry));
        }
    }

    fn find(&self, prints: &[Print]) -> Option<Entry> {
        let is_it = |entry: &&Entry| prints.contains(&entry.print);
        self.entries.iter().find(is_it).copied()
    }

    fn remember(&mut self, print: Print, accepted: bool) {
        if self.entries.is_full() {
            let mut at = 0;
            // All but the oldest.
            self.entries.retain(|_| {
                at += 1;
                at > 1
            });
        }
        // With room for none at all, nothing is remembered.
        let _ = self.entries.push(Entry { print, accepted });
    }
}

impl<const N: usize> Default for ReplayGuard<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for ReplayGuard<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplayGuard({} of {N})", self.entries.len())
    }
}
