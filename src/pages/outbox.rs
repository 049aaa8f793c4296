//! `/outbox`: what a person did and the server has not, or not yet, carried out.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{ClashDialog, OutboxKeeping, OutboxList, OutboxSummary, OverlapDialog, use_wording};
use crate::domain::VenueId;
use crate::service::{set_title, use_session};
use crate::words::{Frame, Outbox};

/// The page.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let (wording, sessions) = (use_wording(), use_session());
    let params = leptos_router::hooks::use_query_map();
    let wanted = Memo::new(move |_| params.with(|params| params.get("venue")));
    // Without a venue in the link the open one stays open.
    Effect::new(move |_| {
        if let Some(venue) = wanted.get() {
            sessions.select_venue(Some(VenueId::from(venue)));
        }
    });
    Effect::new(move |_| set_title(&wording.say(Frame::Title(&wording.say(Outbox::Title)))));
    view! {
        <div class="page-title">
            <h1>{wording.say(Outbox::Title)}</h1>
            <A href="/bookings?range=today" attr:class="button button-quiet">{wording.say(Frame::BackToToday)}</A>
        </div>
        <OutboxSummary />
        <OutboxKeeping />
        <OutboxList />
        <ClashDialog />
        <OverlapDialog />
    }
}
