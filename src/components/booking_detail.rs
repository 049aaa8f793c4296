//! One booking: from the board while it is there, live; else as the server tells it when asked, or why there is nothing
//! to show.

use leptos::prelude::*;

use super::dating::use_dating;
use super::detail_facts::{DetailActions, DetailFacts, DetailReasons};
use super::detail_history::DetailHistory;
use super::detail_note::{DetailNote, LostNote};
use super::offers::use_can_ask;
use super::remedies::CopyButton;
use super::row_action::RowResult;
use super::{Drafts, use_list_view, use_wording};
use crate::domain::{Booking, BookingId, BookingRecord, Instant, ListQuery, RecordAnswer, fields_changed};
use crate::service::{RecordReply, use_clock, use_realtime, use_session};
use crate::words::{Detail, FieldWord};

/// What came of asking for the booking; `None` while the first answer is on its way.
pub(super) type Reply = Signal<Option<RecordReply>>;

/// What there is to show.
#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    /// From the board.
    Live,
    /// As it was when the server was asked.
    Fetched(Box<BookingRecord>),
    Gone(String, Option<Instant>),
    Missing,
    Forbidden,
    NotOnDevice,
    Fault,
}

/// The detail of a booking.
#[component]
pub(super) fn BookingDetail(
    /// Whose.
    id: BookingId,
    /// Takes the guest's name, where the board does not know it.
    fetched: RwSignal<Option<(BookingId, String)>>,
) -> impl IntoView {
    let (realtime, retry) = (use_realtime(), RwSignal::new(0_u32));
    let is_there = {
        let id = id.clone();
        Memo::new(move |_| realtime.with_board(|board| board.get(&id).is_some()))
    };
    let reply = use_reply(id.clone(), retry);
    let feed = realtime.feed();
    let shown = Memo::new(move |last: Option<&(bool, Shown)>| {
        let (is_there, was_there) = (is_there.get(), last.is_some_and(|(was_there, _)| *was_there));
        let is_loaded = feed.with(|feed| feed.loaded);
        let shown = match reply.get() {
            _ if is_there => Shown::Live,
            Some(RecordReply::Answered(RecordAnswer::Removed { by, at })) => Shown::Gone(by, at),
            // The board knows it before the server is asked once more.
            _ if was_there && is_loaded => Shown::Gone(String::new(), None),
            None => Shown::Loading,
            Some(RecordReply::Answered(RecordAnswer::Found(record))) => Shown::Fetched(record),
            Some(RecordReply::Answered(RecordAnswer::Missing)) => Shown::Missing,
            Some(RecordReply::Answered(RecordAnswer::Forbidden)) => Shown::Forbidden,
            Some(RecordReply::Answered(RecordAnswer::TokenExpired | RecordAnswer::Fault)) => Shown::Fault,
            Some(RecordReply::Unreachable) if is_loaded => Shown::NotOnDevice,
            Some(RecordReply::Unreachable) => Shown::Loading,
        };
        (is_there || (was_there && is_loaded), shown)
    });
    let shown = Memo::new(move |_| shown.with(|(_, shown)| shown.clone()));
    let named = id.clone();
    Effect::new(move |_| {
        if let Shown::Fetched(record) = shown.get() {
            fetched.set(Some((named.clone(), record.booking.guest.name)));
        }
    });
    move || {
        let id = id.clone();
        match shown.get() {
            Shown::Live => view! { <Live id reply /> }.into_any(),
            Shown::Fetched(record) => view! { <Fetched record=*record reply /> }.into_any(),
            Shown::Gone(by, at) => view! { <Gone id by at /> }.into_any(),
            Shown::Loading => view! { <Said state="loading" title=Detail::Loading text=None /> }.into_any(),
            Shown::Missing => {
                view! { <Said state="missing" title=Detail::Missing text=Some(Detail::MissingText) /><SearchLink /> }
                    .into_any()
            }
            Shown::Forbidden => {
                view! { <Said state="forbidden" title=Detail::Forbidden text=Some(Detail::ForbiddenText) /> }.into_any()
            }
            Shown::NotOnDevice => {
                view! { <Said state="not-on-device" title=Detail::NotOnDevice text=Some(Detail::NotOnDeviceText) /> }
                    .into_any()
            }
            Shown::Fault => {
                view! { <Said state="fault" title=Detail::Fault text=None /><TryAgain retry /><CopyButton /> }.into_any()
            }
        }
    }
}

/// Asks for the booking: at once, whenever it changed, and when the connection is back.
fn use_reply(id: BookingId, retry: RwSignal<u32>) -> Reply {
    let (realtime, sessions, can_ask) = (use_realtime(), use_session(), use_can_ask());
    let occasion = {
        let id = id.clone();
        Memo::new(move |_| {
            let version = realtime.with_board(|board| board.get(&id).map(|booking| booking.version));
            (version, can_ask.get(), retry.get())
        })
    };
    let reply = LocalResource::new(move || {
        occasion.get();
        let id = id.clone();
        async move { sessions.record(id).await }
    });
    Signal::derive(move || reply.get())
}

