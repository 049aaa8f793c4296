//! Asks for a room: when someone without one checks in.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::desk::AskedAbout;
use super::modal::Modal;
use super::offers::offer_word;
use super::room_field::{RoomSelect, room_options};
use super::{Desk, use_wording};
use crate::domain::{ActionKind, ResourceId};
use crate::service::{use_realtime, use_session};
use crate::words::{Acting, Detail, Frame};

/// The dialog; open while the desk asks.
#[component]
pub fn RoomDialog() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let about = desk.asked_about(ActionKind::CheckIn);
    let is_open = Memo::new(move |_| about.with(Option::is_some));
    let leave = Callback::new(move |()| desk.ask_no_more());
    view! {
        <Modal is_open on_close=leave title_id="room-title" testid="room-dialog">
            <RoomForm about />
        </Modal>
    }
}

#[component]
fn RoomForm(about: Memo<Option<AskedAbout>>) -> impl IntoView {
    let (wording, desk) = (use_wording(), expect_context::<Desk>());
    let (realtime, venue) = (use_realtime(), use_session().venue());
    let chosen = RwSignal::new(String::new());
    let rooms = Memo::new(move |_| {
        about.with(|about| {
            venue.with(|venue| {
                let (Some(about), Some(venue)) = (about, venue) else { return Vec::new() };
                let free = realtime.with_board(|board| board.rooms_for_check_in(venue, &about.booking));
                room_options(venue, &free, &chosen.get())
            })
        })
    });
    let has_rooms = move || rooms.with(|rooms| !rooms.is_empty());
    // The first one is offered; from then on the person chooses.
    Effect::new(move |_| {
        let first = rooms.with(|rooms| rooms.first().map(|room| room.id.clone()));
        if let Some(first) = first.filter(|_| chosen.with_untracked(String::is_empty)) {
            chosen.set(first);
        }
    });
    let told = Memo::new(move |_| {
        let taken = rooms.with(|rooms| {
            let chosen = chosen.get();
            rooms.iter().find(|room| room.id == chosen && !room.is_free).map(|room| room.name.clone())
        });
        match taken {
            _ if about.with(|about| about.as_ref().is_some_and(|about| about.is_removed)) => {
                Err(wording.say(Detail::Gone(None, None)))
            }
            Some(taken) => Err(wording.say(Detail::RoomNotFree(&taken))),
            None if !has_rooms() => Err(wording.say(Acting::NoFreeRoom)),
            None => Ok(wording.say(Acting::ChooseRoomText)),
        }
    });
    let title = move || {
        about.with(|about| Some(wording.say(Acting::ChooseRoom(&about.as_ref()?.booking.guest.name))))
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if told.with_untracked(Result::is_ok) {
            desk.choose_room(ResourceId::from(chosen.get_untracked()));
        }
    };
    view! {
        <form class="dialog-form" on:submit=submit>
            <h2 id="room-title">{title}</h2>
            <p id="room-told" role="status" class=move || if told.with(Result::is_ok) { "quiet" } else { "dialog-warning" }>
                {move || told.get().unwrap_or_else(|fault| fault)}
            </p>
            <label class="field" hidden=move || !has_rooms()>
                <span class="field-label">{wording.say(Acting::Room)}</span>
                <RoomSelect rooms chosen described_by="room-told" />
            </label>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| desk.ask_no_more()>
                    {wording.say(Frame::Cancel)}
                </button>
                <button
                    type="submit"
                    class="button button-primary"
                    hidden=move || !has_rooms()
                    // Not `disabled`: that would take the focus from it.
                    aria-disabled=move || told.with(Result::is_err).to_string()
                >
                    {offer_word(wording, ActionKind::CheckIn)}
                </button>
            </div>
        </form>
    }
}
