//! Beside the rows.

use super::super::tools::{RangeWord, ShortcutWord, Tools};
use super::{list, plural};
use crate::words::{List, StatusWord};

pub(in crate::words) fn text(part: Tools<'_>) -> String {
    match part {
        Tools::NewRows(new) => return format!("{} new · show", new.text),
        Tools::HeldRows(held) => return format!("{} to settle · update", plural(held, "row", "rows")),
        Tools::NewAndHeldRows(new, held) => {
            return format!("{} new, {} to settle · show", new.text, plural(held, "row", "rows"));
        }
        // What was done, not where the guest is.
        Tools::Leaves(StatusWord::CheckedIn) => "Checked in · leaves this list",
        Tools::Leaves(status) => return format!("{} · leaves this list", list(List::Status(status))),
        Tools::RemovedLeaves => "Removed · leaves this list",
        Tools::Moves => "Changed · moves in this list",
        Tools::Pause => "Pause updates",
        Tools::Resume => "Resume",
        Tools::Paused(count) => {
            let verb = if count.value == 1 { "is" } else { "are" };
            return format!("Updates paused. {} {verb} waiting.", plural(count, "change", "changes"));
        }
        Tools::Range => "Days",
        Tools::RangeWord(RangeWord::Today) => "Today",
        Tools::RangeWord(RangeWord::Tomorrow) => "Tomorrow",
        Tools::RangeWord(RangeWord::Week) => "Next 7 days",
        Tools::RangeWord(RangeWord::Days(days)) => return days.to_owned(),
        Tools::LiveDays(from, to) => return format!("Only {from} to {to} is kept live."),
        Tools::OthersAsOf(time) => return format!("Other days are not live: as of {time}."),
        Tools::OthersCut => "Only the first 500 bookings are shown; choose fewer days.",
        Tools::OthersTooMany => "These are too many days for one list. Choose fewer.",
        Tools::OthersCaption(days) => return format!("Not live: {days}"),
        Tools::Fetching => "Fetching these days…",
        Tools::FetchAgain => "Refresh",
        Tools::NotOnDevice => "This day isn't saved on this device.",
        Tools::SortBy => "Sort by",
        Tools::OfRoom(room) => return format!("Room {room}"),
        Tools::FromSource(source) => return format!("Source: {source}"),
        Tools::ChangedSince(time) => return format!("Changed since {time}"),
        Tools::Remove(filter) => return format!("Remove filter: {filter}"),
        Tools::Shortcuts => "Keyboard shortcuts",
        Tools::Shortcut(ShortcutWord::Move) => "Move between bookings",
        Tools::Shortcut(ShortcutWord::Open) => "Open the booking",
        Tools::Shortcut(ShortcutWord::Close) => "Close the booking",
        Tools::Shortcut(ShortcutWord::Search) => "Search",
        Tools::Shortcut(ShortcutWord::Help) => "Show these shortcuts",
        Tools::SingleKeys => "Use single keys as shortcuts",
        Tools::ArrowKeys => "up, down",
        Tools::Close => "Close",
    }
    .to_owned()
}
