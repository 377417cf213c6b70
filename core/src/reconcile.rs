//! Creating, updating and deleting webhooks to match a set.

use core::num::NonZeroU32;

use heapless::Vec;

use crate::ensure::is_as_desired;
use crate::shown::shown;
use crate::{
    AllFields, Api, Capacity, Compares, DesiredWebhook, EnsureError, Ensured, ListReport, Refusal,
    Standard, Webhook,
};

/// What becomes of webhooks that are there and not desired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Unlisted {
    /// They stay. They are not even looked at.
    Keep,
    /// They are deleted. A user's webhooks, all of whose events are
    /// [user-scoped](crate::Event::is_user_scoped), are unlisted webhooks only to credentials
    /// [without an integration](crate::Credentials::user), although a list made with one shows
    /// them, too ([B14](crate::behaviour#b14)).
    Delete,
}

/// What it took to have a set of webhooks as desired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Reconciled {
    /// How many were as desired already.
    pub unchanged: u32,
    /// How many were registered.
    pub created: u32,
    /// How many were there, and updated.
    pub updated: u32,
    /// How many unlisted webhooks were deleted.
    pub deleted: u32,
}

/// What [`Reconcile`] needs done next.
#[derive(Clone, Copy, Debug)]
#[must_use = "reconciling only goes on when it is done"]
pub enum Task<'r, F = AllFields> {
    /// [List](crate::List) all webhooks: [`Reconcile::listed`] each of them, then
    /// [`Reconcile::list_ended`] with the [report](crate::Exchange::report) of that list.
    List,
    /// [Ensure](crate::Ensure) this one, then [`Reconcile::ensured`].
    Ensure(&'r DesiredWebhook<'r, F>),
    /// [Delete](crate::Delete) the webhook of this id, then [`Reconcile::deleted`] or, if that is
    /// refused, [`Reconcile::refused`].
    Delete(&'r str),
    /// Nothing: all is as desired.
    Done(Reconciled),
}

/// Unlisted webhooks that are remembered from one list, to be deleted after it.
const BATCH: usize = 8;

/// How many of the desired webhooks, the first ones, a list can find to be as desired.
const MARKS: usize = 256;

/// Number of lists that may bring nothing: no fewer unlisted webhooks than the one before, although
/// some were deleted, or none at all in a list that changed while it was read.
const MAX_VAIN_LISTS: u8 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum State {
    /// Before the desired webhooks are ensured.
    FirstList,
    /// To see whether an unlisted webhook is left.
    List,
    /// The desired webhooks, from this one on.
    Ensure(usize),
    Delete,
    Done,
}

/// Creates, updates and deletes webhooks to match a set: says what to do next, and is told what
/// came of it.
///
/// The transports have this ready made, as `reconcile`. With [`Unlisted::Keep`], each desired
/// webhook is [ensured](crate::Ensure), a request each if nothing is to be done. With
/// [`Unlisted::Delete`] the webhooks are listed first: those that are found as desired (the first
/// 256 of them) need no request of their own. All that differ are ensured before any unlisted
/// webhook is deleted.
///
/// Deleting moves later webhooks to earlier pages ([B20](crate::behaviour#b20)), so nothing is
/// deleted while a list goes on: eight unlisted webhooks are remembered and deleted after it, and
/// then it is listed anew, until no unlisted webhook shows. A list that
/// [changed while it was read](ListReport::has_changed) may have missed some, so another one
/// follows it.
///
/// After an error, do it again. Room: 80 bytes and eight ids on a 32-bit device, 624 bytes for
/// [`Standard`] capacities, however many webhooks there are.
pub struct Reconcile<'d, C: Capacity = Standard, F = AllFields> {
    desired: &'d [DesiredWebhook<'d, F>],
    unlisted: Unlisted,
    /// Whether the credentials name an integration.
    has_integration: bool,
    state: State,
    /// A bit for each desired webhook that a list showed as desired.
    settled: [u32; MARKS / 32],
    /// Ids of unlisted webhooks in the last list, to be deleted.
    unlisted_ids: Vec<C::Id, BATCH>,
    /// Unlisted webhooks in the present list.
    seen: u32,
    /// The same in the last list that showed any.
    seen_before: Option<NonZeroU32>,
    /// The last list may have missed some.
    list_changed: bool,
    /// Number of lists that may still bring nothing.
    vain_lists_left: u8,
    done: Reconciled,
}

impl<'d, C: Compares<F>, F> Reconcile<'d, C, F> {
    /// Begins. Nothing is sent yet.
    ///
    /// # Errors
    /// [`EnsureError::SameId`] if two of the desired have one id: each would undo the other.
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

    /// What is to be done next: the same until it is done.
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
            // If any was deleted, or may have been missed, only another list can say that none is
            // left.
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

    /// A webhook of the list.
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
        // One too many is met again in the next list.
        let _ = self.unlisted_ids.push(webhook.id.clone());
    }

    /// The list has ended, with this report.
    ///
    /// # Errors
    /// [`EnsureError::NoProgress`] if deleting gets nowhere; [`EnsureError::ListChanged`] if the
    /// list changed each time it was read.
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

    /// The webhook is as desired now.
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

    /// The unlisted webhook is deleted.
    pub fn deleted(&mut self) {
        if self.state == State::Delete && self.unlisted_ids.pop().is_some() {
            self.done.deleted = self.done.deleted.saturating_add(1);
        }
    }

    /// The API refused to delete the unlisted webhook.
    ///
    /// Returns `true` if the caller should continue: the unlisted webhook was gone already. On
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
