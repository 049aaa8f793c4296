//! A choice of rooms: those that are free for a stay, and the chosen one whether it is or not. What somebody chose never
//! changes by itself.

use leptos::prelude::*;

use super::use_wording;
use crate::domain::{Resource, Venue};
use crate::words::Detail;

/// A room as a choice.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct RoomOption {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) is_free: bool,
}

/// The rooms of a venue that are `free`, and the one whose id is `chosen`.
pub(super) fn room_options(venue: &Venue, free: &[&Resource], chosen: &str) -> Vec<RoomOption> {
    let all = venue.resources.iter().map(|room| RoomOption {
        id: room.id.as_str().to_owned(),
        name: room.name.clone(),
        label: label(room),
        is_free: free.iter().any(|free| free.id == room.id),
    });
    all.filter(|room| room.is_free || room.id == chosen).collect()
}

/// The field, without its label.
#[component]
pub(super) fn RoomSelect(
    #[prop(into)] rooms: Signal<Vec<RoomOption>>,
    /// The id of the chosen room; empty for none.
    chosen: RwSignal<String>,
    /// What stands for no room, where that is a choice.
    #[prop(optional_no_strip)]
    none: Option<String>,
    /// The id of the text that tells what becomes of the choice.
    described_by: &'static str,
) -> impl IntoView {
    let wording = use_wording();
    view! {
        <select
            class="field-input"
            aria-describedby=described_by
            on:change=move |event| chosen.set(event_target_value(&event))
        >
            {none.map(|none| view! { <option value="">{none}</option> })}
            <For each=move || rooms.get() key=RoomOption::clone let(room)>
                <option value=room.id.clone() selected=room.id == chosen.get_untracked()>
                    {if room.is_free { room.label } else { wording.say(Detail::RoomTaken(&room.label)) }}
                </option>
            </For>
        </select>
    }
}

/// A room as people choose it.
fn label(Resource { name, group, .. }: &Resource) -> String {
    if group.is_empty() { name.clone() } else { format!("{name} · {group}") }
}
