//! The threads that call the handler and the observers, which may block.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use gigapay_webhooks::notify::Reply;
use mio::Waker;

use super::job::{Callbacks, Delivery, Job};
use super::notification::{Notification, Report, signature};
use super::shared::lock;

/// The most threads.
pub(super) const MAX: usize = 32;
/// A job that has waited for so long gets one more thread.
const PATIENCE: Duration = Duration::from_millis(5);
/// A thread that had nothing to do for so long ends, unless it is the last one.
const KEPT: Duration = Duration::from_secs(10);

/// The threads and what they have to do.
pub(super) struct Workers {
    callbacks: Callbacks,
    /// How many reports may wait.
    max_reports: usize,
    queue: Mutex<Queue>,
    changed: Condvar,
    replies: Mutex<Vec<(usize, Reply)>>,
    /// Wakes the event loop.
    waker: Arc<Waker>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<(Instant, Job)>,
    /// How many of the jobs are reports.
    reports: usize,
    threads: usize,
    /// How many of the threads wait for a job.
    idle: usize,
    /// When the latest thread was started.
    grown: Option<Instant>,
    is_closed: bool,
}

impl Workers {
    /// Starts the first thread.
    pub(super) fn start(
        callbacks: Callbacks,
        max_reports: usize,
        waker: Arc<Waker>,
    ) -> io::Result<Arc<Self>> {
        let workers = Arc::new(Self {
            callbacks,
            max_reports,
            queue: Mutex::default(),
            changed: Condvar::new(),
            replies: Mutex::default(),
            waker,
        });
        workers.grow(&mut lock(&workers.queue))?;
        Ok(workers)
    }

    fn grow(self: &Arc<Self>, queue: &mut Queue) -> io::Result<()> {
        let workers = self.clone();
        thread::Builder::new()
            .name("notification".into())
            .spawn(move || workers.work())?;
        queue.threads += 1;
        queue.grown = Some(Instant::now());
        Ok(())
    }

    /// Hands notifications to the handler. The replies will be among [`replies`](Self::replies).
    pub(super) fn handle(&self, deliveries: &mut Vec<Delivery>) {
        if !deliveries.is_empty() {
            let mut queue = lock(&self.queue);
            for delivery in deliveries.drain(..) {
                self.push(&mut queue, Job::Handle(delivery));
            }
        }
    }

    /// Hands a report to the observer, if there is one. `false`: too many wait already.
    pub(super) fn report(&self, report: Report) -> bool {
        if self.callbacks.observer.is_none() {
            return true;
        }
        let mut queue = lock(&self.queue);
        let has_room = queue.reports < self.max_reports;
        if has_room {
            queue.reports += 1;
            self.push(&mut queue, Job::Report(report));
        }
        has_room
    }

    /// Says that no connection can be accepted.
    pub(super) fn accept_failed(&self, error: io::Error) {
        if self.callbacks.accept_observer.is_some() {
            self.push(&mut lock(&self.queue), Job::AcceptFailed(error));
        }
    }

    fn push(&self, queue: &mut Queue, job: Job) {
        queue.jobs.push_back((Instant::now(), job));
        // The others were woken already.
        if queue.idle >= queue.jobs.len() {
            self.changed.notify_one();
        }
    }

    /// Starts one more thread if a job has waited for long. Returns when to look again.
    pub(super) fn relieve(self: &Arc<Self>) -> Option<Instant> {
        let mut queue = lock(&self.queue);
        let (waiting, _) = queue.jobs.front()?;
        let since = queue.grown.map_or(*waiting, |grown| grown.max(*waiting));
        if queue.threads >= MAX {
            return None;
        }
        if since.elapsed() < PATIENCE {
            return Some(since + PATIENCE);
        }
        if queue.idle > 0 {
            // Woken already, but the system has not come round to it.
            self.changed.notify_one();
            return Some(Instant::now() + PATIENCE);
        }
        // Without one more, the job waits for those there are.
        let _ = self.grow(&mut queue);
        Some(Instant::now() + PATIENCE)
    }

    /// Moves the replies of the handler to `replies`.
    pub(super) fn replies(&self, replies: &mut Vec<(usize, Reply)>) {
        replies.append(&mut lock(&self.replies));
    }

    /// Ends all threads once every job is done.
    pub(super) fn close(&self) {
        let mut queue = lock(&self.queue);
        queue.is_closed = true;
        self.changed.notify_all();
        while queue.threads > 0 {
            let waited = self.changed.wait(queue);
            queue = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn work(&self) {
        while let Some(job) = self.next() {
            self.run(job);
        }
    }

    /// The next job; `None` when the thread should end.
    fn next(&self) -> Option<Job> {
        let mut queue = lock(&self.queue);
        loop {
            if let Some((_, job)) = queue.jobs.pop_front() {
                return Some(job);
            }
            let mut is_idle_for_long = false;
            if !queue.is_closed {
                queue.idle += 1;
                let waited = self.changed.wait_timeout(queue, KEPT);
                let timeout;
                (queue, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
                queue.idle -= 1;
                is_idle_for_long = timeout.timed_out() && queue.threads > 1;
            }
            if queue.jobs.is_empty() && (queue.is_closed || is_idle_for_long) {
                queue.threads -= 1;
                self.changed.notify_all();
                return None;
            }
        }
    }

    fn run(&self, job: Job) {
        match job {
            Job::Handle(delivery) => self.call(&delivery),
            Job::Report(report) => {
                let observer = self.callbacks.observer.as_ref();
                contain(|| observer.map_or((), |observe| observe(&report)));
                let mut queue = lock(&self.queue);
                if queue.reports == self.max_reports {
                    let _ = self.waker.wake();
                }
                queue.reports -= 1;
            }
            Job::AcceptFailed(error) => {
                let observer = self.callbacks.accept_observer.as_ref();
                contain(|| observer.map_or((), |observe| observe(&error)));
            }
        }
    }

    fn call(&self, delivery: &Delivery) {
        let notification = Notification {
            body: &delivery.body,
            signature: signature(&delivery.request),
            timestamp: delivery.timestamp,
            secret: delivery.secret,
            peer: delivery.peer,
            request: &delivery.request,
        };
        // A handler that panics has failed with this one only: it comes again.
        let reply = contain(|| (self.callbacks.handler)(&notification)).unwrap_or(Reply::Failed);
        let mut replies = lock(&self.replies);
        replies.push((delivery.connection, reply));
        // Otherwise the event loop was woken, and has not looked yet.
        if replies.len() == 1 {
            let _ = self.waker.wake();
        }
    }
}

/// `None` if the function panicked: the thread goes on with the next job.
fn contain<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}
