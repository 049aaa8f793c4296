//! The fates of actions as people hear of them, on every page: as a toast, in the row or the item where there is one, or
//! as a question in a dialog when someone stands before it. What comes late never opens a dialog: it lies in the outbox.

mod told;

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::location::Url;

use super::dating::{Dating, use_dating};
use super::fate::refusal;
use super::modal::is_dialog_open;
use super::outbox_list::state_word;
use super::{Announcer, Toast, Toasts, Wording, use_venue_href, use_wording};
use crate::domain::{BookingId, ToastKind, Venue};
use crate::service::{ActionState, Asked, RealtimeService, use_clock, use_realtime, use_session};
use crate::words::{Acting, ActionWord, Outbox, Refusal};

/// A wait that nobody notices is not told.
const TOLD_WAIT_MS: u64 = 500;

type Go = Box<dyn Fn(&str)>;

/// A refused action whose room is taken.
#[derive(Clone)]
pub(super) struct Taken {
    pub(super) asked: Asked,
    /// It was pressed a moment ago, and the dialog alone tells of it; else it lies in the outbox too.
    pub(super) is_fresh: bool,
}

/// Tells fates. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Results {
    realtime: RealtimeService,
    venue: Signal<Option<Venue>>,
    wording: Wording,
    dating: Dating,
    toasts: Toasts,
    announcer: Announcer,
    /// Nobody stands before it.
    is_locked: Signal<bool>,
    go: StoredValue<Go, LocalStorage>,
    outbox: Memo<String>,
    /// Bookings of which the page tells in rows and items, and in how many.
    places: StoredValue<BTreeMap<BookingId, usize>>,
    /// The refused action that a dialog asks about.
    clash: RwSignal<Option<Asked>>,
    /// The refused action whose room is taken.
    overlap: RwSignal<Option<Taken>>,
}

impl Results {
    /// Tells fates from now on, and hands itself to all components below. Needs toasts, announcer and a router.
    pub fn provide() {
        let navigate = use_navigate();
        let go: Go = Box::new(move |to| navigate(to, NavigateOptions::default()));
        let results = Self {
            realtime: use_realtime(),
            venue: use_session().venue(),
            wording: use_wording(),
            dating: use_dating(),
            toasts: expect_context(),
            announcer: expect_context(),
            is_locked: use_session().is_locked(),
            go: StoredValue::new_local(go),
            outbox: use_venue_href("/outbox"),
            places: StoredValue::new(BTreeMap::new()),
            clash: RwSignal::new(None),
            overlap: RwSignal::new(None),
        };
        provide_context(results);
        let items = results.realtime.outbox_items();
        Effect::new(move |_| {
            for outcome in results.realtime.take_outcomes() {
                untrack(|| results.tell(&outcome));
            }
            let facts: BTreeSet<String> = items.with(|items| items.iter().map(fact).collect());
            results.toasts.keep_to(&facts);
        });
        let limited_ms = results.realtime.outbox_limited_ms();
        // Once for a wait, however often it is made longer.
        Effect::new(move |was_told: Option<bool>| {
            let Some(ms) = limited_ms.get() else { return false };
            let (was_told, is_long) = (was_told == Some(true), ms >= TOLD_WAIT_MS);
            if is_long && !was_told {
                untrack(|| results.tell_too_many(ms));
            }
            was_told || is_long
        });
        let clock = use_clock();
        Effect::new(move |_| results.realtime.prune_undoable(clock.get()));
        let session = use_session().session();
        Effect::new(move |_| {
            if results.is_locked.get() {
                results.clash.set(None);
                results.overlap.set(None);
                results.toasts.clear();
                results.announcer.clear();
            }
        });
        Effect::new(move |_| {
            // Also while the server is asked who it is: what the page showed before was somebody's.
            if session.read().session().is_none() {
                results.clash.set(None);
                results.overlap.set(None);
                results.toasts.end_session();
                results.announcer.clear();
            }
        });
    }

