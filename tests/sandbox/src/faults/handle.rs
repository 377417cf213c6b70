//! The list of armed faults, shared by the server and its owner.

use std::sync::{Arc, Mutex};

use super::{Armed, Cut, DeliveryPlan, Fault, Plan};
use crate::sync::lock;

/// The faults of a running server. Clones share one list.
///
/// Faults of different kinds act together. Of several of one kind the oldest acts until its times
/// are used up, then the next: so a 500 can be followed by a 429. All faults that replace the API's
/// response are one kind.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    armed: Arc<Mutex<Vec<Armed>>>,
}

impl Faults {
    /// Arms a fault until it is cleared, or as often as [`Fault::times`] and [`Fault::skip`] say.
    ///
    /// ```
    /// # let sandbox = gigapay_sandbox::Sandbox::builder().start()?;
    /// use gigapay_sandbox::{Cut, Fault};
    /// let faults = sandbox.faults();
    /// faults.arm(Fault::Chunked { size: 7, extension: None, trailers: vec![] });
    /// faults.arm(Fault::CutResponse { after: 20, how: Cut::Reset }.skip(1).times(1));
    /// assert_eq!(faults.armed().len(), 2);
    /// faults.clear();
    /// # Ok::<(), gigapay_sandbox::StartError>(())
    /// ```
    pub fn arm(&self, fault: impl Into<Armed>) {
        let armed = fault.into();
        if armed.times != Some(0) {
            lock(&self.armed).push(armed);
        }
    }

    /// Disarms all faults.
    pub fn clear(&self) {
        lock(&self.armed).clear();
    }

    /// Returns the faults that are armed now.
    #[must_use]
    pub fn armed(&self) -> Vec<Armed> {
        lock(&self.armed).clone()
    }

    /// Returns the faults of the next request, and counts them.
    pub(crate) fn plan(&self) -> Plan {
        let mut plan = Plan::default();
        let mut kinds = Vec::new();
        let mut armed = lock(&self.armed);
        for entry in armed.iter_mut() {
            let kind = plan.kind(&entry.fault);
            if entry.fault.is_for_deliveries() {
                continue;
            } else if entry.skip > 0 {
                entry.skip -= 1;
            } else if !matches!(entry.fault, Fault::CutRequest { .. }) && !kinds.contains(&kind) {
                kinds.push(kind);
                plan.add(&entry.fault);
                entry.count();
            }
        }
        armed.retain(|entry| entry.times != Some(0));
        plan
    }

    /// Returns the faults of the next attempt to deliver a notification, and counts them.
    pub(crate) fn delivery_plan(&self) -> DeliveryPlan {
        let mut plan = DeliveryPlan::default();
        let mut kinds = Vec::new();
        let mut armed = lock(&self.armed);
        for entry in armed.iter_mut() {
            let kind = std::mem::discriminant(&entry.fault);
            if !entry.fault.is_for_deliveries() {
                continue;
            } else if entry.skip > 0 {
                entry.skip -= 1;
            } else if !kinds.contains(&kind) {
                kinds.push(kind);
                plan.add(&entry.fault);
                entry.count();
            }
        }
        armed.retain(|entry| entry.times != Some(0));
        plan
    }

    /// Returns how to cut a request of which `received` bytes have arrived, if a fault says so, and
    /// counts it.
    pub(crate) fn cut_request(&self, received: usize) -> Option<Cut> {
        let mut armed = lock(&self.armed);
        let index = armed.iter().position(|entry| {
            entry.skip == 0
                && matches!(entry.fault, Fault::CutRequest { after, .. } if received >= after)
        })?;
        let entry = armed.get_mut(index)?;
        let Fault::CutRequest { how, .. } = entry.fault else {
            return None;
        };
        entry.count();
        armed.retain(|entry| entry.times != Some(0));
        Some(how)
    }
}
