//! Watching a venue's bookings by one call: who watches, with which handler, and what each is told.
//!
//! The machine joins a venue once however many watch it. A handler may call anything of the service, itself being
//! stopped included: what it calls takes effect after it has returned.

use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;

use super::realtime::RealtimeService;
use crate::domain::{Booking, BookingEvent, Change, Scope, ScopeWatch, Venue};
use crate::realtime::{Delivery, Fault, FeedPhase, FeedStatus, HandlerId};

/// The desk itself: the views watch the open venue under this name.
pub(super) const DESK: HandlerId = 0;

type Handler = Rc<dyn Fn(&BookingEvent)>;

struct Watcher {
    watch: ScopeWatch,
    handler: Handler,
    status: ArcRwSignal<Option<FeedStatus>>,
}

#[derive(Default)]
struct Inner {
    watchers: BTreeMap<HandlerId, Watcher>,
    last: HandlerId,
}

/// Everyone who watches, but the desk.
#[derive(Clone, Copy)]
pub(super) struct Monitors {
    inner: StoredValue<Inner, LocalStorage>,
}

/// A watch over a venue's bookings. It ends when this is dropped.
#[must_use = "the watch ends when this is dropped"]
pub struct Monitor {
    id: HandlerId,
    feed: String,
    status: ArcRwSignal<Option<FeedStatus>>,
    service: RealtimeService,
}

impl Monitor {
    pub(super) fn id(&self) -> HandlerId {
        self.id
    }

    /// Where the venue's feed stands and why it is refused, if it is; `None` until the first word on it.
    pub fn status(&self) -> ArcReadSignal<Option<FeedStatus>> {
        self.status.read_only()
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        self.service.stop_monitor(self.id, &self.feed);
    }
}

impl Monitors {
    pub(super) fn new() -> Self {
        Monitors { inner: StoredValue::new_local(Inner::default()) }
    }

    /// Takes in a watcher; the answer ends its watch when it is dropped.
    pub(super) fn add(self, service: RealtimeService, scope: Scope, handler: Handler) -> Monitor {
        let feed = scope.venue.as_str().to_owned();
        let status = ArcRwSignal::new(None);
        let watcher = Watcher { watch: ScopeWatch::new(scope), handler, status: status.clone() };
        let id = self.inner.try_update_value(|inner| {
            inner.last += 1;
            inner.watchers.insert(inner.last, watcher);
            inner.last
        });
        Monitor { id: id.unwrap_or(DESK), feed, status, service }
    }

    /// Lets a watcher go; whether it was there.
    pub(super) fn remove(self, id: HandlerId) -> bool {
        self.inner.try_update_value(|inner| inner.watchers.remove(&id).is_some()).unwrap_or(false)
    }

    /// Another person will use this page.
    pub(super) fn clear(self) {
        self.inner.update_value(|inner| inner.watchers.clear());
    }

    /// Whether anyone watches `feed`.
    pub(super) fn is_watched(self, feed: &str) -> bool {
        self.inner.with_value(|inner| inner.watchers.values().any(|watcher| watcher.is_of(feed)))
    }

    /// Tells one watcher all there is.
    pub(super) fn fill(self, id: HandlerId, bookings: &[Booking], venue: &Venue) {
        self.tell(|watching, watch| (watching == id).then(|| vec![watch.reload(bookings, venue)]));
    }

    /// Tells everyone what the machine delivered for their venue.
    pub(super) fn on_delivery(self, delivery: &Delivery<Change>, venue: Option<&Venue>) {
        let (Delivery::Snapshot { feed, .. }
        | Delivery::Changes { feed, .. }
        | Delivery::Closed { feed, .. }) = delivery;
        self.tell(|_, watch| {
            (watch.scope().venue.as_str() == feed).then(|| events_of(watch, delivery, venue))
        });
    }

    /// The person does not have the venue that `id` wants.
    pub(super) fn refuse(self, id: HandlerId) {
        let found = self.inner.with_value(|inner| {
            let watcher = inner.watchers.get(&id)?;
            Some((watcher.watch.scope().venue.as_str().to_owned(), watcher.status.clone()))
        });
        if let Some((feed, status)) = found {
            status.set(Some(FeedStatus {
                feed,
                phase: FeedPhase::Refused,
                fault: Some(Fault::from_code("forbidden", None)),
                head: None,
                proved_at: None,
                copied_at: None,
                unreadable: 0,
            }));
        }
    }

    /// Tells everyone where their feed stands.
    pub(super) fn on_status(self, status: &FeedStatus) {
        let signals = self.inner.with_value(|inner| {
            let watchers = inner.watchers.values().filter(|watcher| watcher.is_of(&status.feed));
            watchers.map(|watcher| watcher.status.clone()).collect::<Vec<_>>()
        });
        for signal in signals {
            signal.set(Some(status.clone()));
        }
    }

    /// First all events are made, then the handlers hear of them, each only if nobody stopped it meanwhile.
    fn tell(self, mut events: impl FnMut(HandlerId, &mut ScopeWatch) -> Option<Vec<BookingEvent>>) {
        let told = self.inner.try_update_value(|inner| {
            let each = inner.watchers.iter_mut().filter_map(|(id, watcher)| {
                Some((*id, Rc::clone(&watcher.handler), events(*id, &mut watcher.watch)?))
            });
            each.collect::<Vec<_>>()
        });
        for (id, handler, events) in told.unwrap_or_default() {
            for event in events {
                if self.inner.with_value(|inner| inner.watchers.contains_key(&id)) {
                    handler(&event);
                }
            }
        }
    }
}

impl Watcher {
    fn is_of(&self, feed: &str) -> bool {
        self.watch.scope().venue.as_str() == feed
    }
}

/// What a delivery means to one watcher. Without the venue nobody is signed in who may see it.
fn events_of(
    watch: &mut ScopeWatch,
    delivery: &Delivery<Change>,
    venue: Option<&Venue>,
) -> Vec<BookingEvent> {
    match (delivery, venue) {
        (Delivery::Closed { code, .. }, _) => vec![watch.close(code)],
        (Delivery::Snapshot { entries, .. }, Some(venue)) => {
            let bookings = entries.iter().filter_map(|entry| match &entry.change {
                Change::Upsert(booking) => Some(&**booking),
                Change::Remove { .. } => None,
            });
            vec![watch.reload(bookings, venue)]
        }
        (Delivery::Changes { entries, .. }, Some(venue)) => {
            entries.iter().filter_map(|entry| watch.take(&entry.change, venue)).collect()
        }
        (Delivery::Snapshot { .. } | Delivery::Changes { .. }, None) => Vec::new(),
    }
}