    /// The page tells the fates of this booking's actions itself, in a row or an item, for as long as the owner lives.
    pub(super) fn tell_in_place(self, id: BookingId) {
        self.places.update_value(|places| *places.entry(id.clone()).or_default() += 1);
        on_cleanup(move || {
            let _ = self.places.try_update_value(|places| {
                if let Some(count) = places.get_mut(&id) {
                    *count -= 1;
                }
                places.retain(|_, count| *count > 0);
            });
        });
    }

    /// The refused action that a dialog asks about.
    pub(super) fn clash(self) -> RwSignal<Option<Asked>> {
        self.clash
    }

    /// The refused action whose room is taken.
    pub(super) fn overlap(self) -> RwSignal<Option<Taken>> {
        self.overlap
    }

    /// A person wants to see what happened to an action.
    pub(super) fn review(self, asked: &Asked) {
        match (question(asked), is_dialog_open()) {
            (Some(Question::Clash), false) => self.clash.set(Some(asked.clone())),
            (Some(Question::Overlap), false) => {
                self.overlap.set(Some(Taken { asked: asked.clone(), is_fresh: false }));
            }
            (Some(Question::Clash | Question::Overlap), true) | (None, _) => self.view(&asked.booking),
        }
    }

    /// Shows a booking.
    pub(super) fn view(self, id: &BookingId) {
        let venue = self.venue.get_untracked();
        let venue =
            venue.map(|venue| format!("&venue={}", Url::escape(venue.id.as_str()))).unwrap_or_default();
        self.go(&format!("/bookings/{}?range=today{venue}", Url::escape(id.as_str())));
    }

    /// A person takes back what a command did to a booking; where it is too late for that, it is said.
    pub(super) fn undo(self, id: &BookingId, command: &str) {
        if self.realtime.undo(id, command) {
            return;
        }
        let sentence = self.wording.say(Acting::Refused(ActionWord::Undo, Refusal::UndoExpired));
        self.announcer.say_result(sentence.clone());
        let toast = Toast::new(ToastKind::Error, sentence).keyed(format!("undo {id}"));
        self.toasts.show(self.with_view(toast, id));
    }

    pub(super) fn go(self, to: &str) {
        self.go.with_value(|go| go(to));
    }

    fn with_undo(self, toast: Toast, asked: &Asked) -> Toast {
        let undo = self.realtime.undoable_of(&asked.booking).get_untracked();
        if undo.is_none_or(|undo| undo.command != asked.command) {
            return toast;
        }
        let (id, command) = (asked.booking.clone(), asked.command.clone());
        toast.with_action(self.wording.say(Outbox::Undo), move || self.undo(&id, &command))
    }

    fn with_view(self, toast: Toast, id: &BookingId) -> Toast {
        let id = id.clone();
        toast.with_action(self.wording.say(Outbox::View), move || self.view(&id))
    }

    fn to_outbox(self) -> impl Fn() + Send + Sync + 'static {
        move || self.go(&self.outbox.get_untracked())
    }

    fn has_place(self, asked: &Asked) -> bool {
        self.places.with_value(|places| places.contains_key(&asked.booking))
    }
}

/// An action stands so; what comes next is another fact.
fn fact(asked: &Asked) -> String {
    format!("{} {}", asked.command, state_word(&asked.state))
}

/// What a dialog can ask about a refused action.
enum Question {
    /// Mine or theirs.
    Clash,
    /// Which room instead.
    Overlap,
}

fn question(asked: &Asked) -> Option<Question> {
    let ActionState::Refused { kind, code, error } = &asked.state else { return None };
    error.as_ref()?.current.as_ref()?;
    let questions = [(Refusal::VersionConflict, Question::Clash), (Refusal::Overlap, Question::Overlap)];
    let why = refusal(*kind, code);
    questions.into_iter().find(|(refusal, _)| *refusal == why).map(|(_, question)| question)
}
