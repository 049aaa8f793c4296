//! Asks before a booking is cancelled: names the guest, and asks why. A native dialog: Esc leaves the booking as it is,
//! the focus goes back.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::row_cells::stay;
use super::{Desk, use_wording};
use crate::domain::{ActionKind, Booking};
use crate::service::{use_realtime, use_session};
use crate::words::{Acting, ActionWord, Detail};

/// Longer reasons belong into the note.
const REASON_MAX: &str = "200";

/// The dialog; open while the desk asks.
#[component]
pub fn CancelDialog() -> impl IntoView {
    let (wording, realtime, desk) = (use_wording(), use_realtime(), expect_context::<Desk>());
    let venue = use_session().venue();
    let (dialog, reason) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Input>::new());
    let booking = Memo::new(move |_| -> Option<Booking> {
        let (kind, id) = desk.asking().get()?;
        (kind == ActionKind::Cancel).then(|| realtime.with_board(|board| board.get(&id).cloned()))?
    });
    let is_asked = Memo::new(move |_| booking.with(Option::is_some));
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_asked.get(), dialog.open()) {
            (true, false) => {
                reason.get_untracked().inspect(|reason| reason.set_value(""));
                // A dialog that is on the page and closed can be shown.
                drop(dialog.show_modal());
            }
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let reason = reason.get_untracked().map(|reason| reason.value()).unwrap_or_default();
        desk.cancel(reason.trim());
    };
    let title =
        move || booking.with(|booking| Some(wording.say(Detail::CancelTitle(&booking.as_ref()?.guest.name))));
    let text = move || {
        let stay =
            venue.with(|venue| booking.with(|booking| stay(wording, booking.as_ref()?, venue.as_ref()?)))?;
        Some(wording.say(Detail::CancelText(&stay)))
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby="cancel-title"
            data-testid="cancel-dialog"
            on:close=move |_| desk.ask_no_more()
        >
            <form class="dialog-form" on:submit=submit>
                <h2 id="cancel-title">{title}</h2>
                <p class="quiet">{text}</p>
                <label class="field">
                    <span class="field-label">{wording.say(Detail::CancelReason)}</span>
                    <input
                        class="field-input"
                        node_ref=reason
                        maxlength=REASON_MAX
                        autocomplete="off"
                        placeholder=wording.say(Detail::CancelReasonHint)
                    />
                </label>
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| desk.ask_no_more()>
                        {wording.say(Detail::KeepBooking)}
                    </button>
                    <button type="submit" class="button button-alert">
                        {wording.say(Acting::Button(ActionWord::Cancel))}
                    </button>
                </div>
            </form>
        </dialog>
    }
}
