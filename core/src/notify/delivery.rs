//! Identity of a notification. The API sends no delivery id ([B25](crate::behaviour#b25)), so the
//! signatures identify it.

use super::mac::Tag;
use crate::shown::shown;

/// The first 128 bits of a signature.
///
/// `Debug` does not show it: for a forged notification, it is half of the valid signature.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
// Not an array: comparing arrays would link `memcmp`, which is larger than four comparisons.
pub struct Fingerprint(u32, u32, u32, u32);

impl Fingerprint {
    pub(super) const NONE: Self = Self(0, 0, 0, 0);
}

shown!([] Fingerprint, |_| "Fingerprint(***)");

/// Identity of a notification: the fingerprints of its signatures under every secret of the
/// keyring, not only under the one that it was signed with. So it stays the same if a signature is
/// removed from the field or a secret is retired.
#[derive(Clone, Copy)]
pub struct DeliveryId<const N: usize> {
    fingerprints: [Fingerprint; N],
    count: usize,
    /// Indexes of the two fingerprints that a guard keeps. With up to two secrets, these are all.
    kept: [u16; 2],
}

impl<const N: usize> DeliveryId<N> {
    pub(super) const NONE: Self = Self {
        fingerprints: [Fingerprint::NONE; N],
        count: 0,
        kept: [0; 2],
    };

    /// Sets the fingerprints. `first` and `last` are the indexes of the first and last secret whose
    /// signature the notification has.
    pub(super) fn set(&mut self, tags: &[Tag], first: u32, last: u32) {
        self.count = tags.len();
        // The signatures that the notification has can be sent again, so they are kept first. If
        // there is only one, keep also that of the newest secret, which is retired last, or of the
        // one before.
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

    /// Returns one fingerprint for each secret, in the order of the keyring. Two notifications are
    /// the same if one of these is among the [kept](Self::kept) ones of the other.
    pub fn fingerprints(&self) -> &[Fingerprint] {
        self.fingerprints.get(..self.count).unwrap_or_default()
    }

    /// Returns the two fingerprints to store. They identify the notification while the keyring has
    /// one of their secrets: see [`ReplayGuard`](super::ReplayGuard).
    pub fn kept(&self) -> [Fingerprint; 2] {
        self.kept.map(|place| {
            let kept = self.fingerprints.get(usize::from(place));
            kept.copied().unwrap_or(Fingerprint::NONE)
        })
    }
}

/// Equal for the same message under the same secrets, whichever secret signed it.
impl<const N: usize> PartialEq for DeliveryId<N> {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprints() == other.fingerprints()
    }
}

impl<const N: usize> Eq for DeliveryId<N> {}

shown!([const N: usize] DeliveryId<N>, |_| "DeliveryId(***)");
