//! Asks for other times and another room: a guest who stays a night longer, or does not like the room that they got.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::modal::Modal;
use super::room_field::{RoomOption, RoomSelect, room_options};
use super::row_cells::stay;
use super::{Desk, Wording, use_list_view, use_wording};
use crate::domain::{
    Action, ActionKind, Booking, Instant, ResourceId, StayDraft, StayFault, Venue, has_arrived,
};
use crate::service::{RealtimeService, use_realtime, use_session};
use crate::words::{Acting, Detail, FieldWord, Frame, StayFaultWord};

/// The dialog; open while the desk asks.
#[component]
pub fn MoveDialog() -> impl IntoView {
    let (realtime, desk, venue) = (use_realtime(), expect_context::<Desk>(), use_session().venue());
    // As it was when it was asked about: a change beneath takes no field from the person. What is sent names the version
    // that they saw, and the server refuses it if there is a newer one.
    let asked = Memo::new(move |_| {
        let id = desk.asking().get().filter(|(kind, _)| *kind == ActionKind::Move)?.1;
        let booking = untrack(|| realtime.with_board(|board| board.shown(&id).cloned()))?;
        Some((booking, venue.get_untracked()?))
    });
    let is_open = Memo::new(move |_| asked.with(Option::is_some));
    let leave = Callback::new(move |()| desk.ask_no_more());
    view! {
        <Modal is_open on_close=leave title_id="move-title" testid="move-dialog">
            {move || asked.get().map(|(booking, venue)| {
                let form = StayForm::new(booking, venue, desk);
                view! { <Form form /> }
            })}
        </Modal>
    }
}

/// The fields, and what they are asked about. `Copy`.
#[derive(Clone, Copy)]
struct StayForm {
    arrival: RwSignal<String>,
    departure: RwSignal<String>,
    /// The room's id; empty for none.
    room: RwSignal<String>,
    asked: StoredValue<(Booking, Venue)>,
    realtime: RealtimeService,
    minute: Memo<Instant>,
}

impl StayForm {
    fn new(booking: Booking, venue: Venue, desk: Desk) -> Self {
        let draft = match desk.refused(&booking.id) {
            Some(refused) => StayDraft::again(&booking, &venue, &refused),
            None => StayDraft::of(&booking, &venue),
        };
        Self {
            arrival: RwSignal::new(draft.arrival),
            departure: RwSignal::new(draft.departure),
            room: RwSignal::new(draft.room.map(|room| room.as_str().to_owned()).unwrap_or_default()),
            asked: StoredValue::new((booking, venue)),
            realtime: use_realtime(),
            minute: use_list_view().minute,
        }
    }

    fn draft(self) -> StayDraft {
        StayDraft {
            arrival: self.arrival.get(),
            departure: self.departure.get(),
            room: Some(self.room.get()).filter(|room| !room.is_empty()).map(ResourceId::from),
        }
    }

    fn moved(self) -> Result<Booking, StayFault> {
        self.asked.with_value(|(booking, venue)| self.draft().moved(booking, venue))
    }

    /// The rooms that are free for the stay, and the chosen one whether it is or not.
    fn rooms(self) -> Vec<RoomOption> {
        let (chosen, moved, now) = (self.room.get(), self.moved(), self.minute.get());
        self.asked.with_value(|(booking, venue)| {
            let stay = moved.as_ref().unwrap_or(booking);
            let free = self.realtime.with_board(|board| board.rooms_for_stay(venue, booking, stay, now));
            let mut rooms = room_options(venue, &free, &chosen);
            // A room that the venue does not have any more is still the one that they are in.
            let held = booking.resource.as_ref().filter(|held| held.id.as_str() == chosen);
            if let Some(held) = held.filter(|_| rooms.iter().all(|room| room.id != chosen)) {
                let (name, label) = (held.name.clone(), held.name.clone());
                rooms.push(RoomOption { id: chosen, name, label, is_free: true });
            }
            rooms
        })
    }

    /// What stands in the way, or how the stay would be.
    fn told(self, wording: Wording) -> Result<String, String> {
        let moved = self.moved().map_err(|fault| wording.say(Detail::StayFault(fault_word(fault))))?;
        let chosen = self.room.get();
        let taken = self.rooms().into_iter().find(|room| room.id == chosen && !room.is_free);
        // Who stays as they are stays where they are.
        match taken.filter(|_| self.action().is_some()) {
            Some(taken) => Err(wording.say(Detail::RoomNotFree(&taken.name))),
            None => Ok(self.asked.with_value(|(_, venue)| stay(wording, &moved, venue)).unwrap_or_default()),
        }
    }

