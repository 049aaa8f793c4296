//! Asks for a room: when someone without one checks in. A native dialog: Esc closes it, the focus goes back.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::offers::offer_word;
use super::{Desk, DialogOutlet, use_wording};
use crate::domain::{ActionKind, Booking, Resource, ResourceId};
use crate::service::{use_realtime, use_session};
use crate::words::{Acting, Frame};

/// The dialog; open while the desk asks.
#[component]
pub fn RoomDialog() -> impl IntoView {
    let (realtime, venue, desk) = (use_realtime(), use_session().venue(), expect_context::<Desk>());
    let (dialog, choice) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Select>::new());
    let booking = Memo::new(move |_| {
        let (kind, id) = desk.asking().get()?;
        (kind == ActionKind::CheckIn).then(|| realtime.with_board(|board| board.get(&id).cloned())).flatten()
    });
    let rooms = Memo::new(move |_| {
        let Some(booking) = booking.get() else { return Vec::new() };
        venue.with(|venue| {
            let Some(venue) = venue else { return Vec::new() };
            realtime.with_board(|board| {
                let free = board.free_resources(venue, &booking).into_iter();
                free.map(|room| (room.id.as_str().to_owned(), room_label(room))).collect()
            })
        })
    });
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (booking.with(Option::is_some), dialog.open()) {
            // A dialog that is on the page and closed can be shown.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen = choice.get_untracked().map(|choice| choice.value()).filter(|id| !id.is_empty());
        desk.choose_room(chosen.map(ResourceId::from));
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby="room-title"
            data-testid="room-dialog"
            on:close=move |_| desk.ask_no_more()
        >
            <RoomForm booking rooms choice on_submit=submit />
            <Show when=move || booking.with(Option::is_some)><DialogOutlet /></Show>
        </dialog>
    }
}

#[component]
fn RoomForm(
    booking: Memo<Option<Booking>>,
    rooms: Memo<Vec<(String, String)>>,
    choice: NodeRef<html::Select>,
    on_submit: impl Fn(SubmitEvent) + 'static,
) -> impl IntoView {
    let (wording, desk) = (use_wording(), expect_context::<Desk>());
    let has_rooms = move || rooms.with(|rooms| !rooms.is_empty());
    let title =
        move || booking.with(|booking| Some(wording.say(Acting::ChooseRoom(&booking.as_ref()?.guest.name))));
    view! {
        <form class="dialog-form" on:submit=on_submit>
            <h2 id="room-title">{title}</h2>
            <p class="quiet">
                {move || wording.say(if has_rooms() { Acting::ChooseRoomText } else { Acting::NoFreeRoom })}
            </p>
            <label class="field" hidden=move || !has_rooms()>
                <span class="field-label">{wording.say(Acting::Room)}</span>
                <select class="field-input" node_ref=choice>
                    <For each=move || rooms.get() key=|(id, _)| id.clone() let((id, name))>
                        <option value=id>{name}</option>
                    </For>
                </select>
            </label>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| desk.ask_no_more()>
                    {wording.say(Frame::Cancel)}
                </button>
                <button type="submit" class="button button-primary" hidden=move || !has_rooms()>
                    {offer_word(wording, ActionKind::CheckIn)}
                </button>
            </div>
        </form>
    }
}

/// A room as people choose it.
pub(super) fn room_label(Resource { name, group, .. }: &Resource) -> String {
    if group.is_empty() { name.clone() } else { format!("{name} · {group}") }
}
