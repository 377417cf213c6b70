//! `PUT /webhooks/:id/` (B15, B17).

use super::{Marker, Request, answered_with_a_webhook, id_target};
use crate::request::{Encoder, json_members};
use crate::values::{Members, check_id};
use crate::{Capacity, Replacement, Standard};

/// Replaces a webhook whole.
///
/// The id is always sent: the reference would have the server draw a new one otherwise.
///
/// ```
/// use gigapay_webhooks::{Event, Replace, Replacement, ReplacementSecret};
///
/// let replacement = Replacement::new(
///     "https://example.com/hooks/",
///     &[Event::PAYOUT_CREATED],
///     ReplacementSecret::REGENERATE,
/// );
/// let replace: Replace = Replace::new("pump-7", replacement);
/// # let _ = replace;
/// ```
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Replace<'a, C: Capacity = Standard> {
    id: &'a str,
    replacement: Replacement<'a>,
    #[cfg_attr(feature = "defmt", defmt(Debug2Format))]
    capacity: Marker<C>,
}

impl<'a, C: Capacity> Replace<'a, C> {
    /// Puts `replacement` in the place of the webhook `id`.
    pub const fn new(id: &'a str, replacement: Replacement<'a>) -> Self {
        Self {
            id,
            replacement,
            capacity: core::marker::PhantomData,
        }
    }
}

impl<C: Capacity> Request for Replace<'_, C> {
    fn method(&self) -> &'static [u8] {
        b"PUT"
    }

    fn target(&self, out: &mut Encoder<'_>) {
        id_target(out, self.id);
    }

    fn has_content(&self) -> bool {
        true
    }

    fn content(&self, out: &mut Encoder<'_>) {
        let members = Members {
            id: self.replacement.members.id.or(Some(self.id)),
            ..self.replacement.members
        };
        json_members(out, &members);
    }

    fn is_repeatable(&self) -> bool {
        self.replacement.members.id.is_none_or(|new| new == self.id)
    }
}

answered_with_a_webhook!(
    Replace,
    self => check_id(self.id).and(self.replacement.members.check())
);
