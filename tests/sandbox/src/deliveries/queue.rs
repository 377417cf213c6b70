//! The notifications that are pending, and those that have ended.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, Semaphore, mpsc};

use super::delivery::{Attempt, Delivery, Outcome};
use crate::sync::lock;

/// Maximum number of pending notifications.
pub(crate) const PENDING_MAX: usize = 1_000;

/// Maximum number of notifications that are kept; beyond it the oldest that have ended are
/// forgotten.
const KEPT_MAX: usize = 2_000;

/// Maximum number of notifications being sent at a time.
const SENDING_MAX: usize = 16;

/// All notifications of a server.
#[derive(Debug)]
pub(crate) struct Deliveries {
    list: Mutex<List>,
    /// Notified of every change: one for threads, one for tasks.
    changed: Condvar,
    woken: Notify,
    queue: mpsc::UnboundedSender<u64>,
    pub(crate) sending: Semaphore,
}

#[derive(Debug, Default)]
struct List {
    last: u64,
    pending: usize,
    deliveries: VecDeque<Delivery>,
}

/// The queue of notifications is full.
#[derive(Debug)]
pub(crate) struct Full;

impl Deliveries {
    /// Creates an empty list, and the channel of the numbers to deliver. The channel is bounded by
    /// what is pending.
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<u64>) {
        let (queue, numbers) = mpsc::unbounded_channel();
        let deliveries = Self {
            list: Mutex::default(),
            changed: Condvar::new(),
            woken: Notify::new(),
            queue,
            sending: Semaphore::new(SENDING_MAX),
        };
        (deliveries, numbers)
    }

    /// Adds notifications, all of them or none.
    pub(crate) fn add(&self, new: Vec<Delivery>) -> Result<Vec<u64>, Full> {
        let mut list = lock(&self.list);
        if list.pending + new.len() > PENDING_MAX {
            return Err(Full);
        }
        let mut numbers = Vec::new();
        for mut delivery in new {
            list.last += 1;
            list.pending += 1;
            delivery.number = list.last;
            numbers.push(delivery.number);
            list.deliveries.push_back(delivery);
            // Without a receiver the server has stopped, and nothing is delivered.
            let _ = self.queue.send(list.last);
        }
        list.forget();
        Ok(numbers)
    }

    /// Records an attempt and its outcome. Returns the notification as it then is.
    pub(crate) fn note(
        &self,
        number: u64,
        attempt: Option<Attempt>,
        outcome: Outcome,
    ) -> Option<Delivery> {
        let mut list = lock(&self.list);
        let List {
            pending,
            deliveries,
            ..
        } = &mut *list;
        let delivery = deliveries
            .iter_mut()
            .find(|delivery| delivery.number == number)?;
        delivery.attempts.extend(attempt);
        if delivery.outcome == Outcome::Pending && outcome != Outcome::Pending {
            *pending = pending.saturating_sub(1);
        }
        delivery.outcome = outcome;
        let noted = delivery.clone();
        drop(list);
        self.changed.notify_all();
        self.woken.notify_waiters();
        Some(noted)
    }

    pub(crate) fn get(&self, number: u64) -> Option<Delivery> {
        lock(&self.list)
            .deliveries
            .iter()
            .find(|delivery| delivery.number == number)
            .cloned()
    }

    pub(crate) fn all(&self) -> Vec<Delivery> {
        lock(&self.list).deliveries.iter().cloned().collect()
    }

    /// Returns those of these numbers that are still kept.
    pub(crate) fn these(&self, numbers: &[u64]) -> Vec<Delivery> {
        numbers
            .iter()
            .filter_map(|number| self.get(*number))
            .collect()
    }

    /// Blocks the thread until nothing is pending. Returns `false` if the time ran out.
    pub(crate) fn wait(&self, time: Duration) -> bool {
        let end = Instant::now().checked_add(time);
        let mut list = lock(&self.list);
        while list.pending > 0 {
            let left = match end {
                Some(end) => end.saturating_duration_since(Instant::now()),
                None => time,
            };
            if left.is_zero() {
                return false;
            }
            let waited = self.changed.wait_timeout(list, left);
            list = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Waits until each of these was attempted once, but no longer than `time`.
    pub(crate) async fn first_attempts(&self, numbers: &[u64], time: Duration) {
        let attempts = async {
            loop {
                let change = self.woken.notified();
                tokio::pin!(change);
                // From here on no change is missed, even one before the wait.
                change.as_mut().enable();
                let waits = |delivery: &Delivery| {
                    delivery.attempts.is_empty() && delivery.outcome == Outcome::Pending
                };
                if !self.these(numbers).iter().any(waits) {
                    return;
                }
                change.await;
            }
        };
        let _ = tokio::time::timeout(time, attempts).await;
    }
}

impl List {
    /// Forgets the oldest that have ended, if there are too many.
    fn forget(&mut self) {
        while self.deliveries.len() > KEPT_MAX {
            let ended = |delivery: &Delivery| delivery.outcome != Outcome::Pending;
            match self.deliveries.iter().position(ended) {
                Some(index) => self.deliveries.remove(index),
                None => return,
            };
        }
    }
}
