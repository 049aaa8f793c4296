//! The list of days that are not live: what it is, since when, and rows to read. What can be done with a booking is
//! offered where it is live.

use leptos::prelude::*;
use web_sys::Element;

use super::booking_list::on_key;
use super::booking_row::{GuestLine, use_opening};
use super::dating::use_dating;
use super::filters::ClearFilters;
use super::list_table::Heads;
use super::other_days::Missing;
use super::row_cells::{FactCells, LeadCells, use_placement};
use super::row_focus::focus_link;
use super::{OtherDays, use_list_view, use_wording};
use crate::domain::{Booking, BookingId, ListQuery, NoDays};
use crate::service::{use_realtime, use_session};
use crate::words::{Detail, List, Message, Tools};

/// The list; nothing where all days are live.
#[component]
pub fn OtherDaysList() -> impl IntoView {
    let (other, view) = (expect_context::<OtherDays>(), use_list_view());
    // Rows that are read stay while they are asked for once more.
    let missing = Memo::new(move |_| other.found().err());
    view! {
        <Show when=move || other.are_asked()>
            <section
                class="other-days"
                data-testid="other-days"
                on:keydown=move |event| on_key(&event, step)
                on:pointerenter=move |_| view.hold.point()
                on:pointerleave=move |event| view.hold.leave(&event)
            >
                <About />
                {move || match missing.get() {
                    None => view! { <Rows /> }.into_any(),
                    Some(Missing::Loading) => said("loading", Tools::Fetching.into()).into_any(),
                    Some(Missing::Refused(why)) => refused(why).into_any(),
                }}
            </section>
        </Show>
    }
}

/// All rows are on the page.
fn step(row: &Element, is_down: bool) -> bool {
    let next = if is_down { row.next_element_sibling() } else { row.previous_element_sibling() };
    next.is_some_and(|next| focus_link(&next))
}

/// Which days are live, since when the others are as they are shown, and the way to ask again.
#[component]
fn About() -> impl IntoView {
    let (wording, realtime, venue) = (use_wording(), use_realtime(), use_session().venue());
    let (other, dating) = (expect_context::<OtherDays>(), use_dating());
    let live = move || {
        venue.with(|venue| {
            let venue = venue.as_ref()?;
            let (first, last) = realtime.live_days(venue);
            let day = |day| wording.short_day(day, venue);
            Some(wording.say(Tools::LiveDays(&day(first), &day(last))))
        })
    };
    let as_of = move || {
        let held = other.found().ok()?;
        let as_of = wording.say(Tools::OthersAsOf(&dating.time(held.at)?));
        Some(if held.is_cut { format!("{as_of} {}", wording.say(Tools::OthersCut)) } else { as_of })
    };
    let word = move || wording.say(if other.is_asking() { Tools::Fetching } else { Tools::FetchAgain });
    view! {
        <p class="page-note other-days-note" data-testid="note-range">
            <span role="status">{live} " " {as_of}</span>
            <button
                type="button"
                class="button button-quiet"
                data-testid="fetch-days"
                aria-disabled=move || other.is_asking().to_string()
                on:click=move |_| {
                    if !untrack(|| other.is_asking()) {
                        other.ask();
                    }
                }
            >
                {word}
            </button>
        </p>
    }
}

fn refused(why: NoDays) -> impl IntoView {
    let (state, text): (_, Message<'static>) = match why {
        NoDays::Unreachable => ("not-kept", Tools::NotOnDevice.into()),
        NoDays::Forbidden => ("refused", List::FeedRefused.into()),
        NoDays::TooMany => ("too-many", Tools::OthersTooMany.into()),
        NoDays::Fault => ("fault", Detail::Fault.into()),
    };
    said(state, text)
}

fn said(state: &'static str, text: Message<'static>) -> impl IntoView {
    view! {
        <div class="list-message" role="status" data-testid=format!("list-{state}")>
            <strong>{use_wording().say(text)}</strong>
        </div>
    }
}

#[component]
fn Rows() -> impl IntoView {
    let (wording, view, venue) = (use_wording(), use_list_view(), use_session().venue());
    let other = expect_context::<OtherDays>();
    // A booking that is another one than before has another line.
    let rows = Memo::new(move |_| {
        let (Ok(held), Some(day)) = (other.found(), other.day().get()) else { return Vec::new() };
        let version = |id: &BookingId| held.board.get(id).map(|booking| booking.version);
        day.rows.into_iter().map(|id| (version(&id), id)).collect::<Vec<_>>()
    });
    let is_none = move || rows.with(Vec::is_empty) && view.calm.with(|calm| calm.rows().is_empty());
    let is_cut = Memo::new(move |_| other.found().is_ok_and(|held| held.is_cut));
    let caption = move || {
        venue.with(|venue| {
            let days = wording.days(view.query.with(|query| query.range), venue.as_ref()?);
            Some(wording.say(Tools::OthersCaption(&days)))
        })
    };
    view! {
        {move || is_none().then(|| view! { <NoneOfThem is_cut=is_cut.get() /> })}
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <table class="bookings" role="table">
                <caption class="visually-hidden">{caption}</caption>
                <Heads />
                <tbody role="rowgroup">
                    <For each=move || rows.get() key=Clone::clone let((_, id))>
                        {untrack(|| other.found().ok()?.board.get(&id).cloned()).map(|booking| view! { <Line booking /> })}
                    </For>
                </tbody>
            </table>
        </Show>
    }
}

/// No row: what that means depends on what was looked through.
#[component]
fn NoneOfThem(
    /// Whether there are bookings that were not.
    is_cut: bool,
) -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let is_filtered = Memo::new(move |_| view.query.with(ListQuery::is_filtered));
    move || match (is_cut, is_filtered.get()) {
        (true, _) => said("cut", Tools::OthersCut.into()).into_any(),
        (false, true) => view! {
            <div class="list-message" data-testid="list-no-match">
                <strong>{wording.say(List::NoMatch)}</strong>
                <ClearFilters />
            </div>
        }
        .into_any(),
        (false, false) => said("empty", List::EmptyDay.into()).into_any(),
    }
}

/// One booking, to be read.
#[component]
fn Line(booking: Booking) -> impl IntoView {
    let (id, view) = (booking.id.clone(), use_list_view());
    let (named, status) = (id.as_str().to_owned(), booking.status.as_str());
    let booking = RwSignal::new(booking);
    let placement = use_placement(booking, move || view.query.with(|query| query.range));
    let (is_selected, open) = use_opening(&id);
    view! {
        <tr
            class="booking"
            role="row"
            data-other-id=named
            data-status=status
            data-selected=move || is_selected.get().then_some("true")
            on:click=open
        >
            <LeadCells booking placement />
            <td role="cell" class="cell-guest">
                <div class="guest-cell"><GuestLine id booking staying=Memo::new(|_| None) is_selected /></div>
            </td>
            <FactCells booking placement />
            <td role="cell" class="cell-action"></td>
        </tr>
    }
}
