//! Key exchange: X25519 (RFC 7748) and ECDH on P-256, RFC 8446 sections 4.2.7, 4.2.8.2 and 7.4.2.

#[cfg(feature = "p256")]
use p256::AffinePoint;
#[cfg(feature = "p256")]
use p256::elliptic_curve::{point::AffineCoordinates as _, sec1::ToSec1Point as _};
use rand_core::TryCryptoRng;
#[cfg(feature = "x25519")]
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};
use zeroize::Zeroizing;

/// A group of the key exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Group {
    /// X25519: on a device a seventh of the work of P-256.
    #[cfg(feature = "x25519")]
    X25519,
    /// P-256, which RFC 8446 section 9.1 makes mandatory for servers.
    #[cfg(feature = "p256")]
    P256,
}

/// A private key. Every 32 bytes drawn for its group are one.
pub(crate) type PrivateKey = Zeroizing<[u8; 32]>;

/// Numbers drawn until one is a private key. One in 2^32 is not, so a generator that works
/// never needs the second.
const DRAWS: usize = 4;

impl Group {
    /// The groups that are built in; the client sends a share of the first.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "x25519")]
        Self::X25519,
        #[cfg(feature = "p256")]
        Self::P256,
    ];

    /// The number that stands for the group in messages, RFC 8446 section 4.2.7.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            #[cfg(feature = "x25519")]
            Self::X25519 => 0x001d,
            #[cfg(feature = "p256")]
            Self::P256 => 0x0017,
        }
    }

    /// Draws a private key for any of the groups, or `None` if the generator fails.
    pub(crate) fn draw<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Option<PrivateKey> {
        let mut key = Zeroizing::new([0; 32]);
        for _ in 0..DRAWS {
            rng.try_fill_bytes(key.as_mut()).ok()?;
            if is_private_key(&key) {
                return Some(key);
            }
        }
        None
    }

    /// Passes the public key to `send`, as it stands in a key share.
    pub(crate) fn public_key(self, private: &PrivateKey, send: impl FnOnce(&[u8])) -> Option<()> {
        match self {
            #[cfg(feature = "x25519")]
            Self::X25519 => send(&x25519(**private, X25519_BASEPOINT_BYTES)),
            #[cfg(feature = "p256")]
            Self::P256 => {
                let secret = p256::SecretKey::from_slice(private.as_ref()).ok()?;
                send(secret.public_key().to_sec1_point(false).as_bytes());
            }
        }
        Some(())
    }

    /// The shared secret with the owner of `public`, or `None` if that is no public key.
    pub(crate) fn agree(self, private: &PrivateKey, public: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        match self {
            #[cfg(feature = "x25519")]
            Self::X25519 => {
                let shared = Zeroizing::new(x25519(**private, public.try_into().ok()?));
                // All zeros if the public key is of small order, RFC 8446 section 7.4.2.
                let sum = shared.iter().fold(0, |sum, byte| sum | byte);
                (sum != 0).then_some(shared)
            }
            #[cfg(feature = "p256")]
            Self::P256 => {
                // Only uncompressed points, RFC 8446 section 4.2.8.2.
                let (x, y) = public.strip_prefix(&[4])?.split_at_checked(32)?;
                let (x, y): (&[u8; 32], &[u8; 32]) = (x.try_into().ok()?, y.try_into().ok()?);
                // `PublicKey` would also decompress points, which takes 1.9 kB of flash.
                let point = AffinePoint::from_coordinates(x.into(), y.into()).into_option()?;
                let secret = p256::SecretKey::from_slice(private.as_ref()).ok()?;
                let shared = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), point);
                let bytes = shared.raw_secret_bytes().as_slice().try_into().ok()?;
                Some(Zeroizing::new(bytes))
            }
        }
    }
}

fn is_private_key(key: &PrivateKey) -> bool {
    #[cfg(feature = "p256")]
    let is_key = p256::SecretKey::from_slice(key.as_ref()).is_ok();
    // X25519 takes all numbers; zeros come from a generator that does not run.
    #[cfg(not(feature = "p256"))]
    let is_key = key.iter().any(|byte| *byte != 0);
    is_key
}
