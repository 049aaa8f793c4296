//! What became of an action, in a sentence, and what a person can do about it: the same in its row and in the outbox.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::components::A;

use super::dating::Dating;
use super::offers::not_allowed;
use super::remedies::CopyButton;
use super::wording::{action_word, status_word};
use super::{Icon, Results, Wording, icon, use_venue_href, use_wording};
use crate::domain::{ActionKind, Booking, Mark, Meanwhile, only_edit};
use crate::service::{ActionState, Asked, use_realtime};
use crate::words::{Acting, Detail, Frame, Outbox, Refusal};

/// The code of an action that was never sent.
const NOT_CONNECTED: &str = "not_connected";
/// The code of an action that the outbox had no room for.
const OUTBOX_FULL: &str = "outbox_full";

/// The refusal that a code of the service stands for, of an action of this kind.
pub(super) fn refusal(kind: ActionKind, code: &str) -> Refusal {
    match (code, Refusal::from_code(code)) {
        (NOT_CONNECTED, _) => Refusal::NeedsConnection,
        (OUTBOX_FULL, _) => Refusal::OutboxFull,
        // Between mine and theirs nothing is to be chosen: the server would never take it back any more.
        (_, Refusal::VersionConflict) if kind == ActionKind::Undo => Refusal::UndoExpired,
        (_, refusal) => refusal,
    }
}

/// What was asked for, in few words.
pub(super) fn label(wording: Wording, asked: &Asked) -> String {
    wording.say(Outbox::Label(action_word(asked.action.kind()), &asked.guest))
}

/// Where an action stands, in a sentence.
pub(super) fn sentence(wording: Wording, asked: &Asked, mark: Mark, dating: Dating) -> String {
    let word = action_word(asked.action.kind());
    match &asked.state {
        ActionState::Sending(_) => wording.say(Outbox::Sending),
        ActionState::Queued { .. } if mark == Mark::Conflict => wording.say(Outbox::Conflict),
        ActionState::Queued { is_saved, .. } => wording.say(Acting::Queued(*is_saved)),
        ActionState::Held(_) => wording.say(Outbox::Held),
        ActionState::Unknown(_) => wording.say(Acting::Unknown(word, &asked.guest)),
        ActionState::Expired(_) => wording.say(Outbox::Expired(word, &asked.guest)),
        ActionState::Done(_) => wording.say(Acting::Done(word, &asked.guest)),
        ActionState::Refused { code, error, .. } => {
            let current = error.as_ref().and_then(|error| error.current.as_deref());
            refused(wording, asked, code, current, dating)
        }
    }
}

fn refused(wording: Wording, asked: &Asked, code: &str, current: Option<&Booking>, dating: Dating) -> String {
    let (word, why) = (action_word(asked.action.kind()), refusal(asked.action.kind(), code));
    let plain = match (why, current) {
        (Refusal::AlreadyDone, Some(current)) => already_done(wording, asked, current, dating),
        (Refusal::NotFound, Some(removed)) => {
            let at = dating.time(removed.updated_at);
            wording.say(Detail::Gone(Some(&removed.updated_by), at.as_deref()))
        }
        (Refusal::Forbidden, _) => forbidden(wording, asked, dating),
        _ => wording.say(Acting::Refused(word, why)),
    };
    if !asked.has_waited {
        return plain;
    }
    let is_theirs = matches!(why, Refusal::VersionConflict | Refusal::InvalidTransition);
    let reason = match current.filter(|_| is_theirs).and_then(|current| happened(asked, current)) {
        Some(Meanwhile { status, by }) => wording.say(Outbox::Meanwhile {
            status: status.map(status_word),
            guest: &asked.guest,
            who: by.map(|(who, _)| who),
            while_offline: asked.was_cut_off && by.is_some_and(|(_, at)| at.unix_ms() >= asked.created_at_ms),
        }),
        None => plain,
    };
    format!("{} {reason}", wording.say(Outbox::NotApplied(word, &asked.guest)))
}

/// "Already checked in by Ana at 14:05."; without her where several edits leave open whose it was.
pub(super) fn already_done(wording: Wording, asked: &Asked, current: &Booking, dating: Dating) -> String {
    let word = action_word(asked.action.kind());
    let by = only_edit(asked.seen_version, current);
    match by.and_then(|(who, at)| Some((who, dating.time(at)?))) {
        Some((who, time)) => wording.say(Outbox::AlreadyBy(word, who, &time)),
        None => wording.say(Acting::Refused(word, Refusal::AlreadyDone)),
    }
}

