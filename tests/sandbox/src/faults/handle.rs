//! The list of armed faults, shared between the server and whoever arms them.

use std::sync::{Arc, Mutex};

use super::{Armed, Cut, DeliveryPlan, Fault, Plan};
use crate::sync::lock;

/// The faults of a running server. Clones share one list.
///
/// Faults of different kinds act together. Of several of one kind the oldest acts until its times are used up, then
/// the next: so a 500 can be followed by a 429. All faults that response instead of the API are one kind.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    armed: Arc<Mutex<Vec<Armed>>>,
}

impl Faults {
    /// Arms a fault until it is cleared, or as [`Fault::times`] and [`Fault::skip`] say.
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

    /// The faults that are armed now.
    #[must_use]
    pub fn armed(&self) -> Vec<Armed> {
        lock(&self.armed).clone()
    }

    /// What goes wrong with the next request, which thereby counts.
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

    /// What goes wrong with the next attempt to deliver a notification, which thereby counts.
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

    /// Whether a request of which so many bytes have arrived is to be cut. It then counts.
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
