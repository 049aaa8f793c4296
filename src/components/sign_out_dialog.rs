//! Signing out with changes that are not sent: send them first, keep them, or throw them away. Nothing is lost without a
//! word.

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::modal::Modal;
use super::{Announcer, Results, Toast, Toasts, Wording, use_venue_href, use_wording};
use crate::domain::ToastKind;
use crate::service::{
    ActionState, Asked, RealtimeService, Safety, SessionService, SessionState, SignOut, Summary,
    use_realtime, use_session,
};
use crate::words::{Count, Frame, Keeping, Outbox};

/// One toast tells what was kept.
const KEPT: &str = "kept at sign-out";
/// One toast tells why the person is still signed in.
const STILL_HERE: &str = "still signed in";

/// Signing out. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Leaving {
    realtime: RealtimeService,
    summary: Signal<Summary>,
    items: Signal<Vec<Asked>>,
    session: Signal<SessionState>,
    sessions: SessionService,
    wording: Wording,
    toasts: Toasts,
    announcer: Announcer,
    results: Results,
    outbox: Memo<String>,
    is_asking: RwSignal<bool>,
    /// The attempt to send first that is under way, by its number.
    sending: RwSignal<Option<u32>>,
    attempts: StoredValue<u32>,
}

impl Leaving {
    /// Hands itself to all components below: what was asked for goes on where the header leaves, as under a lock.
    pub(super) fn provide() {
        let leaving = Leaving {
            realtime: use_realtime(),
            summary: use_realtime().outbox(),
            items: use_realtime().outbox_items(),
            session: use_session().session(),
            sessions: use_session(),
            wording: use_wording(),
            toasts: expect_context(),
            announcer: expect_context(),
            results: expect_context(),
            outbox: use_venue_href("/outbox"),
            is_asking: RwSignal::new(false),
            sending: RwSignal::new(None),
            attempts: StoredValue::new(0),
        };
        provide_context(leaving);
        let person = Memo::new(move |_| Some(leaving.session.read().session()?.user.id.clone()));
        // What one person was asked is no question for the next.
        Effect::new(move |_| {
            person.track();
            leaving.stay();
        });
    }

    /// The person wants to sign out: asks, where something is not sent.
    pub(super) fn begin(self) {
        if self.unsent() == 0 {
            self.sessions.sign_out(SignOut::Keep);
        } else {
            self.sending.set(None);
            self.is_asking.set(true);
        }
    }

    fn unsent(self) -> usize {
        self.summary.with_untracked(Summary::unsent)
    }

    /// How many need a decision of the person: what was refused or is too old, and what stands behind it.
    fn undecided(self) -> usize {
        let is_it = |asked: &&Asked| match asked.state {
            ActionState::Refused { .. } | ActionState::Expired(_) | ActionState::Held(_) => true,
            ActionState::Sending(_)
            | ActionState::Queued { .. }
            | ActionState::Done(_)
            | ActionState::Unknown(_) => false,
        };
        self.items.with_untracked(|items| items.iter().filter(is_it).count())
    }

    fn stay(self) {
        self.is_asking.set(false);
        self.sending.set(None);
    }

    fn send(self) {
        let attempt = self.attempts.with_value(|attempts| attempts + 1);
        self.attempts.set_value(attempt);
        self.sending.set(Some(attempt));
        let before = self.undecided();
        spawn_local(async move {
            self.realtime.flush_queue().await;
            // The fates are told first: what was done already by someone else is put away with that.
            tick().await;
            // The person may have thought better of it, also twice.
            if self.sending.get_untracked() != Some(attempt) {
                return;
            }
            match self.undecided().saturating_sub(before) {
                0 => self.leave(true),
                count => self.show_undecided(count),
            }
        });
    }

    /// What was sent was not carried out: after a sign-out nobody would hear of it before the person is back.
    fn show_undecided(self, count: usize) {
        let text = self.wording.count(count, |count| Keeping::StillHere(count).into());
        self.stay();
        self.results.go(&self.outbox.get_untracked());
        self.announcer.say_result(text.clone());
        self.toasts.show(Toast::new(ToastKind::Info, text).keyed(STILL_HERE));
    }

    fn keep(self) {
        self.leave(false);
    }

    fn discard(self) {
        self.stay();
        self.sessions.sign_out(SignOut::Discard);
    }

    /// Signs out, and says what is kept.
    fn leave(self, was_tried: bool) {
        let left = self.unsent();
        let name =
            self.session.with_untracked(|state| state.session().map(|session| session.user.name.clone()));
        self.stay();
        self.sessions.sign_out(SignOut::Keep);
        if let Some(name) = name.filter(|_| left > 0) {
            let number = self.wording.number(left);
            let count = Count { value: left as u64, text: &number };
            let (kind, words) = match was_tried {
                true => (ToastKind::Error, Keeping::LeftFor(count, &name)),
                false => (ToastKind::Info, Keeping::KeptFor(count, &name)),
            };
            let toast = Toast::new(kind, self.wording.say(words)).keyed(KEPT);
            self.toasts.show(Toast { outlives_session: true, ..toast });
        }
    }
}

/// The question.
#[component]
pub(super) fn SignOutDialog(
    /// Who signs out, and how.
    leaving: Leaving,
) -> impl IntoView {
    let close = Callback::new(move |()| leaving.stay());
    view! {
        <Modal is_open=leaving.is_asking on_close=close title_id="sign-out-title" testid="sign-out-dialog">
            <Question leaving />
        </Modal>
    }
}

#[component]
fn Question(leaving: Leaving) -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let (summary, batch) = (realtime.outbox(), realtime.outbox_batch());
    // What was asked stays readable while it is answered.
    let title = move || {
        let count = summary.with(Summary::unsent);
        wording.count(count, |count| Keeping::NotSent(count).into())
    };
    let is_unsafe = Memo::new(move |_| summary.with(|summary| summary.safety != Safety::Safe));
    let maybe_sent = move || {
        let count = summary.with(|summary| summary.sending + summary.unknown);
        (count > 0).then(|| wording.count(count, |count| Keeping::MaybeSent(count).into()))
    };
    let progress = move || {
        let batch = batch.get();
        wording.say(Outbox::SendingOf(&wording.number(batch.now), &wording.number(batch.total)))
    };
    let is_sending = move || leaving.sending.with(Option::is_some);
    view! {
        <div class="dialog-form">
            <h2 id="sign-out-title">{title}</h2>
            <p>{wording.say(Keeping::NotSentText)}</p>
            <Show when=move || is_unsafe.get()>
                <p class="dialog-warning">{wording.say(Keeping::NotSentUnsafe)}</p>
            </Show>
            {move || maybe_sent().map(|sentence| view! { <p class="quiet">{sentence}</p> })}
            <p role="status" class="quiet">{move || is_sending().then(progress)}</p>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| leaving.stay()>
                    {wording.say(Frame::Cancel)}
                </button>
                <button type="button" class="button" on:click=move |_| leaving.discard()>
                    {wording.say(Keeping::DiscardAll)}
                </button>
                <button type="button" class="button" on:click=move |_| leaving.keep()>
                    {wording.say(Keeping::KeepForMe)}
                </button>
                <button
                    type="button"
                    class="button button-primary"
                    aria-disabled=move || is_sending().to_string()
                    on:click=move |_| {
                        if leaving.sending.with_untracked(Option::is_none) {
                            leaving.send();
                        }
                    }
                >
                    {wording.say(Keeping::SendAndSignOut)}
                </button>
            </div>
        </div>
    }
}
