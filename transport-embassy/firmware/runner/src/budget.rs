//! Limits of an image. A run that exceeds one has failed.

use crate::image::Image;
use crate::options::Options;

/// Maximum bytes of each, the job itself and all its logging included.
pub(crate) struct Budget {
    pub(crate) flash: u64,
    pub(crate) ram: u64,
    pub(crate) stack: u64,
}

const PLAIN: Budget = Budget {
    flash: 72_000,
    ram: 16_000,
    stack: 5_000,
};

const TLS: Budget = Budget {
    flash: 160_000,
    ram: 48_000,
    stack: 12_000,
};

/// In clear, with the listener.
const NOTIFY: Budget = Budget {
    flash: 89_000,
    ram: 21_000,
    stack: 5_000,
};

/// Over TLS, with the listener.
const TLS_NOTIFY: Budget = Budget {
    flash: 170_000,
    ram: 48_000,
    stack: 13_000,
};

impl Budget {
    /// The budget of the image, unless it was built with features that the others do not have.
    pub(crate) fn of(options: &Options) -> Option<&'static Self> {
        match (options.tls, options.notify) {
            _ if options.has_faults() || options.panics => None,
            (true, false) => Some(&TLS),
            (false, false) => Some(&PLAIN),
            (true, true) => Some(&TLS_NOTIFY),
            (false, true) => Some(&NOTIFY),
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
