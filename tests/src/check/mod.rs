//! What must hold for any bytes whatever. The property tests and the fuzz targets try the same
//! checks, the former on stable and in every run, the latter guided by coverage and for longer;
//! what either finds is kept in `fuzz/regressions` and tried by the former for ever after.

mod ensuring;
mod notifications;
mod pages;
mod responses;
mod values;

pub use ensuring::ensure;
pub use notifications::{AS_IT_IS, notification, signature, signed_notification};
pub use pages::{list, webhook};
pub use responses::{response, same_in_any_pieces};
pub use values::{json, server};

/// What a check reads its choices from: the first bytes of an input, zeros behind its end.
#[derive(Clone, Debug)]
pub struct Choices<'i>(&'i [u8]);

impl<'i> Choices<'i> {
    /// So many choices, and the rest of the input.
    pub const fn split(input: &'i [u8], count: usize) -> (Self, &'i [u8]) {
        match input.split_at_checked(count) {
            Some((choices, rest)) => (Self(choices), rest),
            None => (Self(input), &[]),
        }
    }

    /// A number below `limit`, which is 65,536 at most.
    ///
    /// # Panics
    /// When `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let mut byte = || {
            let (&first, rest) = self.0.split_first().unwrap_or((&0, &[]));
            self.0 = rest;
            usize::from(first)
        };
        let number = if limit > 256 {
            byte() << 8 | byte()
        } else {
            byte()
        };
        number % limit
    }
}

/// What is tried: it panics when what must hold does not.
pub type Check = fn(&[u8]);

/// The checks by the names of the fuzz targets, which are also those of their folders.
pub const ALL: [(&str, Check); 8] = [
    ("response", response),
    ("list", list),
    ("webhook", webhook),
    ("json", json),
    ("ensure", ensure),
    ("server", server),
    ("notification", notification),
    ("signature", signature),
];