/// The booking as the board has it.
#[component]
fn Live(id: BookingId, reply: Reply) -> impl IntoView {
    let booking: RwSignal<Booking> = use_realtime().row(&id)?.into();
    Some(view! {
        <div class="detail-body" data-state="ready" data-testid="detail-body" data-detail-id=id.as_str().to_owned()>
            <DetailFacts booking />
            <DetailActions booking />
            // What comes and goes with the feed stands below the buttons: they keep their place.
            <RowResult booking has_room=true />
            <ChangedUnderneath booking />
            <DetailReasons booking />
            <DetailNote booking />
            <DetailHistory reply />
        </div>
    })
}

/// The booking as it was told; nothing keeps it up to date, so nothing can be done with it here.
#[component]
fn Fetched(record: BookingRecord, reply: Reply) -> impl IntoView {
    let (wording, dating, clock) = (use_wording(), use_dating(), use_clock());
    let asked_at = Instant::from_unix_ms(clock.get_untracked());
    let booking = RwSignal::new(record.booking);
    let as_of = move || Some(wording.say(Detail::NotLive(&dating.time(asked_at)?)));
    let note = move || booking.with(|booking| (!booking.note.is_empty()).then(|| booking.note.clone()));
    view! {
        <div class="detail-body" data-state="not-live" data-testid="detail-body">
            <p class="detail-news" data-tone="unknown">{as_of}</p>
            <DetailFacts booking />
            {move || note().map(|note| view! { <p class="detail-note-text">{note}</p> })}
            <DetailHistory reply />
        </div>
    }
}

#[component]
fn Gone(id: BookingId, by: String, at: Option<Instant>) -> impl IntoView {
    let (wording, view, dating) = (use_wording(), use_list_view(), use_dating());
    let (drafts, own) = (expect_context::<Drafts>(), id.clone());
    let back = move |_| {
        drafts.forget(&own);
        view.close();
    };
    let text = move || {
        let at = at.and_then(|at| dating.time(at));
        let by = Some(by.as_str()).filter(|by| !by.is_empty());
        wording.say(Detail::Gone(by, at.as_deref()))
    };
    view! {
        <div class="detail-said" data-state="gone" data-testid="detail-body" role="status">
            <strong>{text}</strong>
            <LostNote id />
            <button type="button" class="button" on:click=back>
                {wording.say(Detail::BackToList)}
            </button>
        </div>
    }
}

#[component]
fn Said(state: &'static str, title: Detail<'static>, text: Option<Detail<'static>>) -> impl IntoView {
    let wording = use_wording();
    view! {
        <div class="detail-said" data-state=state data-testid="detail-body">
            <strong>{wording.say(title)}</strong>
            {text.map(|text| view! { <p>{wording.say(text)}</p> })}
        </div>
    }
}

#[component]
fn SearchLink() -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let search = move |_| {
        view.close();
        view.show(&view.query.with_untracked(ListQuery::without_filters));
        super::focus::focus_soon(|| super::focus::find("[data-testid='search']"), ".list");
    };
    view! { <button type="button" class="button" on:click=search>{wording.say(Detail::Search)}</button> }
}

#[component]
fn TryAgain(retry: RwSignal<u32>) -> impl IntoView {
    let wording = use_wording();
    view! {
        <button type="button" class="button" on:click=move |_| retry.update(|retry| *retry += 1)>
            {wording.say(Detail::TryAgain)}
        </button>
    }
}

/// What somebody else changed while the booking was open.
#[component]
fn ChangedUnderneath(booking: RwSignal<Booking>) -> impl IntoView {
    let (wording, session) = (use_wording(), use_session().session());
    let news = RwSignal::new(None::<String>);
    Effect::new(move |before: Option<Booking>| {
        let now = booking.get();
        let is_own = session.with_untracked(|state| {
            state.session().is_some_and(|session| session.user.name == now.updated_by)
        });
        let Some(before) = before.filter(|before| before.version < now.version) else { return now };
        let fields: Vec<String> = fields_changed(&before, &now)
            .into_iter()
            .filter_map(FieldWord::from_name)
            .map(|field| wording.say(Detail::Field(field)))
            .collect();
        // Who changes it has seen what was told.
        news.set((!is_own).then(|| wording.say(Detail::ChangedBy(&now.updated_by, &fields.join(", ")))));
        now
    });
    view! {
        <div role="status" data-testid="detail-changed">
            {move || news.get().map(|news| view! { <p class="detail-news">{news}</p> })}
        </div>
    }
}
