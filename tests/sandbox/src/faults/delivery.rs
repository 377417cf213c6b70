//! What goes wrong with one attempt to deliver a notification.

use super::{Cut, Fault};

/// What goes wrong with one attempt to deliver a notification.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeliveryPlan {
    pub(crate) wrong_signature: bool,
    /// Offset of `t` from now, in seconds.
    pub(crate) shift: i64,
    /// How many times the attempt is repeated.
    pub(crate) duplicates: u32,
    pub(crate) both_secrets: bool,
    pub(crate) cut: Option<(usize, Cut)>,
}

impl DeliveryPlan {
    pub(super) fn add(&mut self, fault: &Fault) {
        match *fault {
            Fault::WrongSignature => self.wrong_signature = true,
            Fault::ShiftedTime { seconds } => self.shift = seconds,
            Fault::DuplicateDelivery { count } => self.duplicates = count,
            Fault::BothSecrets => self.both_secrets = true,
            Fault::CutDelivery { after, how } => self.cut = Some((after, how)),
            _ => {}
        }
    }
}
