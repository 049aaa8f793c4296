//! Asks before a booking is cancelled: names the guest, and asks why. Closed without an answer, the booking stays as it
//! is.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::desk::AskedAbout;
use super::modal::Modal;
use super::row_cells::stay;
use super::{Desk, use_wording};
use crate::domain::ActionKind;
use crate::service::use_session;
use crate::words::{Acting, ActionWord, Detail};

/// Longer reasons belong into the note.
const REASON_MAX: &str = "200";

/// The dialog; open while the desk asks.
#[component]
pub fn CancelDialog() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let about = desk.asked_about(ActionKind::Cancel);
    let is_open = Memo::new(move |_| about.with(Option::is_some));
    let leave = Callback::new(move |()| desk.ask_no_more());
    view! {
        <Modal is_open on_close=leave title_id="cancel-title" testid="cancel-dialog">
            <CancelForm about />
        </Modal>
    }
}

#[component]
fn CancelForm(about: Memo<Option<AskedAbout>>) -> impl IntoView {
    let (wording, desk, venue) = (use_wording(), expect_context::<Desk>(), use_session().venue());
    let reason = NodeRef::<html::Input>::new();
    let is_removed =
        Memo::new(move |_| about.with(|about| about.as_ref().is_some_and(|about| about.is_removed)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !is_removed.get_untracked() {
            let reason = reason.get_untracked().map(|reason| reason.value()).unwrap_or_default();
            desk.cancel(reason.trim());
        }
    };
    let title = move || {
        about.with(|about| Some(wording.say(Detail::CancelTitle(&about.as_ref()?.booking.guest.name))))
    };
    let text = move || {
        if is_removed.get() {
            return Some(wording.say(Detail::Gone(None, None)));
        }
        let stay = about
            .with(|about| venue.with(|venue| stay(wording, &about.as_ref()?.booking, venue.as_ref()?)))?;
        Some(wording.say(Detail::CancelText(&stay)))
    };
    view! {
        <form class="dialog-form" on:submit=submit>
            <h2 id="cancel-title">{title}</h2>
            <p role="status" class=move || if is_removed.get() { "dialog-warning" } else { "quiet" }>{text}</p>
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
                // Not `disabled`: that would take the focus from it.
                <button type="submit" class="button button-alert" aria-disabled=move || is_removed.get().to_string()>
                    {wording.say(Acting::Button(ActionWord::Cancel))}
                </button>
            </div>
        </form>
    }
}