    /// What is to be sent, if anything is.
    fn action(self) -> Option<Action> {
        let draft = untrack(|| self.draft());
        self.asked.with_value(|(booking, venue)| draft.action(booking, venue)).ok().flatten()
    }
}

#[component]
fn Form(form: StayForm) -> impl IntoView {
    let (wording, desk) = (use_wording(), expect_context::<Desk>());
    let told = Memo::new(move |_| form.told(wording));
    let fault = Signal::derive(move || form.moved().err());
    let (title, is_in_house) = form.asked.with_value(|(booking, _)| {
        (wording.say(Detail::ChangeStayTitle(&booking.guest.name)), has_arrived(booking))
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if told.with_untracked(Result::is_ok) {
            let (seen, _) = form.asked.get_value();
            desk.change_stay(&seen, form.action());
        }
    };
    let arrives_wrong = Signal::derive(move || fault.get() == Some(StayFault::Arrival));
    let leaves_wrong =
        Signal::derive(move || matches!(fault.get(), Some(StayFault::Departure | StayFault::Order)));
    view! {
        <form class="dialog-form" on:submit=submit>
            <h2 id="move-title">{title}</h2>
            <MomentField field=FieldWord::Arrival value=form.arrival is_fixed=is_in_house is_wrong=arrives_wrong />
            <MomentField field=FieldWord::Departure value=form.departure is_fixed=false is_wrong=leaves_wrong />
            <RoomField form />
            <p id="move-told" role="status" class=move || if told.with(Result::is_ok) { "quiet" } else { "dialog-warning" }>
                {move || told.get().unwrap_or_else(|fault| fault)}
            </p>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| desk.ask_no_more()>
                    {wording.say(Frame::Cancel)}
                </button>
                <button type="submit" class="button button-primary" aria-disabled=move || told.with(Result::is_err).to_string()>
                    {wording.say(Detail::ChangeStay)}
                </button>
            </div>
        </form>
    }
}

/// A day and a time on the venue's clock. The fields are the browser's own while they are typed into: one that is half
/// written is empty, and setting it so would take the other half away.
#[component]
fn MomentField(
    field: FieldWord,
    value: RwSignal<String>,
    is_fixed: bool,
    is_wrong: Signal<bool>,
) -> impl IntoView {
    let wording = use_wording();
    let (name, time_word) = (wording.say(Detail::Field(field)), wording.say(Detail::Time));
    let time_name = format!("{name}, {time_word}");
    let (day, time) = value.with_untracked(|value| {
        let (day, time) = value.split_once('T').unwrap_or((value.as_str(), ""));
        (RwSignal::new(day.to_owned()), RwSignal::new(time.to_owned()))
    });
    let put = move |part: RwSignal<String>, event| {
        part.set(event_target_value(&event));
        value.set(format!("{}T{}", day.get_untracked(), time.get_untracked()));
    };
    view! {
        <div class="moment-field">
            <label class="field">
                <span class="field-label">{name}</span>
                <input
                    class="field-input"
                    type="date"
                    disabled=is_fixed
                    aria-invalid=move || is_wrong.get().to_string()
                    aria-describedby="move-told"
                    value=day.get_untracked()
                    on:input=move |event| put(day, event)
                />
            </label>
            <label class="field">
                <span class="field-label">{time_word}</span>
                <input
                    class="field-input"
                    type="time"
                    disabled=is_fixed
                    aria-label=time_name
                    aria-invalid=move || is_wrong.get().to_string()
                    aria-describedby="move-told"
                    value=time.get_untracked()
                    on:input=move |event| put(time, event)
                />
            </label>
        </div>
    }
}

#[component]
fn RoomField(form: StayForm) -> impl IntoView {
    let wording = use_wording();
    let rooms = Memo::new(move |_| form.rooms());
    let has_none = form.asked.with_value(|(booking, _)| booking.resource.is_none());
    view! {
        <label class="field">
            <span class="field-label">{wording.say(Acting::Room)}</span>
            <RoomSelect
                rooms
                chosen=form.room
                none=has_none.then(|| wording.say(Detail::NoRoomYet))
                described_by="move-told"
            />
        </label>
    }
}

fn fault_word(fault: StayFault) -> StayFaultWord {
    match fault {
        StayFault::Arrival => StayFaultWord::Arrival,
        StayFault::Departure => StayFaultWord::Departure,
        StayFault::Order => StayFaultWord::Order,
    }
}
