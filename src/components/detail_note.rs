//! The note of a booking, and what a person is writing into it: kept while the note changes underneath, while one looks
//! at another booking, and when a save is refused.

use std::collections::BTreeMap;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::offers::use_offer;
use super::{Desk, use_wording};
use crate::domain::{ActionKind, Booking, BookingId, NoteDraft, Offer};
use crate::service::{ActionState, SessionState, SignedOutReason, use_realtime, use_session};
use crate::words::{Acting, ActionWord, Detail, FieldWord};

/// As long as the server takes.
const NOTE_MAX: &str = "2000";

/// What people are writing, by booking. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Drafts {
    drafts: RwSignal<BTreeMap<BookingId, NoteDraft>>,
}

impl Drafts {
    /// Hands the drafts to all components below; they outlive the page that they are written on, a lock, and a session
    /// that the server ended, and go with the person. While there is one, the browser asks before it leaves the page.
    pub fn provide() {
        let drafts = Self { drafts: RwSignal::new(BTreeMap::new()) };
        provide_context(drafts);
        let session = use_session().session();
        Effect::new(move |writer: Option<Option<String>>| {
            let writer = writer.flatten();
            let now = match &*session.read() {
                SessionState::SignedIn(session) => Some(session.user.id.clone()),
                // Nobody left by hand: the same person may come back to what they wrote.
                SessionState::Unknown
                | SessionState::SignedOut { reason: Some(SignedOutReason::Ended(_)) } => return writer,
                SessionState::SignedOut { .. } => None,
            };
            // What one person wrote is nothing for the next.
            if writer != now {
                drafts.drafts.set(BTreeMap::new());
            }
            now
        });
        let is_dirty = Memo::new(move |_| drafts.drafts.with(|drafts| !drafts.is_empty()));
        // Only then: a listener may keep the page out of the back/forward cache.
        Effect::new(move |_| {
            if is_dirty.get() {
                let listener =
                    window_event_listener(leptos::ev::beforeunload, |event| event.prevent_default());
                on_cleanup(move || listener.remove());
            }
        });
    }

    /// The person has read what could not be saved.
    pub(super) fn forget(self, id: &BookingId) {
        self.drafts.update(|drafts| drop(drafts.remove(id)));
    }

    /// What is being written into a booking's note, if that differs from it.
    fn get(self, id: &BookingId) -> Option<NoteDraft> {
        self.drafts.with(|drafts| drafts.get(id).cloned())
    }

    /// Changes a draft that began from `note`; one that says nothing else than the server is not kept.
    fn change(self, id: &BookingId, note: &str, change: impl FnOnce(&mut NoteDraft)) {
        let before = self.drafts.with_untracked(|drafts| drafts.get(id).cloned());
        let mut draft = before.clone().unwrap_or_else(|| NoteDraft::new(note));
        change(&mut draft);
        let after = draft.is_dirty().then_some(draft);
        if before != after {
            self.drafts.update(|drafts| match after {
                Some(draft) => drop(drafts.insert(id.clone(), draft)),
                None => drop(drafts.remove(id)),
            });
        }
    }
}

/// The note of one booking, as the person writes it. `Copy`.
#[derive(Clone, Copy)]
struct Writing {
    id: StoredValue<BookingId>,
    booking: RwSignal<Booking>,
    /// As the server has it.
    note: Memo<String>,
    draft: Memo<Option<NoteDraft>>,
    offer: Memo<(Offer, Option<String>)>,
    is_saving: Memo<bool>,
    drafts: Drafts,
    desk: Desk,
}

impl Writing {
    fn new(booking: RwSignal<Booking>) -> Self {
        let drafts = expect_context::<Drafts>();
        let id = booking.with_untracked(|booking| booking.id.clone());
        let action = use_realtime().note(&id);
        let id = StoredValue::new(id);
        let writing = Self {
            id,
            booking,
            note: Memo::new(move |_| booking.with(|booking| booking.note.clone())),
            draft: Memo::new(move |_| id.with_value(|id| drafts.get(id))),
            offer: use_offer(booking, ActionKind::SetNote),
            is_saving: Memo::new(move |_| {
                action.with(|action| action.as_ref().is_some_and(ActionState::is_open))
            }),
            drafts,
            desk: expect_context(),
        };
        Effect::new(move |_| {
            // What is on its way may be shown already, and may yet be refused.
            if !writing.is_saving.get() {
                let note = writing.note.get();
                writing.change(|draft| draft.take(&note));
            }
        });
        writing
    }

    fn change(self, change: impl FnOnce(&mut NoteDraft)) {
        self.id.with_value(|id| self.drafts.change(id, &self.note.get_untracked(), change));
    }

