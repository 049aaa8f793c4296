//! Bookings, venues, days and commands: what Deskbell is about, without a browser and without a network.
//!
//! The module holds the shapes that cross the wire, the [`Board`] that stores one feed's bookings and derives what
//! the views show, and the query that describes a view. It reads no clock: "now" is an argument. It decides nothing
//! about order or gaps of a feed either; that is the realtime core's work.
//!
//! Invariants: instants are UTC milliseconds, days are the venue's own calendar days, money is in minor units. What
//! the server sends and we do not know is ignored (a field), or refused (a status); it is never guessed.

mod absence;
mod board;
mod booking;
mod calm_list;
mod change;
mod change_rate;
pub mod chart;
mod command;
mod compare;
mod copy_ledger;
mod day;
mod day_list;
mod days_page;
mod fold;
mod free_rooms;
mod idle;
mod instant;
mod list_query;
mod list_range;
mod list_sort;
mod lock;
mod meanwhile;
mod note_draft;
mod offer;
mod offline;
mod order;
mod panel;
mod record;
mod row_window;
mod scope;
mod session;
mod stay;
mod tabs;
mod toasts;
mod trouble;
mod venue;
mod wish;

pub use absence::{Absence, CaughtUp};
pub use board::{Applied, Board, Difference};
pub use booking::{Booking, BookingId, Guest, Money, ResourceId, ResourceRef, Status};
pub use calm_list::{CalmList, Hold, Staying};
pub use change::{BookingChanged, Change};
pub use change_rate::ChangeRate;
pub use command::{Action, ActionKind, Command, CommandAnswer, CommandError, CommandResult, NewBooking};
pub use compare::{Part, differing_parts};
pub use copy_ledger::{CopyLedger, CopyTurn};
pub use day::Day;
pub use day_list::{Attention, Counters, DayPart, DayView, Placement};
pub use days_page::{DaysPage, NoDays, days_beyond};
pub use fold::fold;
pub use idle::Idle;
pub use instant::Instant;
pub use list_query::{ListPart, ListQuery, return_path, with_query};
pub use list_range::ListRange;
pub use list_sort::{Sort, SortBy, SortKey};
pub use lock::{LockWord, Locked, is_hidden};
pub use meanwhile::{Meanwhile, only_edit};
pub use note_draft::NoteDraft;
pub use offer::Offer;
pub use offline::{KeptSession, copy_ends_at_ms, may_show_copy};
pub use order::OrderKey;
pub use panel::{asks_for_diagnostics, with_diagnostics, without_diagnostics};
pub use record::{BookingRecord, HistoryEntry, HistoryStep, RecordAnswer, fields_changed};
pub use row_window::{near as rows_near, stretches as row_stretches};
pub use scope::{BookingEvent, Scope, ScopeWatch};
pub use session::{AccessToken, DemoAccount, Session, User};
pub use stay::{StayDraft, StayFault, has_arrived};
pub use tabs::{Leave, Refreshed, Said, SessionWord, Step, TabSession, on_refreshed, on_word};
pub use toasts::{KeptToast, SHOWN_MAX as TOASTS_SHOWN_MAX, Toast, ToastKind, ToastQueue};
pub use trouble::Troubles;
pub use venue::{Resource, UtcOffset, Venue, VenueId};
pub use wish::{Mark, Shown, Wish, lay_over, wish_for};

#[cfg(test)]
mod samples;
