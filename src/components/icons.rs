//! The shapes: drawn on 16 by 16, in the colour of the text, hidden from those who are told in words.

use leptos::prelude::*;

use crate::domain::Status;
use crate::service::ConnectionState;

/// A shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// The desk's bell: Deskbell itself.
    Bell,
    /// Into the house.
    Arrive,
    /// Out of the house.
    Leave,
    /// People.
    Person,
    /// Something to look for.
    Search,
    /// Something that a person must do.
    Attention,
    /// What else there is.
    More,
    /// The row above, or before.
    Previous,
    /// The row below, or behind.
    Next,
    /// Back to where one came from.
    Back,
    /// The column that sorts.
    Sorted,
    /// Holds the list.
    Pause,
    /// Goes on.
    Resume,
    /// The keys.
    Keys,
    /// Good to know.
    Info,
    /// Waits to be sent.
    Outbox,
    /// On its way to the server.
    Sending,
    /// Nothing shows without the password.
    Lock,
    /// The bookings, line by line.
    Ledger,
    /// How the connection does.
    Pulse,
    /// Take away.
    Close,
    /// Went through.
    Check,
    /// A booking's status.
    Status(Status),
    /// The connection's state.
    Connection(ConnectionState),
}

const RING: &str = "M8 2.75a5.25 5.25 0 1 1 0 10.5a5.25 5.25 0 0 1 0-10.5z";
const TURN: &str = "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3";

