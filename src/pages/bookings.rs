//! `/bookings`: the list of the venue's business date, or of other days; `/bookings/:id`: the detail of one booking
//! beside it.

use leptos::prelude::*;

use crate::components::{
    Announcer, AsOf, BookingList, CancelDialog, ClashDialog, Counters, Desk, DetailPane, FilterChips,
    Filters, ListTools, ListView, MoveDialog, OtherDays, OtherDaysList, OverlapDialog, PausedNote,
    RoomDialog, RowMenu, RowMenuView, Shortcuts, ShortcutsDialog, SlowNote, UnreadableNote, WalkedList,
    follow_tab_icon, range_word, use_freshness, use_wording,
};
use crate::domain::{Day, VenueId};
use crate::service::{set_title, use_session};
use crate::words::{Frame, List, Tools};

/// The page.
#[component]
pub fn BookingsPage() -> impl IntoView {
    let (wording, sessions) = (use_wording(), use_session());
    let venue = sessions.venue();
    let view = ListView::provide();
    Desk::provide(view);
    RowMenu::provide();
    Shortcuts::provide(view);
    let other = OtherDays::provide(view);
    let live = use_freshness();
    let freshness = other.freshness(live);
    follow_tab_icon(freshness);
    let wanted = Memo::new(move |_| view.query.with(|query| query.venue.clone()));
    Effect::new(move |_| sessions.select_venue(wanted.get()));
    let range = Memo::new(move |_| view.query.with(|query| query.range));
    let days = move || venue.with(|venue| Some(wording.days(range.get(), venue.as_ref()?)));
    let title = move || wording.say(Tools::RangeWord(range_word(range.get(), &days().unwrap_or_default())));
    Effect::new(move |_| set_title(&wording.say(Frame::Title(&title()))));
    let has_date = move || range.get().word().is_some();
    let is_open = Memo::new(move |_| view.opened.with(Option::is_some));
    announce_new_day();
    let has_venue = Memo::new(move |_| venue.with(Option::is_some));
    view! {
        <Show
            when=move || has_venue.get()
            fallback=move || view! {
                <div class="page-single" data-testid="no-venue"><p>{wording.say(List::NoVenue)}</p></div>
            }
        >
            <div class="desk" data-detail=move || is_open.get().to_string()>
                <div class="desk-list">
                    <div class="page-title">
                        <h1>{title}</h1>
                        <span class="page-title-date figures" data-testid="business-date">
                            {move || has_date().then(days)}
                        </span>
                        <AsOf freshness />
                        <SlowNote />
                        <ListTools />
                    </div>
                    <Counters />
                    <Filters />
                    <FilterChips />
                    <PausedNote />
                    <LinkNote />
                    <UnreadableNote />
                    <WalkedList><BookingList freshness=live /></WalkedList>
                    <OtherDaysList />
                </div>
                <DetailPane />
            </div>
            <RowMenuView />
            <RoomDialog />
            <MoveDialog />
            <CancelDialog />
            <ShortcutsDialog />
            <ClashDialog />
            <OverlapDialog />
        </Show>
    }
}

/// Says when the open venue begins a new day.
fn announce_new_day() {
    let (wording, venue, announcer) = (use_wording(), use_session().venue(), expect_context::<Announcer>());
    let turned = Memo::new(move |_| {
        venue.with(|venue| venue.as_ref().map(|venue| (venue.id.clone(), venue.business_date)))
    });
    Effect::new(move |before: Option<Option<(VenueId, Day)>>| {
        let now = turned.get();
        if let (Some(Some((was_at, was))), Some((at, day))) = (&before, &now)
            && (was_at == at && was != day)
        {
            announcer.say_result(
                wording.say(List::DayTurned(&wording.format(|formats| formats.day(*day, false)))),
            );
        }
        now
    });
}

/// Parts of the link that were not understood.
#[component]
fn LinkNote() -> impl IntoView {
    let (wording, view) = (use_wording(), expect_context::<ListView>());
    let ignored = move || {
        let ignored = view.ignored.get();
        (!ignored.is_empty()).then(|| wording.say(List::IgnoredInLink(&ignored.join(", "))))
    };
    move || ignored().map(|note| view! { <p class="page-note" data-testid="note-link">{note}</p> })
}
