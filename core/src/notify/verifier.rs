//! Verifies that a notification is authentic and recent.

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use super::mac::Macs;
use super::{DeliveryId, Keyring, Signature};
use crate::shown::shown;

/// The present time, and the largest age of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum TimeCheck {
    /// The time is known.
    Unix {
        /// Unix time in seconds.
        now: u64,
        /// Largest age in seconds; older notifications are stale. The API tries up to ten times
        /// over several hours, possibly with the same timestamp ([B25](crate::behaviour#b25)): a
        /// limit of less rejects notifications whose first delivery failed.
        max_age: u32,
        /// Largest clock difference in seconds: a notification signed later than `now` by more than
        /// this is from the future.
        max_ahead: u32,
    },
    /// The time is unknown: notifications of any age are accepted, and only a
    /// [`ReplayGuard`](super::ReplayGuard) detects replays.
    Skip,
}

impl TimeCheck {
    /// Allows five minutes before and after `now` (Unix time in seconds), as other verifiers of
    /// this scheme do.
    pub const fn unix(now: u64) -> Self {
        Self::Unix {
            now,
            max_age: 300,
            max_ahead: 300,
        }
    }

    /// Returns the verdict on a notification signed with `secret` at `timestamp`.
    fn verdict(self, secret: usize, timestamp: u64) -> Verdict {
        if let Self::Unix {
            now,
            max_age,
            max_ahead,
        } = self
        {
            let (age, ahead) = (now.saturating_sub(timestamp), timestamp.saturating_sub(now));
            if age > max_age.into() {
                return Verdict::Stale {
                    secret,
                    timestamp,
                    age,
                };
            }
            if ahead > max_ahead.into() {
                return Verdict::Future {
                    secret,
                    timestamp,
                    ahead,
                };
            }
        }
        Verdict::Authentic { secret, timestamp }
    }
}

/// Result of verifying a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "trust a notification only after its verdict"]
pub enum Verdict {
    /// Signed with one of the secrets, at an acceptable time.
    Authentic {
        /// Index in the keyring of the first secret that matches.
        secret: usize,
        /// Time of signing in seconds of Unix time.
        timestamp: u64,
    },
    /// Signed with one of the secrets, but too long ago.
    Stale {
        /// Index of the secret in the keyring.
        secret: usize,
        /// Time of signing in seconds of Unix time.
        timestamp: u64,
        /// Age in seconds.
        age: u64,
    },
    /// Signed with one of the secrets, but in the future: a clock is wrong.
    Future {
        /// Index of the secret in the keyring.
        secret: usize,
        /// Time of signing in seconds of Unix time.
        timestamp: u64,
        /// Seconds from now until the time of signing.
        ahead: u64,
    },
    /// Signed with none of the secrets, or modified since.
    Forged,
}

/// Verifies a notification whose body arrives in pieces, without storing the body.
///
/// It takes up to `32 * N + 80` bytes on a 32-bit device. It compares every signature in the field
/// with the one under every secret of the keyring, in constant time. It is wiped when dropped.
///
/// ```
/// use gigapay_webhooks::notify::{
///     Admission, Keyring, ReplayGuard, ReplayStore, Signature, TimeCheck, Verdict, Verifier, sign,
/// };
///
/// let mut keyring: Keyring = Keyring::new();
/// keyring.push(b"c1329a085d65f7757838df5920fdcc9a")?;
/// let mut guard: ReplayGuard<16> = ReplayGuard::new();
/// let field = sign(b"c1329a085d65f7757838df5920fdcc9a", 1700000000, &[b"{}"])?;
///
/// let signature = Signature::parse(field.as_bytes())?;
/// let mut verifier = Verifier::new(&keyring, &signature);
/// verifier.update(b"{");
/// verifier.update(b"}");
/// let (verdict, id) = verifier.finish_with_id(TimeCheck::unix(1700000020));
/// assert_eq!(verdict, Verdict::Authentic { secret: 0, timestamp: 1700000000 });
///
/// assert_eq!(guard.admit(&id), Admission::New);
/// guard.settle(&id, true);
/// assert_eq!(guard.admit(&id), Admission::Replayed);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[must_use = "a verifier returns its verdict when it is finished"]
pub struct Verifier<'a, const N: usize> {
    keyring: &'a Keyring<N>,
    signature: &'a Signature,
    macs: Macs<N>,
}

impl<'a, const N: usize> Verifier<'a, N> {
    /// Prepares for the body that came with `signature`.
    pub fn new(keyring: &'a Keyring<N>, signature: &'a Signature) -> Self {
        let mut macs = Macs::unused();
        macs.begin(keyring, signature);
        Self {
            keyring,
            signature,
            macs,
        }
    }

    /// Adds the next piece of the body, byte for byte as it was sent.
    pub fn update(&mut self, piece: &[u8]) {
        self.macs.update(self.keyring.len(), piece);
    }

    /// Ends the body and returns the verdict. Compares the time with `clock`.
    pub fn finish(self, clock: TimeCheck) -> Verdict {
        self.finish_with_id(clock).0
    }

    /// Same as [`finish`](Self::finish); also returns the identity of the notification for a
    /// [`ReplayGuard`](super::ReplayGuard).
    pub fn finish_with_id(mut self, clock: TimeCheck) -> (Verdict, DeliveryId<N>) {
        let mut id = DeliveryId::NONE;
        let verdict = (self.macs).decide(self.keyring, self.signature, clock, &mut id);
        (verdict, id)
    }
}

shown!([const N: usize] Verifier<'_, N>, |it| "Verifier({:?})", it.signature);

impl<const N: usize> Macs<N> {
    /// Starts the signed message with the timestamp's digits and `.`; the body follows.
    pub(super) fn begin(&mut self, keyring: &Keyring<N>, signature: &Signature) {
        self.start(keyring.keys());
        self.update(keyring.len(), signature.digits());
        self.update(keyring.len(), b".");
    }

    /// Compares all signatures under all secrets, and sets the identity of the notification.
    pub(super) fn decide(
        &mut self,
        keyring: &Keyring<N>,
        signature: &Signature,
        clock: TimeCheck,
        id: &mut DeliveryId<N>,
    ) -> Verdict {
        let tags = self.finish(keyring.keys());
        let mut found = Choice::from(0);
        let (mut secret, mut last) = (0, 0);
        for (place, tag) in (0_u32..).zip(tags) {
            let mut fits = Choice::from(0);
            for candidate in signature.candidates() {
                fits |= tag.as_slice().ct_eq(candidate);
            }
            secret.conditional_assign(&place, fits & !found);
            last.conditional_assign(&place, fits);
            found |= fits;
        }
        id.set(tags, secret, last);
        match bool::from(found) {
            true => clock.verdict(secret as usize, signature.timestamp()),
            false => Verdict::Forged,
        }
    }
}