/// What is drawn as lines, and what is filled.
fn paths(icon: Icon) -> (&'static str, &'static str) {
    match icon {
        Icon::Bell => ("M2 12.5h12M3.5 10.2a4.5 4.5 0 0 1 9 0zM8 5.7V4M6.8 3.6h2.4", ""),
        Icon::Arrive => ("M2.5 8h7M6.8 5l3 3l-3 3M10.5 2.75h2.75v10.5H10.5", ""),
        Icon::Leave => ("M6 8h7.5M10.8 5l3 3l-3 3M5.5 2.75H2.75v10.5H5.5", ""),
        Icon::Person => (
            "M8 8.2a2.6 2.6 0 1 0 0-5.2a2.6 2.6 0 0 0 0 5.2zM3.2 13.2c.6-2.2 2.5-3.2 4.8-3.2s4.2 1 4.8 3.2",
            "",
        ),
        Icon::Search => ("M7 11.5a4.5 4.5 0 1 0 0-9a4.5 4.5 0 0 0 0 9zM10.4 10.4l3.4 3.4", ""),
        Icon::Attention => ("M8 2.5l6 10.5H2zM8 6.5v3M8 11.2v.2", ""),
        Icon::More => ("M3.5 8h.1M8 8h.1M12.5 8h.1", ""),
        Icon::Previous => ("M4 10l4-4l4 4", ""),
        Icon::Next => ("M4 6l4 4l4-4", ""),
        Icon::Back => ("M10 3.5L5.5 8l4.5 4.5", ""),
        Icon::Sorted => ("M8 12.5v-9M4.8 6.7L8 3.5l3.2 3.2", ""),
        Icon::Pause => ("M5.5 3.5v9M10.5 3.5v9", ""),
        Icon::Resume => ("M5 3.5l7 4.5l-7 4.5z", ""),
        Icon::Keys => ("M2 4.5h12v7H2zM4.5 7h.1M7 7h.1M9.5 7h.1M12 7h.1M5 9.2h6", ""),
        Icon::Info => ("M8 2.75a5.25 5.25 0 1 1 0 10.5a5.25 5.25 0 0 1 0-10.5zM8 7.4v3.4M8 5.2v.1", ""),
        Icon::Outbox => ("M2.5 9v4h11V9M2.5 9l2-5.5h7l2 5.5M2.5 9h3.2l1 1.6h2.6l1-1.6h3.2", ""),
        Icon::Sending => ("M8 13V3.5M4.2 7.2L8 3.4l3.8 3.8", ""),
        Icon::Lock => ("M3.5 7.5h9v6h-9zM5.5 7.5V5.2a2.5 2.5 0 0 1 5 0v2.3M8 10v1.2", ""),
        Icon::Ledger => ("M3 2.5h10v11H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3", ""),
        Icon::Pulse => ("M1.5 8.5h3L6.5 4l3 8l2-3.5h3", ""),
        Icon::Close => ("M4 4l8 8M12 4l-8 8", ""),
        Icon::Check => ("M3 8.5l3.2 3.2L13 5", ""),
        Icon::Status(status) => match status {
            Status::Pending => (
                "M5.2 3.6a5.2 5.2 0 0 1 2-.8M9.8 3a5.2 5.2 0 0 1 2.4 1.9M13.2 7.3a5.2 5.2 0 0 1-.6 2.9M11 12.3a5.2 5.2 0 0 1-2.6.9M6 12.8a5.2 5.2 0 0 1-2.4-1.9M2.8 8.8a5.2 5.2 0 0 1 .6-3",
                "",
            ),
            Status::Confirmed => (RING, "M8 2.75a5.25 5.25 0 0 1 0 10.5z"),
            Status::CheckedIn => (RING, RING),
            Status::CheckedOut => (RING, ""),
            Status::Cancelled => {
                ("M8 2.75a5.25 5.25 0 1 1 0 10.5a5.25 5.25 0 0 1 0-10.5zM4.4 11.6l7.2-7.2", "")
            }
            Status::NoShow => ("M4 4l8 8M12 4l-8 8", ""),
        },
        Icon::Connection(state) => match state {
            ConnectionState::Connecting => ("M3 8h.1M8 8h.1M13 8h.1", ""),
            ConnectionState::Live => (RING, "M8 5.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5z"),
            ConnectionState::Slow => {
                ("M8 2.75a5.25 5.25 0 1 1 0 10.5a5.25 5.25 0 0 1 0-10.5zM8 5v3.2l2 1.3", "")
            }
            ConnectionState::CatchingUp => ("M3.5 4l4 4l-4 4M8.5 4l4 4l-4 4", ""),
            ConnectionState::Reconnecting | ConnectionState::Restarting => (TURN, ""),
            ConnectionState::NotLive => {
                ("M8 2.75a5.25 5.25 0 1 1 0 10.5a5.25 5.25 0 0 1 0-10.5zM8 5.2v3.4M8 10.8v.1", "")
            }
            ConnectionState::Offline => (
                "M2 2.5l12 11M4.6 9.4a5 5 0 0 1 2.2-1.2M9.6 8.3c.7.2 1.3.6 1.8 1.1M2.4 6.8a8 8 0 0 1 2-1.3M7 4.6a8 8 0 0 1 6.6 2.2M8 12.3v.1",
                "",
            ),
            ConnectionState::Polling => {
                ("M12.6 6.5a5 5 0 0 0-9-.8M3.4 9.5a5 5 0 0 0 9 .8M3.2 3v3h3M12.8 13v-3h-3", "")
            }
            ConnectionState::Unstable => ("M2 9l2.5-4l3 6l3-6L14 9", ""),
            ConnectionState::Paused => ("M5.5 3.5v9M10.5 3.5v9", ""),
            ConnectionState::SignedOut => ("M6 8h7.5M10.8 5l3 3l-3 3M8.5 2.75H2.75v10.5H8.5", ""),
            ConnectionState::Stopped => ("M5.4 2.5h5.2l2.9 2.9v5.2l-2.9 2.9H5.4l-2.9-2.9V5.4zM5.5 8h5", ""),
        },
    }
}

/// Draws a shape.
pub fn icon(shape: Icon) -> impl IntoView {
    let (lines, filled) = paths(shape);
    view! {
        <svg aria-hidden="true" width="16" height="16" viewBox="0 0 16 16">
            {(!filled.is_empty()).then(|| view! { <path d=filled fill="currentColor" stroke="none" /> })}
            <path d=lines />
        </svg>
    }
}
