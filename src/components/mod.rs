//! What pages are made of. A component reads signals and sends commands; it keeps no state that a service or the
//! query could hold, and it says nothing that is not in `words`.

#![expect(unreachable_pub, reason = "the component macro writes items that are public but not exported")]

mod announcer;
mod as_of;
mod banner_slot;
mod booking_list;
mod booking_row;
mod connection_banner;
mod connection_chip;
mod counters;
mod desk;
mod diagnostics;
mod filters;
mod header;
mod icons;
mod list_message;
mod list_view;
mod outlet;
mod room_dialog;
mod row_action;
mod toaster;
mod update_notice;
mod wording;

pub use announcer::{Announcer, Announcers};
pub use as_of::{AsOf, Freshness, use_freshness};
pub use banner_slot::BannerSlot;
pub use booking_list::BookingList;
pub use connection_chip::ConnectionChip;
pub use counters::Counters;
pub use desk::Desk;
pub use diagnostics::{DiagnosticsPanel, DiagnosticsView, Panel};
pub use filters::Filters;
pub use header::Header;
pub use icons::{Icon, icon};
pub use list_message::{ListMessage, Skeleton};
pub use list_view::{ListView, use_list_view};
pub use outlet::{Outlet, Outlets};
pub use room_dialog::RoomDialog;
pub use toaster::{Toaster, Toasts};
pub(crate) use update_notice::announce_update;
pub use update_notice::{ReloadButton, UpdateBanner};
pub use wording::{Wording, sign_in_fault, use_wording};
