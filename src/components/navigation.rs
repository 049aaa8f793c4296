//! The ways to the pages: in the header where it has room for them, else along the foot of the page, in reach of a thumb.
//! Both stand in the markup and the style sheet shows one, because where it fits is known to it alone.

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::location::Url;

use super::{Icon, icon, use_wording};
use crate::service::use_session;
use crate::words::{Diagnostics, Frame, Outbox};

/// The list of the day, from wherever one is.
pub const TODAY: &str = "/bookings?range=today";

/// A link inside of Deskbell that stays with the open venue: without it the page would open the first one.
pub fn use_venue_href(address: &'static str) -> Memo<String> {
    let sessions = use_session();
    let (session, venue) = (sessions.session(), sessions.venue());
    Memo::new(move |_| {
        let is_choice = session.read().session().is_some_and(|session| session.venues.len() > 1);
        let venue = venue.with(|venue| Some(Url::escape(venue.as_ref()?.id.as_str()))).filter(|_| is_choice);
        match venue {
            Some(venue) if address.contains('?') => format!("{address}&venue={venue}"),
            Some(venue) => format!("{address}?venue={venue}"),
            None => address.to_owned(),
        }
    })
}

/// The links in the header.
#[component]
pub fn HeaderNavigation() -> impl IntoView {
    view! { <Links class="nav nav-head" /> }
}

/// The links along the foot of the page.
#[component]
pub fn FootNavigation() -> impl IntoView {
    view! { <div class="nav-foot"><Links class="nav" /></div> }
}

/// The links, for who is signed in.
#[component]
fn Links(class: &'static str) -> impl IntoView {
    let (wording, session) = (use_wording(), use_session().session());
    let is_shown = Memo::new(move |_| session.read().session().is_some());
    view! {
        <Show when=move || is_shown.get()>
            <nav class=class aria-label=wording.say(Frame::Navigation)>
                <NavigationLink to=TODAY shape=Icon::Ledger word=wording.say(Frame::Bookings) />
                <NavigationLink to="/outbox" shape=Icon::Outbox word=wording.say(Outbox::Title) />
                <NavigationLink to="/diagnostics" shape=Icon::Pulse word=wording.say(Diagnostics::Title) />
            </nav>
        </Show>
    }
}

#[component]
fn NavigationLink(to: &'static str, shape: Icon, word: String) -> impl IntoView {
    let href = use_venue_href(to);
    view! {
        <A href=move || href.get() attr:class="nav-link">{icon(shape)}<span class="nav-word">{word}</span></A>
    }
}
