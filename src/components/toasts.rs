//! Results on their way to be read: which are there, for how long, and what becomes of the same one said again.

use std::sync::Arc;

use leptos::prelude::*;

use crate::service::use_clock;

/// A success leaves by itself after this long; an error stays until it is dismissed.
const SUCCESS_MS: i64 = 6_000;
/// What can be undone stays longer.
const UNDO_MS: i64 = 10_000;
/// So many are shown; the rest is counted.
pub(super) const SHOWN_MAX: usize = 3;
/// More than this nobody reads: the oldest goes.
const KEPT_MAX: usize = 50;
/// The clock ticks each second; a page that slept has not been read meanwhile.
const TICK_MS_MAX: i64 = 1_500;

/// What kind of result it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// Good to know.
    Info,
    /// It went through.
    Success,
    /// It did not, and someone must know.
    Error,
}

/// The one thing that can be done about a result; it exists elsewhere without a time limit.
#[derive(Clone)]
pub struct ToastAction {
    /// The button's word.
    pub label: String,
    /// What it does. It lives as long as the toast, whoever made it.
    pub run: Arc<dyn Fn() + Send + Sync>,
}

/// A result.
#[derive(Clone)]
pub struct Toast {
    /// Results with the same key are one, in place and counted.
    pub key: String,
    /// What kind.
    pub kind: ToastKind,
    /// The sentence; it gets the count.
    pub text: String,
    /// What can be done about it.
    pub action: Option<ToastAction>,
    /// It names nothing of the person's work, and may be read after a sign-out.
    pub outlives_session: bool,
}

/// A result that is there, and how long it still stays; errors stay.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) id: u64,
    pub(super) toast: Toast,
    pub(super) count: usize,
    pub(super) left_ms: Option<i64>,
}

/// Shows results. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Toasts {
    pub(super) kept: RwSignal<Vec<Kept>>,
    next_id: StoredValue<u64>,
    /// Whether someone reads: the pointer or the focus is on them.
    pub(super) is_held: RwSignal<bool>,
}

impl Toast {
    /// A result that says `text`, the same as any other that says it.
    pub fn new(kind: ToastKind, text: String) -> Self {
        Toast { key: text.clone(), kind, text, action: None, outlives_session: false }
    }

    /// The same under a key of its own.
    #[must_use]
    pub fn keyed(self, key: impl Into<String>) -> Self {
        Toast { key: key.into(), ..self }
    }

    /// The same with something to do about it.
    #[must_use]
    pub fn with_action(self, label: String, run: impl Fn() + Send + Sync + 'static) -> Self {
        Toast { action: Some(ToastAction { label, run: Arc::new(run) }), ..self }
    }

    fn life_ms(&self) -> Option<i64> {
        match (self.kind, &self.action) {
            (ToastKind::Error, _) => None,
            (ToastKind::Success | ToastKind::Info, None) => Some(SUCCESS_MS),
            (ToastKind::Success | ToastKind::Info, Some(_)) => Some(UNDO_MS),
        }
    }
}

impl Toasts {
    /// Hands the toasts to all components below, and lets them leave in time.
    pub(super) fn provide() {
        let (clock, last_ms) = (use_clock(), StoredValue::new(0_i64));
        let toasts = Self {
            kept: RwSignal::new(Vec::new()),
            next_id: StoredValue::new(0),
            is_held: RwSignal::new(false),
        };
        provide_context(toasts);
        Effect::new(move |_| {
            let now_ms = clock.get();
            let passed_ms = (now_ms - last_ms.get_value()).clamp(0, TICK_MS_MAX);
            last_ms.set_value(now_ms);
            if !toasts.is_held.get_untracked() && !document().hidden() {
                toasts.pass(passed_ms);
            }
        });
    }

    /// Shows a result, or counts it to the one with its key.
    pub fn show(&self, toast: Toast) {
        self.count(toast.key.clone(), move |_| toast.clone());
    }

    /// Shows a result whose words depend on how often it was said.
    pub fn count(&self, key: String, toast: impl Fn(usize) -> Toast) {
        let id = self.next_id.get_value() + 1;
        self.next_id.set_value(id);
        self.kept.update(|kept| {
            let before = kept.iter().position(|each| each.toast.key == key).map(|at| kept.remove(at));
            let count = before.as_ref().map_or(1, |before| before.count + 1);
            let toast = Toast { key, ..toast(count) };
            let left_ms = toast.life_ms();
            // The same element: what stands there changes its words, and keeps the focus.
            let id = before.map_or(id, |before| before.id);
            kept.push(Kept { id, toast, count, left_ms });
            if kept.len() > KEPT_MAX {
                kept.remove(0);
            }
        });
    }

    /// It went through.
    pub fn success(&self, text: String) {
        self.show(Toast::new(ToastKind::Success, text));
    }

    /// It did not.
    pub fn error(&self, text: String) {
        self.show(Toast::new(ToastKind::Error, text));
    }

    /// Takes a result away.
    pub(super) fn dismiss(&self, id: u64) {
        self.kept.update(|kept| kept.retain(|each| each.id != id));
        self.is_held.set(false);
    }

    /// Takes away what tells of the work of a person who is gone.
    pub(super) fn end_session(&self) {
        if self.kept.with_untracked(|kept| kept.iter().any(|each| !each.toast.outlives_session)) {
            self.kept.update(|kept| kept.retain(|each| each.toast.outlives_session));
        }
    }

    /// Takes all away: nobody may read over the shoulder of a locked desk.
    pub(super) fn clear(&self) {
        if self.kept.with_untracked(|kept| !kept.is_empty()) {
            self.kept.set(Vec::new());
            self.is_held.set(false);
        }
    }

    /// Time passed, in which those that are shown could be read.
    fn pass(&self, passed_ms: i64) {
        let leaves = |each: &Kept| each.left_ms.is_some();
        if !self.kept.with_untracked(|kept| kept.iter().rev().take(SHOWN_MAX).any(leaves)) {
            return;
        }
        let is_over = |each: &Kept| each.left_ms.is_some_and(|left_ms| left_ms <= 0);
        let ended = self.kept.try_update_untracked(|kept| {
            for each in kept.iter_mut().rev().take(SHOWN_MAX) {
                each.left_ms = each.left_ms.map(|left_ms| left_ms - passed_ms);
            }
            kept.iter().any(is_over)
        });
        if ended == Some(true) {
            self.kept.update(|kept| kept.retain(|each| !is_over(each)));
        }
    }
}