fn forbidden(wording: Wording, asked: &Asked, dating: Dating) -> String {
    let kind = asked.action.kind();
    dating.venue().with(|venue| match venue {
        Some(venue) => not_allowed(wording, kind, venue),
        None => wording.say(Acting::Refused(action_word(kind), Refusal::Forbidden)),
    })
}

/// What someone else made of the booking since the person asked.
fn happened<'b>(asked: &Asked, current: &'b Booking) -> Option<Meanwhile<'b>> {
    let seen = asked.seen.as_ref().map(|seen| seen.status);
    Meanwhile::of(asked.action.kind(), asked.seen_version, seen, current)
}

/// Something that a person can do about an action.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Undo,
    CheckNow,
    Release,
    SendAgain,
    Review,
    Discard,
    Dismiss,
}

fn choices(asked: &Asked) -> &'static [Choice] {
    match &asked.state {
        ActionState::Sending(_) | ActionState::Done(_) => &[],
        ActionState::Queued { .. } => &[Choice::Undo],
        ActionState::Unknown(_) => &[Choice::CheckNow],
        ActionState::Held(_) => &[Choice::Release, Choice::Discard],
        ActionState::Expired(_) => &[Choice::Review, Choice::Discard],
        ActionState::Refused { kind, code, .. } if refusal(*kind, code) == Refusal::Server => {
            &[Choice::SendAgain, Choice::Discard]
        }
        ActionState::Refused { .. } if asked.has_waited => &[Choice::Review, Choice::Discard],
        ActionState::Refused { kind, code, .. } => match refusal(*kind, code) {
            Refusal::VersionConflict | Refusal::Overlap => &[Choice::Review, Choice::Discard],
            Refusal::Forbidden
            | Refusal::NotFound
            | Refusal::AlreadyDone
            | Refusal::InvalidTransition
            | Refusal::UndoExpired
            | Refusal::CommandExpired
            | Refusal::RateLimited
            | Refusal::TooOld
            | Refusal::Maintenance
            | Refusal::SignedOut
            | Refusal::NeedsConnection
            | Refusal::OutboxFull
            | Refusal::Server => &[Choice::Dismiss],
        },
    }
}

/// The buttons for an action.
#[component]
pub(super) fn FateButtons(
    /// The action.
    asked: Asked,
    /// Whether there is room for what only helps whoever helps.
    #[prop(optional)]
    has_room: bool,
) -> impl IntoView {
    let (wording, realtime, results) = (use_wording(), use_realtime(), expect_context::<Results>());
    let (about, offered) = (label(wording, &asked), choices(&asked));
    let has_details = has_room && offered.contains(&Choice::SendAgain);
    let button = move |choice: Choice| {
        let word = wording.say(match choice {
            Choice::Undo => Outbox::Undo,
            Choice::CheckNow => Outbox::CheckNow,
            Choice::Release => Outbox::SendNow,
            Choice::SendAgain => Outbox::SendAgain,
            Choice::Review => Outbox::Review,
            Choice::Discard | Choice::Dismiss => Outbox::Discard,
        });
        let is_cross = choice == Choice::Dismiss;
        let name = match is_cross {
            true => wording.say(Frame::Dismiss),
            false => wording.say(Outbox::ButtonAbout(&word, &about)),
        };
        let asked = asked.clone();
        let press = move |event: MouseEvent| {
            // The second click of a double click would press what the first one put under the pointer.
            if event.detail() > 1 {
                return;
            }
            match choice {
                Choice::Undo | Choice::Discard | Choice::Dismiss => realtime.discard(&asked.command),
                Choice::CheckNow => drop(realtime.flush_queue()),
                Choice::Release => realtime.release_held(&asked.booking),
                Choice::SendAgain => {
                    if !realtime.send_again(&asked.command) {
                        results.view(&asked.booking);
                    }
                }
                Choice::Review => results.review(&asked),
            }
        };
        view! {
            <button type="button" class="button" class:button-quiet=!is_cross aria-label=name on:click=press>
                {if is_cross { icon(Icon::Close).into_any() } else { word.into_any() }}
            </button>
        }
    };
    let buttons = offered.iter().map(|choice| button(*choice)).collect_view();
    view! {
        {buttons}
        {has_details.then(|| view! { <CopyButton is_quiet=true /> })}
    }
}

/// Leads to the outbox.
#[component]
pub(super) fn OutboxLink() -> impl IntoView {
    let (wording, to_outbox) = (use_wording(), use_venue_href("/outbox"));
    view! { <A href=move || to_outbox.get() attr:class="button button-quiet">{wording.say(Outbox::Title)}</A> }
}
