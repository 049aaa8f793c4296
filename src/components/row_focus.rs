//! The focus on the rows of the live list: which of them has it, and how another one gets it, on the page or not.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::ListView;
use super::focus::find;
use crate::domain::BookingId;

/// The booking whose row has the focus in it.
pub(super) fn focused_row() -> Option<BookingId> {
    id_of(&document().active_element()?.closest("[data-booking-id]").ok().flatten()?)
}

/// The booking of a row.
pub(super) fn id_of(row: &Element) -> Option<BookingId> {
    row.get_attribute("data-booking-id").map(BookingId::from)
}

/// The booking in the row above or below that of another.
pub(super) fn beside(view: ListView, id: &BookingId, is_down: bool) -> Option<BookingId> {
    let place = view.places.with_untracked(|places| places.get(id).copied())?;
    let next = if is_down { place + 1 } else { place.checked_sub(1)? };
    view.calm.with_untracked(|calm| calm.rows().get(next).cloned())
}

/// Gives the focus to a booking's row, also where a long list does not hold it on the page at the moment; `false` where
/// the list has none.
pub(super) fn reach(view: ListView, id: &BookingId) -> bool {
    if focus_row(id) {
        return true;
    }
    let Some(place) = view.places.with_untracked(|places| places.get(id).copied()) else { return false };
    let Some(body) = find(".bookings tbody").map(|body| body.get_bounding_client_rect()) else {
        return false;
    };
    let rows = view.places.with_untracked(|places| places.len());
    // The middle of the window shows it; the rows around it come with the next frame.
    let middle = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default() / 2.0;
    let above = body.height() * place as f64 / rows as f64;
    window().scroll_by_with_x_and_y(0.0, body.top() + above - middle);
    let id = id.clone();
    request_animation_frame(move || {
        request_animation_frame(move || {
            focus_row(&id);
        });
    });
    true
}

/// Gives the focus to a booking's row; `false` where it is not on the page.
fn focus_row(id: &BookingId) -> bool {
    // The name is the server's, and opaque.
    let name = id.as_str().replace('\\', "\\\\").replace('"', "\\\"");
    let row = document().query_selector(&format!("[data-booking-id=\"{name}\"]")).ok().flatten();
    let Some(row) = row else { return false };
    // Where the row holds something that has the focus for it, that; else the row.
    focus_link(&row) || {
        // The name is valid.
        let _ = row.set_attribute("tabindex", "-1");
        take_focus(row)
    }
}

/// Gives the focus to a row's link, which scrolls into view by that; `false` where it has none.
pub(super) fn focus_link(row: &Element) -> bool {
    row.query_selector(".guest-link").ok().flatten().is_some_and(take_focus)
}

fn take_focus(element: Element) -> bool {
    element.dyn_into::<HtmlElement>().is_ok_and(|element| element.focus().is_ok())
}
