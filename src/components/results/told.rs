//! How each fate is told: which words, and where.

use leptos::prelude::*;

use super::super::Toast;
use super::super::fate::{already_done, refusal, sentence};
use super::super::modal::is_dialog_open;
use super::super::wording::action_word;
use super::{Question, Results, Taken, fact, question};
use crate::domain::{Booking, Mark, ToastKind};
use crate::service::{ActionState, Asked};
use crate::words::{Acting, Outbox, Refusal};

/// One toast for everything that went out after it had waited.
const SENT: &str = "outbox sent";
/// One toast for everything that was not applied after it had waited.
const NOT_APPLIED: &str = "outbox not applied";
/// One toast for all waits that the server asks for.
const TOO_MANY: &str = "outbox too many";

impl Results {
    pub(super) fn tell(self, asked: &Asked) {
        match &asked.state {
            ActionState::Done(_) if asked.has_waited => self.tell_sent(asked),
            ActionState::Done(_) => self.tell_done(asked),
            ActionState::Refused { .. } if !asked.has_waited => self.tell_refused(asked),
            ActionState::Refused { .. } | ActionState::Expired(_) => self.tell_not_applied(asked),
            ActionState::Unknown(_) => {
                let sentence = self.sentence(asked);
                self.announcer.say_result(sentence.clone());
                if !self.has_place(asked) {
                    self.toasts.show(lasting(asked, sentence).keyed(asked.command.clone()));
                }
            }
            // Its place shows it.
            ActionState::Queued { .. } => self.announcer.say_result(self.sentence(asked)),
            ActionState::Sending(_) | ActionState::Held(_) => {}
        }
    }

    fn tell_done(self, asked: &Asked) {
        let sentence = self.sentence(asked);
        self.announcer.say_result(sentence.clone());
        // What became of it before is past.
        let key = format!("done {}", asked.booking);
        let toast = Toast::new(ToastKind::Success, sentence).keyed(key);
        self.toasts.show(self.with_undo(toast, asked));
    }

    fn tell_sent(self, asked: &Asked) {
        let (wording, single) = (self.wording, self.sentence(asked));
        self.announcer.say_result(single.clone());
        self.toasts.count(SENT, move |count| match count {
            1 => self.with_undo(Toast::new(ToastKind::Success, single.clone()), asked),
            count => {
                let text = wording.count(count, |count| Outbox::Sent(count).into());
                Toast::new(ToastKind::Success, text).with_action(wording.say(Outbox::Title), self.to_outbox())
            }
        });
    }

    pub(super) fn tell_too_many(self, ms: u64) {
        let seconds = usize::try_from(ms.div_ceil(1_000)).unwrap_or(usize::MAX);
        let sentence = self.wording.count(seconds, |seconds| Outbox::TooMany(seconds).into());
        self.announcer.say_result(sentence.clone());
        let toast = Toast::new(ToastKind::Info, sentence).keyed(TOO_MANY);
        self.toasts.show(toast.with_action(self.wording.say(Outbox::Title), self.to_outbox()));
    }

    fn tell_not_applied(self, asked: &Asked) {
        let (wording, single) = (self.wording, self.sentence(asked));
        self.announcer.say_result(single.clone());
        if self.has_place(asked) {
            return;
        }
        self.toasts.count(NOT_APPLIED, move |count| {
            let text = match count {
                1 => single.clone(),
                count => wording.count(count, |count| Outbox::SomeNotApplied(count).into()),
            };
            lasting(asked, text).with_action(wording.say(Outbox::Review), self.to_outbox())
        });
    }

    /// Someone stands before it.
    fn tell_refused(self, asked: &Asked) {
        let ActionState::Refused { kind, code, error } = &asked.state else { return };
        let current = error.as_ref().and_then(|error| error.current.as_deref());
        if refusal(*kind, code) == Refusal::AlreadyDone
            && let Some(current) = current
        {
            return self.tell_already_done(asked, current);
        }
        let is_reachable = asked.is_own && !is_dialog_open() && !self.is_locked.get_untracked();
        let question = question(asked).filter(|_| is_reachable);
        match question {
            // The dialog says it.
            Some(Question::Clash) => return self.clash.set(Some(asked.clone())),
            Some(Question::Overlap) => {
                return self.overlap.set(Some(Taken { asked: asked.clone(), is_fresh: true }));
            }
            None => {}
        }
        let sentence = self.sentence(asked);
        self.announcer.say_result(sentence.clone());
        if !self.has_place(asked) || is_dialog_open() {
            let toast = lasting(asked, sentence).keyed(asked.command.clone());
            self.toasts.show(toast.with_action(self.wording.say(Outbox::Title), self.to_outbox()));
        }
    }

    /// What was wished is so: nothing is left to decide.
    fn tell_already_done(self, asked: &Asked, current: &Booking) {
        let sentence = already_done(self.wording, asked, current, self.dating);
        self.announcer.say_result(sentence.clone());
        self.toasts.show(self.with_view(Toast::new(ToastKind::Info, sentence), &asked.booking));
        self.realtime.discard(&asked.command);
    }

    fn sentence(self, asked: &Asked) -> String {
        match &asked.state {
            ActionState::Done(kind) => self.wording.say(Acting::Done(action_word(*kind), &asked.guest)),
            ActionState::Sending(_)
            | ActionState::Queued { .. }
            | ActionState::Held(_)
            | ActionState::Refused { .. }
            | ActionState::Expired(_)
            | ActionState::Unknown(_) => sentence(self.wording, asked, Mark::None, self.dating),
        }
    }
}

/// An error for as long as the action stands so.
fn lasting(asked: &Asked, sentence: String) -> Toast {
    Toast::new(ToastKind::Error, sentence).while_true(fact(asked))
}
