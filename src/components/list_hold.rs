//! Whether a person is with the list: points at it, scrolls, has the focus in it; and which rows they just acted on.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use leptos::ev::PointerEvent;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::domain::BookingId;
use crate::service::use_clock;

/// Scrolling is over when nothing moved for this long.
const SCROLL_MS: u64 = 800;
/// A row that the person acted on stays as long as the result with its Undo is shown.
const OWN_MS: i64 = 10_000;

/// How long things stay where they are after a pointer that was on them: as long as a hand takes from the list to the
/// banner, and longer than the click of a finger takes that has just left the screen.
pub(super) const ON_THE_WAY_MS: u64 = 600;

/// What is done later, unless it is put off or called off. `Copy`.
#[derive(Clone, Copy)]
struct Later(StoredValue<Option<TimeoutHandle>>);

impl Later {
    fn new() -> Self {
        Self(StoredValue::new(None))
    }

    fn put_off(self, after_ms: u64, act: impl FnOnce() + 'static) {
        self.replace(set_timeout_with_handle(act, Duration::from_millis(after_ms)).ok());
    }

    fn call_off(self) {
        self.replace(None);
    }

    fn replace(self, timer: Option<TimeoutHandle>) {
        if let Some(Some(before)) = self.0.try_update_value(|kept| std::mem::replace(kept, timer)) {
            before.clear();
        }
    }
}

/// Whether the pointer is on the list. One for the page: what lies above the list keeps its height then, too. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct ListPointer {
    is_on_list: RwSignal<bool>,
    leaves: Later,
}

impl ListPointer {
    /// For all components below.
    pub(super) fn provide() {
        provide_context(Self { is_on_list: RwSignal::new(false), leaves: Later::new() });
    }

    pub(super) fn is_on_list(self) -> Signal<bool> {
        self.is_on_list.into()
    }

    fn set(self, is_there: bool) {
        self.leaves.call_off();
        // The page itself may be gone before its list.
        let _ = self.is_on_list.try_set(is_there);
    }
}

/// What holds the rows in place. `Copy`.
#[derive(Clone, Copy)]
pub struct ListHold {
    pointer: ListPointer,
    has_focus: RwSignal<bool>,
    is_scrolled: RwSignal<bool>,
    acted_on: RwSignal<BTreeMap<BookingId, i64>>,
    clock: Signal<i64>,
    own: Memo<BTreeSet<BookingId>>,
}

impl ListHold {
    /// Follows the page's scrolling for as long as the owner lives.
    pub(super) fn new() -> Self {
        let (clock, acted_on) = (use_clock(), RwSignal::new(BTreeMap::<BookingId, i64>::new()));
        let own = Memo::new(move |_| {
            acted_on.with(|acted_on| {
                if acted_on.is_empty() {
                    return BTreeSet::new();
                }
                let now_ms = clock.get();
                let stays = acted_on.iter().filter(|(_, until)| **until > now_ms);
                stays.map(|(id, _)| id.clone()).collect()
            })
        });
        let hold = Self {
            pointer: expect_context(),
            has_focus: RwSignal::new(false),
            is_scrolled: RwSignal::new(false),
            acted_on,
            clock,
            own,
        };
        hold.follow_scrolling();
        // A list that goes is left without an event.
        on_cleanup(move || hold.pointer.set(false));
        hold
    }

    /// Whether the rows must stay where they are.
    pub fn is_held(&self) -> Memo<bool> {
        let hold = *self;
        Memo::new(move |_| hold.pointer.is_on_list.get() || hold.has_focus.get() || hold.is_scrolled.get())
    }

    /// The rows that the person just acted on.
    pub fn own(&self) -> Memo<BTreeSet<BookingId>> {
        self.own
    }

    /// The pointer came to the list.
    pub fn point(&self) {
        self.pointer.set(true);
    }

    /// The pointer left the list. A finger is gone before its click comes, which is meant for what it touched.
    pub fn leave(&self, event: &PointerEvent) {
        let pointer = self.pointer;
        if event.pointer_type() == "mouse" {
            pointer.set(false);
        } else {
            pointer.leaves.put_off(ON_THE_WAY_MS, move || pointer.set(false));
        }
    }

    /// The focus came into the list, or left it; also by the end of the list.
    pub fn focus(&self, is_there: bool) {
        if self.has_focus.try_get_untracked() == Some(!is_there) {
            self.has_focus.set(is_there);
        }
    }

    /// The person acted on a booking.
    pub fn act_on(&self, id: &BookingId) {
        let now_ms = self.clock.get_untracked();
        self.acted_on.update(|acted_on| {
            acted_on.retain(|_, until| *until > now_ms);
            acted_on.insert(id.clone(), now_ms + OWN_MS);
        });
    }

    fn follow_scrolling(self) {
        let ends = Later::new();
        let handle = window_event_listener(leptos::ev::scroll, move |_| {
            if !self.is_scrolled.get_untracked() {
                self.is_scrolled.set(true);
            }
            ends.put_off(SCROLL_MS, move || {
                self.is_scrolled.try_set(false);
            });
        });
        on_cleanup(move || {
            handle.remove();
            ends.call_off();
        });
    }
}
