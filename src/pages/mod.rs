//! One file a route, and the table of the routes.

#![expect(unreachable_pub, reason = "the component macro writes items that are public but not exported")]

mod bookings;
mod config_error;
mod diagnostics;
mod frame;
mod not_found;
mod outbox;
mod sign_in;

use leptos::prelude::*;
use leptos_router::components::{Redirect, Route, Routes};
use leptos_router::hooks::use_location;
use leptos_router::path;

pub use bookings::BookingsPage;
pub use config_error::ConfigErrorPage;
pub use diagnostics::DiagnosticsPage;
pub use frame::Frame;
pub use not_found::NotFoundPage;
pub use outbox::OutboxPage;
pub use sign_in::SignInPage;

use crate::components::{
    Announcers, ChangesWalk, DiagnosticsPanel, Drafts, Panel, TODAY, Toaster, announce_update,
    keep_page_focus, provide_results,
};
use crate::domain::with_query;
use crate::service::{tell_address, use_session};

/// `/`: the list of the day, with whatever else its link says.
#[component]
fn Home() -> impl IntoView {
    let search = use_location().search.get_untracked();
    view! { <Redirect path=with_query(TODAY, &search) /> }
}

/// Every page, with what is mounted on all of them. Needs the services, the words ([`crate::components::Wording`])
/// and a router around it.
#[component]
pub fn Pages() -> impl IntoView {
    provide_results();
    ChangesWalk::provide();
    Panel::provide();
    Drafts::provide();
    announce_update();
    keep_page_focus();
    let (is_locked, location) = (use_session().is_locked(), use_location());
    Effect::new(move |_| {
        location.pathname.track();
        location.search.track();
        tell_address(is_locked.get());
    });
    // Another entry of the history may have the same address. The router, which reads it whole, heard of it before.
    let back = window_event_listener(leptos::ev::popstate, move |_| tell_address(is_locked.get_untracked()));
    on_cleanup(move || back.remove());
    view! {
        <Routes fallback=|| view! { <NotFoundPage /> }>
            <Route path=path!("/") view=Home />
            <Route path=path!("/bookings/:id?") view=|| view! { <Frame><BookingsPage /></Frame> } />
            <Route path=path!("/outbox") view=|| view! { <Frame><OutboxPage /></Frame> } />
            <Route path=path!("/diagnostics") view=|| view! { <Frame open=true><DiagnosticsPage /></Frame> } />
            <Route path=path!("/sign-in") view=SignInPage />
        </Routes>
        <Show when=move || !is_locked.get()>
            <Announcers />
            <Toaster />
            <DiagnosticsPanel />
        </Show>
    }
}
