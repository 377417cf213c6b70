//! Masking of secrets in output for a person.

use std::borrow::Cow;

/// Whether secret keys are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secrets {
    are_shown: bool,
}

impl Secrets {
    /// Number of characters shown of a masked key, to distinguish it from others.
    const SHOWN: usize = 4;

    /// A key shorter than this is masked completely: a few of its characters would be too much of
    /// it.
    const LONG: usize = 16;

    pub(crate) const fn new(are_shown: bool) -> Self {
        Self { are_shown }
    }

    /// Returns the key, masked unless secrets are shown.
    pub(crate) fn show(self, key: &str) -> Cow<'_, str> {
        if self.are_shown || key.is_empty() {
            return key.into();
        }
        let shown = if key.chars().count() < Self::LONG {
            0
        } else {
            Self::SHOWN
        };
        let start = key.chars().take(shown);
        start.chain("************".chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Secrets;

    #[test]
    fn a_mask_tells_keys_apart_and_little_more() {
        let masked = Secrets::new(false);
        assert_eq!(
            masked.show("c1329a085d65f7757838df5920fdcc9a"),
            "c132************"
        );
        assert_eq!(masked.show("nyckelåäö"), "************");
        assert_eq!(masked.show(""), "");
        assert_eq!(Secrets::new(true).show("short"), "short");
    }
}