    fn can_write(self) -> bool {
        self.offer.with(|(offer, _)| offer.is_possible())
    }

    fn text(self) -> String {
        self.draft
            .with(|draft| draft.as_ref().map_or_else(|| self.note.get(), |draft| draft.text().to_owned()))
    }

    fn save(self) {
        let text = self.draft.with_untracked(|draft| draft.as_ref().map(|draft| draft.text().to_owned()));
        if let Some(text) = text.filter(|_| untrack(|| self.can_write()) && !self.is_saving.get_untracked()) {
            self.change(NoteDraft::keep_mine);
            self.id.with_value(|id| self.desk.save_note(id, &text));
        }
    }

    fn state(self) -> &'static str {
        match (self.is_saving.get(), self.draft.with(Option::is_some)) {
            (true, _) => "saving",
            (false, true) => "dirty",
            (false, false) => "clean",
        }
    }
}

/// The note.
#[component]
pub(super) fn DetailNote(
    /// Whose.
    booking: RwSignal<Booking>,
) -> impl IntoView {
    let (wording, writing) = (use_wording(), Writing::new(booking));
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            writing.save();
        }
    };
    view! {
        <div class="note" data-testid="note" data-state=move || writing.state()>
            <label class="field">
                <span class="field-label">{wording.say(Detail::Field(FieldWord::Note))}</span>
                <textarea
                    class="field-input note-input"
                    rows="3"
                    maxlength=NOTE_MAX
                    placeholder=wording.say(Detail::NoteHint)
                    readonly=move || !writing.can_write()
                    title=move || writing.offer.with(|(_, reason)| reason.clone())
                    prop:value=move || writing.text()
                    on:keydown=on_key
                    on:input:target=move |event| {
                        let typed = event.target().value();
                        writing.change(|draft| draft.write(&typed));
                    }
                ></textarea>
            </label>
            <Theirs writing />
            <NoteActions writing />
        </div>
    }
}

/// What to do with a text that is not saved.
#[component]
fn NoteActions(writing: Writing) -> impl IntoView {
    let wording = use_wording();
    let state = move || match writing.is_saving.get() {
        true => wording.say(Acting::Sending(ActionWord::SetNote)),
        false => wording.say(Detail::NoteUnsaved),
    };
    view! {
        <Show when=move || writing.draft.with(Option::is_some)>
            <p class="note-actions">
                <span class="quiet">{state}</span>
                <button type="button" class="button" on:click=move |_| writing.change(NoteDraft::discard)>
                    {wording.say(Detail::NoteDiscard)}
                </button>
                <button
                    type="button"
                    class="button button-primary"
                    aria-disabled=move || writing.is_saving.get().to_string()
                    on:click=move |_| writing.save()
                >
                    {wording.say(Acting::Button(ActionWord::SetNote))}
                </button>
            </p>
        </Show>
    }
}

/// What somebody else wrote meanwhile, and the choice between the two.
#[component]
fn Theirs(writing: Writing) -> impl IntoView {
    let wording = use_wording();
    let theirs = Memo::new(move |_| writing.draft.with(|draft| Some(draft.as_ref()?.theirs()?.to_owned())));
    let by = move || writing.booking.with(|booking| booking.updated_by.clone());
    move || {
        theirs.get().map(|theirs| {
            view! {
                <div class="note-theirs" role="status" data-testid="note-theirs">
                    <p>{wording.say(Detail::NoteTheirs(&by()))}</p>
                    <blockquote>{if theirs.is_empty() { "–".to_owned() } else { theirs }}</blockquote>
                    <p class="note-actions">
                        <button type="button" class="button" on:click=move |_| writing.change(NoteDraft::discard)>
                            {wording.say(Detail::NoteUseTheirs(&by()))}
                        </button>
                        <button type="button" class="button" on:click=move |_| writing.change(NoteDraft::keep_mine)>
                            {wording.say(Detail::NoteKeepMine)}
                        </button>
                    </p>
                </div>
            }
        })
    }
}

/// What was written into the note of a booking that is gone, so that it can be copied.
#[component]
pub(super) fn LostNote(
    /// Whose.
    id: BookingId,
) -> impl IntoView {
    let (wording, drafts) = (use_wording(), expect_context::<Drafts>());
    move || {
        drafts.get(&id).map(|draft| {
            view! {
                <div class="note-theirs">
                    <p>{wording.say(Detail::NoteLost)}</p>
                    <blockquote>{draft.text().to_owned()}</blockquote>
                </div>
            }
        })
    }
}
