//! Creates, updates and deletes webhooks to match a set.

use core::num::NonZeroU32;

use heapless::Vec;

use crate::ensure::is_as_desired;
use crate::shown::shown;
use crate::{
    AllFields, Api, Capacity, Compares, DesiredWebhook, EnsureError, Ensured, ListReport, Refusal,
    Standard, Webhook,
};

/// What to do with webhooks that exist but are not in the desired set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Unlisted {
    /// Keep them. They are not listed either.
    Keep,
    /// Delete them. User-scoped webhooks, those with [user-scoped](crate::Event::is_user_scoped)
    /// events only, are deleted only with credentials [without an
    /// integration](crate::Credentials::user), although lists with an integration show them, too
    /// ([B14](crate::behaviour#b14)).
    Delete,
}

/// Numbers of webhooks that were created, updated and deleted to match a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Reconciled {
    /// Number of webhooks that matched already.
    pub unchanged: u32,
    /// Number of webhooks that were registered.
    pub created: u32,
    /// Number of existing webhooks that were updated.
    pub updated: u32,
    /// Number of unlisted webhooks that were deleted.
    pub deleted: u32,
}

/// What the caller of [`Reconcile`] must do next.
#[derive(Clone, Copy, Debug)]
#[must_use = "reconciling continues only when the task is done"]
pub enum Task<'r, F = AllFields> {
    /// [List](crate::List) all webhooks: pass each one to [`Reconcile::listed`], then the
    /// [report](crate::Exchange::report) of the list to [`Reconcile::list_ended`].
    List,
    /// [Ensure](crate::Ensure) this webhook, then call [`Reconcile::ensured`].
    Ensure(&'r DesiredWebhook<'r, F>),
    /// [Delete](crate::Delete) the webhook with this id, then call [`Reconcile::deleted`] or, if
    /// the API refuses, [`Reconcile::refused`].
    Delete(&'r str),
    /// Nothing: the webhooks match the set.
    Done(Reconciled),
}

/// Number of unlisted webhooks that are remembered while listing, to be deleted afterwards.
const BATCH: usize = 8;

/// Number of desired webhooks, from the first on, for which a list can save a request.
const MARKS: usize = 256;

/// Largest number of lists without progress: lists that show no fewer unlisted webhooks than the
/// one before although some were deleted, or none at all but changed while they were read.
const MAX_VAIN_LISTS: u8 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum State {
    /// Lists before the desired webhooks are ensured.
    FirstList,
    /// Lists again, to find unlisted webhooks that are left.
    List,
    /// Ensures the desired webhooks from this index on.
    Ensure(usize),
    Delete,
    Done,
}

/// Creates, updates and deletes webhooks to match a set. It says what to do next, and the caller
/// reports the result.
///
/// The transports offer it as `reconcile`. With [`Unlisted::Keep`], each desired webhook is
/// [ensured](crate::Ensure), with one request if it matches already. With [`Unlisted::Delete`], the
/// webhooks are listed first; of the first 256 desired webhooks, those that match need no further
/// request. All others are ensured before any unlisted webhook is deleted.
///
/// Deleting moves later webhooks to earlier pages ([B20](crate::behaviour#b20)), so nothing is
/// deleted during a list. Up to eight unlisted webhooks are remembered and deleted after it; then
/// all webhooks are listed again, until none is unlisted. A list that [changed while it was
/// read](ListReport::has_changed) may have missed some, so it is repeated.
///
/// After an error, start over. It takes 80 bytes and eight ids on a 32-bit device, 624 bytes with
/// [`Standard`] capacities, for any number of webhooks.
pub struct Reconcile<'d, C: Capacity = Standard, F = AllFields> {
    desired: &'d [DesiredWebhook<'d, F>],
    unlisted: Unlisted,
    /// Whether the credentials name an integration.
    has_integration: bool,
    state: State,
    /// One bit for each desired webhook, set if a list showed that it matches.
    settled: [u32; MARKS / 32],
    /// Ids of unlisted webhooks from the last list that are still to be deleted.
    unlisted_ids: Vec<C::Id, BATCH>,
    /// Number of unlisted webhooks in the current list.
    seen: u32,
    /// The same number for the last list that had any.
    seen_before: Option<NonZeroU32>,
    /// The last list changed while it was read, so it may have missed webhooks.
    list_changed: bool,
    /// Number of lists without progress that are still allowed.
    vain_lists_left: u8,
    done: Reconciled,
}

