//! The outbox in numbers, for the views, and who waits for a flush.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;

use crate::realtime::outbox::Summary;

/// How far a batch has come: the number of the one under way, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Batch {
    /// What is on its way to the server now, counted from one.
    pub now: usize,
    /// How many there were when it began, and those added since.
    pub total: usize,
}

/// The outbox's numbers. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct OutboxState {
    summary: RwSignal<Summary>,
    batch: RwSignal<Batch>,
    waits: StoredValue<BTreeMap<u64, Rc<Wait>>, LocalStorage>,
    last_flush: StoredValue<u64>,
}

#[derive(Default)]
struct Wait {
    left: std::cell::Cell<Option<usize>>,
    waker: std::cell::Cell<Option<Waker>>,
}

/// Resolves when a flush is over, to the number of actions that still want to go out.
pub(super) struct Flushed {
    wait: Rc<Wait>,
}

impl Future for Flushed {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<usize> {
        match self.wait.left.get() {
            Some(left) => Poll::Ready(left),
            None => {
                self.wait.waker.set(Some(context.waker().clone()));
                Poll::Pending
            }
        }
    }
}

impl OutboxState {
    pub(super) fn new() -> Self {
        OutboxState {
            summary: RwSignal::new(Summary::default()),
            batch: RwSignal::new(Batch::default()),
            waits: StoredValue::new_local(BTreeMap::new()),
            last_flush: StoredValue::new(0),
        }
    }

    pub(super) fn summary(self) -> RwSignal<Summary> {
        self.summary
    }

    pub(super) fn batch(self) -> RwSignal<Batch> {
        self.batch
    }

    /// The machine's numbers changed.
    pub(super) fn on_summary(self, summary: Summary) {
        let open = summary.waiting + summary.sending + summary.unknown;
        let total = if open == 0 { 0 } else { self.batch.get_untracked().total.max(open) };
        let now = if total == 0 { 0 } else { (total - open + 1).min(total) };
        self.batch.set(Batch { now, total });
        self.summary.set(summary);
    }

    /// Begins to wait for a flush: its number, and the answer to come.
    pub(super) fn begin_flush(self) -> (u64, Flushed) {
        let number = self.last_flush.get_value() + 1;
        self.last_flush.set_value(number);
        let wait = Rc::new(Wait::default());
        self.waits.update_value(|waits| drop(waits.insert(number, wait.clone())));
        (number, Flushed { wait })
    }

    /// A flush is over.
    pub(super) fn on_flushed(self, flush: u64, left: usize) {
        let wait = self.waits.try_update_value(|waits| waits.remove(&flush)).flatten();
        if let Some(wait) = wait {
            wait.left.set(Some(left));
            if let Some(waker) = wait.waker.take() {
                waker.wake();
            }
        }
    }
}
