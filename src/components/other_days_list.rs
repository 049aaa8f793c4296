//! The list of days that are not live: what it is, since when, and rows to read. What can be done with a booking is
//! offered where it is live.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::booking_list::on_key;
use super::booking_row::{GuestLine, is_on_control};
use super::detail_history::moment;
use super::filters::ClearFilters;
use super::list_table::Heads;
use super::other_days::{Found, Held};
use super::row_cells::{Party, RoomTag, StatusCell, TimeCell, stay};
use super::{OtherDays, use_list_view, use_wording};
use crate::domain::{Booking, BookingId, ListQuery};
use crate::service::{use_realtime, use_session};
use crate::words::{Detail, List, Message, Tools};

/// The list; nothing where all days are live.
#[component]
pub fn OtherDaysList() -> impl IntoView {
    let other = expect_context::<OtherDays>();
    view! {
        <Show when=move || other.are_asked()>
            <section class="other-days" data-testid="other-days" on:keydown=on_key>
                <About />
                {move || match other.found().get() {
                    Found::Loading => said("loading", Tools::Fetching.into()).into_any(),
                    Found::Here(held) => view! { <Rows held /> }.into_any(),
                    Found::NotOnDevice => said("not-kept", Tools::NotOnDevice.into()).into_any(),
                    Found::Forbidden => said("refused", List::FeedRefused.into()).into_any(),
                    Found::TooMany => said("too-many", Tools::OthersTooMany.into()).into_any(),
                    Found::Fault => said("fault", Detail::Fault.into()).into_any(),
                }}
            </section>
        </Show>
    }
}

/// Which days are live, since when the others are as they are shown, and the way to ask again.
#[component]
fn About() -> impl IntoView {
    let (wording, realtime, venue) = (use_wording(), use_realtime(), use_session().venue());
    let other = expect_context::<OtherDays>();
    let found = other.found();
    let live = move || {
        venue.with(|venue| {
            let (first, last) = realtime.live_days(venue.as_ref()?);
            let day = |day| wording.format(|formats| formats.short_day(day));
            Some(wording.say(Tools::LiveDays(&day(first), &day(last))))
        })
    };
    let as_of = move || match found.get() {
        Found::Here(held) => venue.with(|venue| {
            let as_of = wording.say(Tools::OthersAsOf(&moment(wording, venue.as_ref()?, held.at)));
            Some(if held.is_cut { format!("{as_of} {}", wording.say(Tools::OthersCut)) } else { as_of })
        }),
        Found::Loading | Found::NotOnDevice | Found::Forbidden | Found::TooMany | Found::Fault => None,
    };
    let is_loading = move || matches!(found.get(), Found::Loading);
    view! {
        <p class="page-note other-days-note" data-testid="note-range">
            <span>{live} " " {as_of}</span>
            <button
                type="button"
                class="button button-quiet"
                aria-disabled=move || is_loading().to_string()
                on:click=move |_| other.ask()
            >
                {wording.say(Tools::FetchAgain)}
            </button>
        </p>
    }
}

fn said(state: &'static str, text: Message<'static>) -> impl IntoView {
    view! {
        <div class="list-message" role="status" data-testid=format!("list-{state}")>
            <strong>{use_wording().say(text)}</strong>
        </div>
    }
}

#[component]
fn Rows(held: Held) -> impl IntoView {
    let (wording, view, venue) = (use_wording(), use_list_view(), use_session().venue());
    let day = expect_context::<OtherDays>().day();
    let held = StoredValue::new(held);
    let rows =
        Memo::new(move |_| day.with(|day| day.as_ref().map(|day| day.rows.clone()).unwrap_or_default()));
    let are_none =
        Memo::new(move |_| rows.with(Vec::is_empty) && view.calm.with(|calm| calm.rows().is_empty()));
    let caption =
        move || venue.with(|venue| Some(wording.days(view.query.with(|query| query.range), venue.as_ref()?)));
    let none = move || {
        are_none.get().then(|| match view.query.with(ListQuery::is_filtered) {
            true => view! {
                <div class="list-message" data-testid="list-no-match">
                    <strong>{wording.say(List::NoMatch)}</strong>
                    <ClearFilters />
                </div>
            }
            .into_any(),
            false => view! {
                <div class="list-message" data-testid="list-empty"><strong>{wording.say(List::EmptyDay)}</strong></div>
            }
            .into_any(),
        })
    };
    view! {
        {none}
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <table class="bookings" role="table">
                <caption class="visually-hidden">{move || Some(wording.say(Tools::OthersCaption(&caption()?)))}</caption>
                <Heads />
                <tbody role="rowgroup">
                    <For each=move || rows.get() key=BookingId::clone let:id>
                        {held.with_value(|held| held.board.get(&id).cloned()).map(|booking| view! { <Line booking /> })}
                    </For>
                </tbody>
            </table>
        </Show>
    }
}

/// One booking, to be read.
#[component]
fn Line(booking: Booking) -> impl IntoView {
    let (wording, view, venue) = (use_wording(), use_list_view(), use_session().venue());
    let id = booking.id.clone();
    let (named, status) = (id.as_str().to_owned(), booking.status.as_str());
    let booking = RwSignal::new(booking);
    let placement = Memo::new(move |_| {
        let (now, range) = (view.minute.get(), view.query.with(|query| query.range));
        venue.with(|venue| booking.with(|booking| range.place(booking, venue.as_ref()?, now)))
    });
    let is_selected = {
        let id = id.clone();
        Memo::new(move |_| view.opened.with(|opened| opened.as_ref() == Some(&id)))
    };
    let open = {
        let id = id.clone();
        move |event: MouseEvent| {
            if !is_on_control(&event) {
                view.open_for_reading(&id);
            }
        }
    };
    view! {
        <tr
            class="booking"
            role="row"
            data-other-id=named
            data-status=status
            data-selected=move || is_selected.get().then_some("true")
            on:click=open
        >
            <td role="cell" class="cell-time"><TimeCell placement /></td>
            <td role="cell" class="cell-room"><RoomTag booking /></td>
            <td role="cell" class="cell-guest">
                <div class="guest-cell"><GuestLine id booking staying=Memo::new(|_| None) is_selected /></div>
            </td>
            <td role="cell" class="cell-party"><Party booking /></td>
            <td role="cell" class="cell-stay">
                <span>{move || venue.with(|venue| booking.with(|booking| stay(wording, booking, venue.as_ref()?)))}</span>
            </td>
            <td role="cell" class="cell-status"><StatusCell booking placement /></td>
            <td role="cell" class="cell-action"></td>
        </tr>
    }
}
