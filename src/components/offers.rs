//! What can be done with a booking, and in which words it cannot.

use leptos::prelude::*;

use super::wording::{action_word, status_word};
use super::{Wording, use_wording};
use crate::domain::{ActionKind, Booking, Offer, Venue};
use crate::service::{ConnectionStatus, use_realtime, use_session};
use crate::words::{Acting, ActionWord, Detail, NotPossible, Refusal};

/// What people do to a booking beside its next step, in the order in which it is always shown.
pub(super) const OFFERED: [ActionKind; 6] = [
    ActionKind::Confirm,
    ActionKind::CheckIn,
    ActionKind::CheckOut,
    ActionKind::Move,
    ActionKind::MarkNoShow,
    ActionKind::Cancel,
];

/// Whether the server can be asked now, by whichever way.
pub(super) fn use_can_ask() -> Memo<bool> {
    let status = use_realtime().status();
    Memo::new(move |_| status.with(ConnectionStatus::can_ask))
}

/// Why nothing can be done with a booking whose row is held, or whose menu is open: it is no longer on the board.
pub(super) fn use_removed(booking: RwSignal<Booking>) -> Memo<Option<String>> {
    let (wording, realtime) = (use_wording(), use_realtime());
    let id = booking.with_untracked(|booking| booking.id.clone());
    Memo::new(move |_| {
        let is_removed = realtime.with_board(|board| board.get(&id).is_none());
        is_removed.then(|| wording.say(Detail::Gone(None, None)))
    })
}

/// Why the next step of a booking cannot be taken, if it cannot. Status and connection stand in the way of none: the step
/// was chosen by the one, and may wait for the other.
pub(super) fn use_obstacle(booking: RwSignal<Booking>, kind: ActionKind) -> Memo<Option<String>> {
    let (wording, venue, removed) = (use_wording(), use_session().venue(), use_removed(booking));
    Memo::new(move |_| {
        removed.get().or_else(|| {
            venue.with(|venue| {
                let venue = venue.as_ref().filter(|venue| !venue.allows(kind))?;
                Some(not_allowed(wording, kind, venue))
            })
        })
    })
}

/// Whether an action can be asked for, and the reason if it cannot.
pub(super) fn use_offer(booking: RwSignal<Booking>, kind: ActionKind) -> Memo<(Offer, Option<String>)> {
    let (wording, venue, can_ask) = (use_wording(), use_session().venue(), use_can_ask());
    let removed = use_removed(booking);
    Memo::new(move |_| {
        if let Some(removed) = removed.get() {
            return (Offer::NotNow, Some(removed));
        }
        venue.with(|venue| {
            let Some(venue) = venue else { return (Offer::NotNow, None) };
            booking.with(|booking| {
                let offer = Offer::of(kind, booking, venue, can_ask.get());
                (offer, reason(wording, kind, offer, booking, venue))
            })
        })
    })
}

/// The action as a button says it.
pub(super) fn offer_word(wording: Wording, kind: ActionKind) -> String {
    match kind {
        ActionKind::Move => wording.say(Detail::ChangeStay),
        ActionKind::Create
        | ActionKind::Confirm
        | ActionKind::CheckIn
        | ActionKind::CheckOut
        | ActionKind::MarkNoShow
        | ActionKind::Cancel
        | ActionKind::SetNote
        | ActionKind::Undo => wording.say(Acting::Button(action_word(kind))),
    }
}

/// That the person's role does not allow an action, and what it allows. The server may have taken it away since it told
/// the venue's roles.
pub(super) fn not_allowed(wording: Wording, kind: ActionKind, venue: &Venue) -> String {
    let allowed: Vec<_> = allowed_words(venue).filter(|allowed| *allowed != action_word(kind)).collect();
    wording.say(Acting::NotAllowed(action_word(kind), &allowed))
}

/// What the person's role allows at all.
pub(super) fn role_allows(wording: Wording, venue: &Venue) -> String {
    wording.say(Acting::RoleAllows(&allowed_words(venue).collect::<Vec<_>>()))
}

fn allowed_words(venue: &Venue) -> impl Iterator<Item = ActionWord> {
    venue.allowed.iter().map(|kind| action_word(*kind))
}

fn reason(
    wording: Wording,
    kind: ActionKind,
    offer: Offer,
    booking: &Booking,
    venue: &Venue,
) -> Option<String> {
    let word = action_word(kind);
    match offer {
        Offer::Now => None,
        Offer::NotAllowed => Some(not_allowed(wording, kind, venue)),
        Offer::NotNow => {
            let why = NotPossible::Status(status_word(booking.status));
            Some(wording.say(Detail::NotPossible(word, why)))
        }
        Offer::NotYet => Some(wording.say(Detail::NotPossible(word, NotPossible::NotYet))),
        Offer::NeedsConnection => Some(wording.say(Acting::Refused(word, Refusal::NeedsConnection))),
    }
}