impl<'d, C: Compares<F>, F> Reconcile<'d, C, F> {
    /// Prepares to reconcile the webhooks that `api` can access. Sends nothing.
    ///
    /// # Errors
    /// [`EnsureError::SameId`] if two desired webhooks have the same id: each would undo the other.
    pub fn new(
        api: &Api<'_>,
        desired: &'d [DesiredWebhook<'d, F>],
        unlisted: Unlisted,
    ) -> Result<Self, EnsureError> {
        let mut rest = desired;
        while let Some((first, others)) = rest.split_first() {
            if others.iter().any(|other| other.id() == first.id()) {
                return Err(EnsureError::SameId);
            }
            rest = others;
        }
        Ok(Self {
            desired,
            unlisted,
            has_integration: api.credentials.integration.is_some(),
            state: match unlisted {
                Unlisted::Keep => State::Ensure(0),
                Unlisted::Delete => State::FirstList,
            },
            settled: [0; MARKS / 32],
            unlisted_ids: Vec::new(),
            seen: 0,
            seen_before: None,
            list_changed: false,
            vain_lists_left: MAX_VAIN_LISTS,
            done: Reconciled::default(),
        })
    }

    /// Returns the next task, the same one until its result is reported.
    pub fn next_task(&mut self) -> Task<'_, F> {
        if let State::Ensure(mut index) = self.state {
            while self.is_settled(index) {
                index += 1;
            }
            self.state = State::Ensure(index);
            if let Some(desired) = self.desired.get(index) {
                return Task::Ensure(desired);
            }
            self.state = match self.unlisted {
                Unlisted::Keep => State::Done,
                Unlisted::Delete => State::Delete,
            };
        }
        if self.state == State::Delete && self.unlisted_ids.is_empty() {
            // If the list had unlisted webhooks, or may have missed some, list again.
            self.state = match self.seen {
                0 if !self.list_changed => State::Done,
                _ => State::List,
            };
        }
        if self.state == State::FirstList {
            self.settled = [0; MARKS / 32];
            self.done = Reconciled::default();
        }
        if matches!(self.state, State::FirstList | State::List) {
            self.seen = 0;
            self.unlisted_ids.clear();
        }
        match (self.state, self.unlisted_ids.last()) {
            (State::Delete, Some(id)) => Task::Delete(id.as_ref()),
            (State::Done, _) => Task::Done(self.done),
            _ => Task::List,
        }
    }

    /// Reports a webhook of the list.
    pub fn listed(&mut self, webhook: &Webhook<C>) {
        let id = webhook.id.as_ref();
        let mut all = self.desired.iter().enumerate();
        if let Some((index, desired)) = all.find(|(_, desired)| desired.id() == id) {
            if is_as_desired(desired, webhook) {
                self.settle(index);
            }
            return;
        }
        let is_users = webhook.events.iter().all(|event| event.is_user_scoped());
        if self.has_integration && is_users {
            return;
        }
        self.seen = self.seen.saturating_add(1);
        // A webhook that does not fit is found again by the next list.
        let _ = self.unlisted_ids.push(webhook.id.clone());
    }

    /// Reports that the list ended.
    ///
    /// # Errors
    /// [`EnsureError::NoProgress`] if new unlisted webhooks appear as fast as they are deleted;
    /// [`EnsureError::ListChanged`] if the list keeps changing while it is read.
    pub fn list_ended(&mut self, report: ListReport) -> Result<(), EnsureError> {
        self.list_changed = report.has_changed();
        let is_vain = match self.seen {
            0 => self.list_changed,
            seen => self.seen_before.is_some_and(|before| seen >= before.get()),
        };
        if is_vain {
            self.vain_lists_left = self.vain_lists_left.saturating_sub(1);
            if self.vain_lists_left == 0 {
                return Err(match self.list_changed {
                    true => EnsureError::ListChanged,
                    false => EnsureError::NoProgress,
                });
            }
        }
        self.seen_before = NonZeroU32::new(self.seen).or(self.seen_before);
        self.state = match self.state {
            State::FirstList => State::Ensure(0),
            _ => State::Delete,
        };
        Ok(())
    }

    /// Reports that the webhook is ensured.
    pub fn ensured(&mut self, outcome: Ensured) {
        let State::Ensure(index) = self.state else {
            return;
        };
        self.state = State::Ensure(index.saturating_add(1));
        match outcome {
            Ensured::Unchanged => self.done.unchanged += 1,
            Ensured::Created => self.done.created += 1,
            Ensured::Updated => self.done.updated += 1,
        }
    }

    /// Reports that the unlisted webhook is deleted.
    pub fn deleted(&mut self) {
        if self.state == State::Delete && self.unlisted_ids.pop().is_some() {
            self.done.deleted = self.done.deleted.saturating_add(1);
        }
    }

    /// Reports that the API refused to delete the unlisted webhook.
    ///
    /// Returns `true` if the caller should continue, because the webhook no longer exists. On
    /// `false`, report the refusal.
    #[must_use]
    pub fn refused(&mut self, refusal: Refusal) -> bool {
        refusal.is_absent() && self.state == State::Delete && self.unlisted_ids.pop().is_some()
    }

    fn settle(&mut self, index: usize) {
        if self.state == State::FirstList
            && !self.is_settled(index)
            && let Some(marks) = self.settled.get_mut(index / 32)
        {
            *marks |= 1 << (index % 32);
            self.done.unchanged += 1;
        }
    }

    fn is_settled(&self, index: usize) -> bool {
        let marks = self.settled.get(index / 32);
        marks.is_some_and(|marks| marks & (1 << (index % 32)) != 0)
    }
}

shown!(
    [C: Capacity, F] Reconcile<'_, C, F>,
    |it| "Reconcile {{ desired: {}, unlisted: {:?}, state: {:?}, done: {:?} }}",
    it.desired.len(),
    it.unlisted,
    it.state,
    it.done
);
