//! What a notification is known by. There is no delivery id ([B25](crate::behaviour#b25)), so the
//! signature has to be it.

use super::mac::Tag;
use crate::shown::shown;

/// The first words of a signature: two are the same, by chance, once in 2^128.
///
/// `Debug` does not show them: of a notification that is not authentic, they are half of what would
/// make it so.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
// Not an array: the function that compares memory is larger than four comparisons.
pub struct Fingerprint(u32, u32, u32, u32);

impl Fingerprint {
    pub(super) const NONE: Self = Self(0, 0, 0, 0);
}

shown!([] Fingerprint, |_| "Fingerprint(***)");

/// What a notification is known by: the beginnings of its signatures under each secret. Under all
/// of them, not only the one that fitted, so that neither leaving one out of the field nor
/// retiring a secret makes it another.
#[derive(Clone, Copy)]
pub struct DeliveryId<const N: usize> {
    fingerprints: [Fingerprint; N],
    count: usize,
    /// The places of the two that a guard keeps: with up to two secrets, all there are.
    kept: [u16; 2],
}

impl<const N: usize> DeliveryId<N> {
    pub(super) const NONE: Self = Self {
        fingerprints: [Fingerprint::NONE; N],
        count: 0,
        kept: [0; 2],
    };

    /// `first` and `last` are the places of those that the notification came with.
    pub(super) fn set(&mut self, tags: &[Tag], first: u32, last: u32) {
        self.count = tags.len();
        // Those it came with can come again, so they go first. If it is one, then that under the
        // newest secret, which will be there for longest, or else under the one before.
        let newest = (self.count as u32).wrapping_sub(1);
        let other = match first {
            _ if last != first => last,
            _ if newest != first => newest,
            _ => first.saturating_sub(1),
        };
        self.kept = [first as u16, other as u16];
        for (print, [a, b, c, d, ..]) in self.fingerprints.iter_mut().zip(tags) {
            *print = Fingerprint(*a, *b, *c, *d);
        }
    }

    /// One under each secret, in their order. Any of them that is kept of another notification says
    /// that the two are the same.
    pub fn fingerprints(&self) -> &[Fingerprint] {
        self.fingerprints.get(..self.count).unwrap_or_default()
    }

    /// The two to keep, so that the notification is known again while the keyring holds one of
    /// their secrets: see [`ReplayGuard`](super::ReplayGuard).
    pub fn kept(&self) -> [Fingerprint; 2] {
        self.kept.map(|place| {
            let kept = self.fingerprints.get(usize::from(place));
            kept.copied().unwrap_or(Fingerprint::NONE)
        })
    }
}

/// The same message under the same secrets, whichever of them it was signed with.
impl<const N: usize> PartialEq for DeliveryId<N> {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprints() == other.fingerprints()
    }
}

impl<const N: usize> Eq for DeliveryId<N> {}

shown!([const N: usize] DeliveryId<N>, |_| "DeliveryId(***)");
