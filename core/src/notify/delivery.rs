//! What a notification is known by. There is no delivery id ([B25](crate::behaviour#b25)), so the
//! signature has to be it.

use core::fmt;

use super::mac::Tags;

/// The first words of a signature: two are the same, by chance, once in 2^128.
///
/// `Debug` does not show them: of a notification that is not authentic, they are half of what would
/// make it so.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u32; 4]);

impl Fingerprint {
    pub(super) const NONE: Self = Self([0; 4]);

    /// Compared word by word: a function that compares memory is larger than all of this.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a == b)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint(***)")
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Fingerprint {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Fingerprint(***)");
    }
}

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
        for (print, tag) in self.fingerprints.iter_mut().zip(tags.all()) {
            for (word, kept) in print.0.iter_mut().zip(tag) {
                *word = *kept;
            }
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
