//! What surrounds a page for people who are signed in: skip link, header, banner, content. Who is not goes to the
//! sign-in page, and comes back to where they were. While the desk is locked the lock screen is all that there is.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use leptos_router::location::Url;

use crate::components::{BannerSlot, FootNavigation, Header, LockScreen, Skeleton, TODAY, use_wording};
use crate::domain::{VenueId, asks_for_diagnostics, with_diagnostics, without_diagnostics};
use crate::service::{SessionState, SignedOutReason, use_session};
use crate::words;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Guard {
    Asking,
    Out,
    In,
    Locked,
}

/// The frame.
#[component]
pub fn Frame(
    /// Whether the page is for everyone, signed in or not.
    #[prop(optional)]
    open: bool,
    /// The page; only built for who may see it.
    children: ChildrenFn,
) -> impl IntoView {
    let (wording, session) = (use_wording(), use_session().session());
    let is_locked = use_session().is_locked();
    let guard = Memo::new(move |_| match &*session.read() {
        SessionState::Unknown | SessionState::SignedIn(_) if is_locked.get() => Guard::Locked,
        SessionState::Unknown | SessionState::SignedOut { .. } if open => Guard::In,
        SessionState::Unknown => Guard::Asking,
        SessionState::SignedOut { .. } => Guard::Out,
        SessionState::SignedIn(_) => Guard::In,
    });
    let (navigate, location) = (use_navigate(), use_location());
    let (path, search) = (location.pathname, location.search);
    let to_venue = {
        let navigate = navigate.clone();
        move |id: VenueId| {
            navigate(&format!("{TODAY}&venue={}", Url::escape(id.as_str())), NavigateOptions::default());
        }
    };
    Effect::new(move |before: Option<Guard>| {
        let now = guard.get();
        let is_ended = matches!(
            &*session.read_untracked(),
            SessionState::SignedOut { reason: Some(SignedOutReason::Ended(_)) }
        );
        let was_theirs = matches!(before, Some(Guard::In | Guard::Locked));
        let is_by_hand = was_theirs && now == Guard::Out && !is_ended;
        let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
        if is_by_hand {
            // The next person is someone else: what this one looked for is none of theirs.
            navigate(&over("/sign-in", &search.get_untracked()), options);
        } else if now == Guard::Out {
            // What the lock hid is not told to whoever comes next.
            let is_hidden = before == Some(Guard::Locked);
            let here = untrack(|| match search.get() {
                search if search.is_empty() || is_hidden => path.get(),
                search => without_diagnostics(&path.get(), &search),
            });
            let search = search.get_untracked();
            navigate(&over(&format!("/sign-in?next={}", Url::escape(&here)), &search), options);
        }
        now
    });
    follow_venue();
    let (on_venue, children) = (Callback::new(to_venue), StoredValue::new(children));
    view! {
        // What is locked is not on the page at all.
        <Show when=move || guard.get() != Guard::Locked fallback=|| view! { <LockScreen /> }>
            <div class="page">
                <a class="skip-link" href="#content">{wording.say(words::Frame::SkipToContent)}</a>
                <Header on_venue />
                <FootNavigation />
                <BannerSlot />
                <main class="page-main" id="content" tabindex="-1">
                    {move || match guard.get() {
                        Guard::Asking => view! { <Skeleton alone=true /> }.into_any(),
                        Guard::Out | Guard::Locked => ().into_any(),
                        Guard::In => children.with_value(|children| children()).into_any(),
                    }}
                </main>
            </div>
        </Show>
    }
}

/// Opens the venue that the link names. Where it names none the open one stays open; only the list takes the first one.
fn follow_venue() {
    let (sessions, params) = (use_session(), use_query_map());
    let venue =
        Memo::new(move |_| params.with(|params| params.get("venue")).filter(|venue| !venue.is_empty()));
    Effect::new(move |_| {
        if let Some(venue) = venue.get() {
            sessions.select_venue(Some(VenueId::from(venue)));
        }
    });
}

/// The address, with diagnostics over it where they are over this page: whoever looks at them sees why it goes.
fn over(address: &str, search: &str) -> String {
    if !asks_for_diagnostics(search) {
        return address.to_owned();
    }
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    with_diagnostics(path, query)
}
