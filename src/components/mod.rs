//! What pages are made of. A component reads signals and sends commands; it keeps no state that a service or the
//! query could hold, and it says nothing that is not in `words`.

#![expect(unreachable_pub, reason = "the component macro writes items that are public but not exported")]

mod announcer;
mod as_of;
mod banner;
mod banner_slot;
mod booking_detail;
mod booking_list;
mod booking_row;
mod cancel_dialog;
mod changes_walk;
mod clash_dialog;
mod clock_banner;
mod connection_banner;
mod connection_chip;
mod counters;
mod credentials;
mod desk;
mod detail_facts;
mod detail_history;
mod detail_note;
mod detail_pane;
mod diagnostics;
mod fate;
mod filters;
mod focus;
mod header;
mod icons;
mod list_hold;
mod list_message;
mod list_table;
mod list_tools;
mod list_view;
mod lock_screen;
mod menu_place;
mod modal;
mod move_dialog;
mod navigation;
mod new_rows_bar;
mod offers;
mod other_days;
mod other_days_list;
mod outbox_chip;
mod outbox_list;
mod outlets;
mod overlap_dialog;
mod page_focus;
mod panel;
mod remedies;
mod restored_banner;
mod results;
mod room_dialog;
mod room_field;
mod row_action;
mod row_cells;
mod row_menu;
mod shortcuts;
mod sign_out_dialog;
mod storage_banner;
mod toaster;
mod toasts;
mod update_notice;
mod wording;

pub use announcer::{Announcer, Announcers};
pub use as_of::{AsOf, Freshness, follow_tab_icon, use_freshness};
pub use banner_slot::BannerSlot;
pub use booking_list::BookingList;
pub use cancel_dialog::CancelDialog;
pub use changes_walk::{ChangesWalk, WalkedList};
pub use clash_dialog::ClashDialog;
pub use connection_chip::ConnectionChip;
pub use counters::Counters;
pub use credentials::{PasswordField, UsernameField};
pub use desk::Desk;
pub use detail_note::Drafts;
pub use detail_pane::DetailPane;
pub use diagnostics::{DiagnosticsPanel, DiagnosticsView, Panel};
pub use filters::Filters;
pub use focus::focus_unless_held;
pub use header::Header;
pub use icons::{Icon, icon};
pub use list_message::{ListMessage, Skeleton};
pub use list_tools::{FilterChips, ListTools, PausedNote};
pub use list_view::{ListView, use_list_view};
pub use lock_screen::LockScreen;
pub use modal::{DialogOutlet, Modal};
pub use move_dialog::MoveDialog;
pub use navigation::{FootNavigation, HeaderNavigation, TODAY, use_venue_href};
pub use other_days::OtherDays;
pub use other_days_list::OtherDaysList;
pub use outbox_chip::OutboxChip;
pub use outbox_list::{OutboxKeeping, OutboxList, OutboxSummary};
pub use overlap_dialog::OverlapDialog;
pub use page_focus::keep_page_focus;
pub use results::Results;
pub use room_dialog::RoomDialog;
pub use row_menu::{RowMenu, RowMenuView};
pub use shortcuts::{Shortcuts, ShortcutsDialog};
pub use storage_banner::StorageBanner;
pub use toaster::Toaster;
pub use toasts::{Toast, ToastAction, ToastKind, Toasts};
pub(crate) use update_notice::announce_update;
pub use update_notice::{ReloadButton, UpdateBanner};
pub use wording::{Wording, range_word, sign_in_sentence, use_wording};

/// Hands the ways in which people hear of what happened to all components below: toasts, announcements, fates. Needs the
/// services and a router.
pub(crate) fn provide_results() {
    let outlets = outlets::Outlets::provide();
    Announcer::provide_with(outlets);
    Toasts::provide();
    list_hold::ListPointer::provide();
    Results::provide();
    sign_out_dialog::Leaving::provide();
}
