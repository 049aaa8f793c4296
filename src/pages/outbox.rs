//! `/outbox`: what a person did and the server has not, or not yet, carried out.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{
    ClashDialog, OutboxKeeping, OutboxList, OutboxSummary, OverlapDialog, TODAY, use_venue_href, use_wording,
};
use crate::service::set_title;
use crate::words::{Frame, Outbox};

/// The page.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let (wording, to_today) = (use_wording(), use_venue_href(TODAY));
    Effect::new(move |_| set_title(&wording.say(Frame::Title(&wording.say(Outbox::Title)))));
    view! {
        <div class="page-title">
            <h1>{wording.say(Outbox::Title)}</h1>
            <A href=move || to_today.get() attr:class="button button-quiet">{wording.say(Frame::BackToToday)}</A>
        </div>
        <OutboxSummary />
        <OutboxKeeping />
        <OutboxList />
        <ClashDialog />
        <OverlapDialog />
    }
}
