//! How far an operation has come, and by when it must have come further.
//!
//! There is one timer for all: beginning a stage moves the limit, and the whole operation is
//! polled under it.

use core::cell::Cell;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::Poll;

use embassy_time::{Duration, Instant, Timer};

use crate::{Stage, Times};

/// How far an operation has come. A [`Link`](crate::Link) says with it what it is about to do.
#[derive(Debug)]
pub struct Progress {
    times: Times,
    stage: Cell<Stage>,
    /// When the present stage must be over.
    limit: Cell<Instant>,
    /// When all must be over.
    end: Instant,
}

/// Time was up in this stage.
pub(crate) struct TimeIsUp(pub(crate) Stage);

impl Progress {
    /// All must be over by `until`, too.
    pub(crate) fn begin(times: &Times, until: Instant) -> Self {
        let end = after(times.operation).min(until);
        Self {
            times: *times,
            stage: Cell::new(Stage::Network),
            limit: Cell::new(end),
            end,
        }
    }

    /// A stage begins, and with it the time that [`Times`] gives it. To be called again when there
    /// was some progress in [`Stage::Send`] or [`Stage::Receive`], whose times are for silence.
    ///
    /// What goes on when the time is up is dropped.
    pub fn enter(&self, stage: Stage) {
        self.stage.set(stage);
        self.limit.set(self.end.min(after(self.times.of(stage))));
    }

    /// What is going on.
    pub fn stage(&self) -> Stage {
        self.stage.get()
    }

    /// When the present stage must be over.
    pub fn limit(&self) -> Instant {
        self.limit.get()
    }

    /// When one of so many attempts must be over, so that each has an equal share of the time that
    /// is left to this stage. The last one has no end of its own.
    pub(crate) fn share(&self, attempts: usize) -> Instant {
        match u32::try_from(attempts) {
            Ok(attempts @ 2..) => {
                let left = self.limit.get().saturating_duration_since(Instant::now());
                after(left / attempts)
            }
            _ => Instant::MAX,
        }
    }

    /// Never returns once time is up: so [`bound`](Self::bound) has its say also when a peer is so
    /// fast, or a link so patient, that the work never has to wait.
    pub(crate) async fn check(&self) {
        poll_fn(|_| match Instant::now() < self.limit.get() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
    }

    /// Runs `work` until it is done or the limit of a stage has passed. Borrowing `work` keeps it
    /// from being stored twice.
    pub(crate) async fn bound<F: Future>(
        &self,
        mut work: Pin<&mut F>,
    ) -> Result<F::Output, TimeIsUp> {
        poll_fn(|context| {
            if let Poll::Ready(output) = work.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            let limit = self.limit.get();
            if Instant::now() >= limit {
                return Poll::Ready(Err(TimeIsUp(self.stage.get())));
            }
            // Only to be woken then: a timer is never ready when it is polled first.
            let _ = Pin::new(&mut Timer::at(limit)).poll(context);
            Poll::Pending
        })
        .await
    }
}

/// So long from now. What exceeds the clock's range never comes.
pub(crate) fn after(time: Duration) -> Instant {
    Instant::now().checked_add(time).unwrap_or(Instant::MAX)
}
