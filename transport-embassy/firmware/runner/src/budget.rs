//! Limits of an image. A run that exceeds one has failed.

use crate::image::Image;
use crate::options::Options;

/// Maximum bytes of each, the job itself and all its logging included.
pub(crate) struct Budget {
    pub(crate) flash: u64,
    pub(crate) ram: u64,
    pub(crate) stack: u64,
}

/// Maximum instructions of a handshake: the step that makes it, and what its name stands for.
pub(crate) const HANDSHAKES: [(&str, u64); 6] = [
    // The chain is a P-256 certificate under a P-256 root.
    ("P-256 chain", 20_000_000),
    ("P-256 resumed", 6_000_000),
    // Let's Encrypt's: a P-256 certificate under a P-384 intermediate, under a P-384 root.
    ("P-384 chain", 45_000_000),
    ("P-384 resumed", 6_000_000),
    // RSA of 2048 bits under 2048 bits under a root of 4096 bits.
    ("RSA chain", 16_000_000),
    ("RSA resumed", 6_000_000),
];

const PLAIN: Budget = Budget {
    flash: 75_000,
    ram: 16_000,
    stack: 5_000,
};

/// X25519 and P-256 signatures only.
const TLS: Budget = Budget {
    flash: 150_000,
    ram: 34_000,
    stack: 9_000,
};

/// All algorithms.
const TLS_ALL: Budget = Budget {
    flash: 172_000,
    ram: 34_000,
    stack: 12_000,
};

/// In clear, with the listener.
const NOTIFY: Budget = Budget {
    flash: 90_000,
    ram: 21_000,
    stack: 5_000,
};

/// Over TLS, with the listener.
const TLS_NOTIFY: Budget = Budget {
    flash: 163_000,
    ram: 39_000,
    stack: 10_000,
};

impl Budget {
    /// The budget of the image, unless it was built with features that the others do not have.
    pub(crate) fn of(options: &Options) -> Option<&'static Self> {
        match (options.tls, options.tls_all, options.notify) {
            _ if options.has_faults() || options.panics => None,
            // Not run regularly.
            (_, true, true) => None,
            (_, true, false) => Some(&TLS_ALL),
            (true, false, false) => Some(&TLS),
            (false, false, false) => Some(&PLAIN),
            (true, false, true) => Some(&TLS_NOTIFY),
            (false, false, true) => Some(&NOTIFY),
        }
    }

    /// Returns what exceeds its limit.
    pub(crate) fn exceeded(&self, image: &Image, stack: Option<u64>) -> Vec<&'static str> {
        [
            ("flash", image.flash, self.flash),
            ("static RAM", image.ram, self.ram),
            ("peak stack", stack.unwrap_or_default(), self.stack),
        ]
        .into_iter()
        .filter(|(_, taken, most)| taken > most)
        .map(|(name, ..)| name)
        .collect()
    }
}
