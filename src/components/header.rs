//! The header: the venue, the ways to the pages, the connection, the person.

use leptos::prelude::*;

use super::dating::use_dating;
use super::sign_out_dialog::{Leaving, SignOutDialog};
use super::{ConnectionChip, HeaderNavigation, Icon, OutboxChip, icon, use_wording};
use crate::domain::{Instant, VenueId};
use crate::service::{use_realtime, use_session};
use crate::words::{Frame, Lock};

/// The header of every page that shows bookings.
#[component]
pub fn Header(
    /// Opens another venue.
    on_venue: Callback<VenueId>,
) -> impl IntoView {
    let (wording, session) = (use_wording(), use_session().session());
    let is_demo = Memo::new(move |_| session.read().session().is_some_and(|session| session.demo));
    view! {
        <header class="header">
            <span class="header-bell">{icon(Icon::Bell)}</span>
            <VenueChoice on_venue />
            <Show when=move || is_demo.get()>
                <span class="header-demo">{wording.say(Frame::Demo)}</span>
            </Show>
            <NotVerified />
            <HeaderNavigation />
            <div class="header-end">
                <OutboxChip />
                <ConnectionChip />
                <UserMenu />
            </div>
        </header>
    }
}

/// Whose list this is and how old it is, while the copy on the device is all that there is.
#[component]
fn NotVerified() -> impl IntoView {
    let (wording, sessions, feed) = (use_wording(), use_session(), use_realtime().feed());
    let (session, unproved, dating) = (sessions.session(), sessions.is_unproved(), use_dating());
    let note = Memo::new(move |_| {
        if !unproved.get() {
            return None;
        }
        let person = session.read().session()?.user.name.clone();
        let at = Instant::from_unix_ms(feed.with(|feed| feed.proved_at_ms)?);
        Some(wording.say(Frame::NotVerifiedSince(&person, &dating.time(at)?)))
    });
    move || note.get().map(|note| view! { <p class="header-unproved" data-testid="not-verified">{note}</p> })
}

/// The venue's name, or a choice where there are several.
#[component]
fn VenueChoice(on_venue: Callback<VenueId>) -> impl IntoView {
    let (wording, sessions) = (use_wording(), use_session());
    let (session, venue) = (sessions.session(), sessions.venue());
    let venues = Memo::new(move |_| {
        let session = session.read();
        let venues = session.session().map_or(&[][..], |session| &session.venues);
        venues.iter().map(|venue| (venue.id.clone(), venue.name.clone())).collect::<Vec<_>>()
    });
    let open = Memo::new(move |_| venue.with(|venue| venue.as_ref().map(|venue| venue.id.clone())));
    move || {
        match venues.get() {
        venues if venues.len() > 1 => view! {
            <select
                class="header-venue"
                aria-label=wording.say(Frame::Venue)
                on:change:target=move |event| on_venue.run(VenueId::from(event.target().value()))
            >
                {venues
                    .into_iter()
                    .map(|(id, name)| {
                        let value = id.as_str().to_owned();
                        view! { <option value=value selected=move || open.get().as_ref() == Some(&id)>{name}</option> }
                    })
                    .collect_view()}
            </select>
        }
        .into_any(),
        venues => {
            let name = venues.into_iter().next().map_or_else(|| "Deskbell".to_owned(), |(_, name)| name);
            view! { <span class="header-venue" title=name.clone()>{name.clone()}</span> }.into_any()
        }
    }
    }
}

/// Who is signed in, and the ways out. A popover: Esc and a press elsewhere close it.
#[component]
fn UserMenu() -> impl IntoView {
    let (wording, leaving, sessions) = (use_wording(), expect_context::<Leaving>(), use_session());
    let session = sessions.session();
    let name = Memo::new(move |_| Some(session.read().session()?.user.name.clone()));
    let menu = move || {
        name.get().map(|name| {
            view! {
                <button
                    type="button"
                    class="user-button"
                    aria-label=wording.say(Frame::MenuOf(&name))
                    popovertarget="user-menu"
                    data-testid="user-menu-button"
                >
                    {icon(Icon::Person)}
                    <span class="user-name">{name.clone()}</span>
                </button>
                <div class="user-menu" id="user-menu" popover="auto">
                    <p class="user-menu-name">{name}</p>
                    <button type="button" class="button" data-testid="lock" on:click=move |_| sessions.lock()>
                        {wording.say(Lock::LockNow)}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-testid="switch-user"
                        on:click=move |_| sessions.switch_user()
                    >
                        {wording.say(Lock::SwitchUser)}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-testid="sign-out"
                        on:click=move |_| leaving.begin()
                    >
                        {wording.say(Frame::SignOut)}
                    </button>
                </div>
            }
        })
    };
    view! {
        {menu}
        <SignOutDialog leaving />
    }
}
