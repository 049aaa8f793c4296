//! What stands where the rows would be.

use leptos::prelude::*;

use super::filters::ClearFilters;
use super::panel::use_panel_href;
use super::remedies::RetryButton;
use super::use_wording;
use crate::service::FaultKind;
use crate::words::{Banner, Connection, Detail, List, Message};

/// Lines of the skeleton: as many as fit without scrolling on a small screen.
const SKELETON_ROWS: usize = 12;

/// Why there are no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMessage {
    /// The first snapshot is on its way.
    Loading,
    /// It cannot be loaded, though there is a connection.
    Failed(FaultKind),
    /// The server does not show us this venue.
    Refused,
    /// The day has no bookings.
    Empty,
    /// The filters hide them all.
    NoMatch,
    /// The days lie beyond those that are kept live: what there is of them is listed below.
    Elsewhere,
}

/// The message.
#[component]
pub(super) fn NoRows(
    /// Why there are none.
    message: ListMessage,
) -> impl IntoView {
    let wording = use_wording();
    match message {
        ListMessage::Loading => view! { <Skeleton /> }.into_any(),
        ListMessage::Failed(kind) => view! { <Failed kind /> }.into_any(),
        ListMessage::Refused => view! {
            <div class="list-message" data-testid="list-refused">
                <strong>{wording.say(List::FeedRefused)}</strong>
                <p>{wording.say(List::FeedRefusedText)}</p>
            </div>
        }
        .into_any(),
        ListMessage::Empty => view! {
            <div class="list-message" data-testid="list-empty"><strong>{wording.say(List::EmptyDay)}</strong></div>
        }
        .into_any(),
        ListMessage::Elsewhere => ().into_any(),
        ListMessage::NoMatch => view! {
            <div class="list-message" data-testid="list-no-match">
                <strong>{wording.say(List::NoMatch)}</strong>
                <ClearFilters />
            </div>
        }
        .into_any(),
    }
}

/// Nothing could be loaded: what happened, and what a person can do. It is said aloud by whoever owns that message.
#[component]
fn Failed(kind: FaultKind) -> impl IntoView {
    let (wording, href) = (use_wording(), use_panel_href());
    let text: Message<'static> = match kind {
        FaultKind::Network => Connection::Headline(Banner::Unreached).into(),
        FaultKind::Server
        | FaultKind::Authentication
        | FaultKind::Protocol
        | FaultKind::RateLimit
        | FaultKind::Version
        | FaultKind::Storage
        | FaultKind::Client => Detail::Fault.into(),
    };
    view! {
        <div class="list-message" data-testid="list-failed">
            <strong>{wording.say(text)}</strong>
            <div class="list-message-actions">
                <RetryButton label=Connection::TryAgain />
                <a class="button" href=move || href.get()>{wording.say(Connection::Details)}</a>
            </div>
        </div>
    }
}

/// The first load: the words of the shell before it, and lines where the rows will be.
#[component]
pub fn Skeleton(
    /// It stands alone on the page, which has no other heading.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let wording = use_wording();
    let (headline, text) = (wording.say(List::Connecting), wording.say(List::ConnectingText));
    view! {
        <div data-testid="skeleton">
            {if alone {
                view! { <h1>{headline}</h1> <p>{text}</p> }.into_any()
            } else {
                view! { <p><strong>{headline}</strong> " " {text}</p> }.into_any()
            }}
            <ul class="skeleton" aria-hidden="true">
                {(0..SKELETON_ROWS).map(|_| view! { <li></li> }).collect_view()}
            </ul>
        </div>
    }
}
