//! What stands where the rows would be.

use leptos::prelude::*;

use super::filters::ClearFilters;
use super::use_wording;
use crate::words::List;

/// Lines of the skeleton: as many as fit without scrolling on a small screen.
const SKELETON_ROWS: usize = 12;

/// Why there are no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMessage {
    /// The first snapshot is on its way.
    Loading,
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
