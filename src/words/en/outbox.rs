//! English: what waits, what became of it, and the device that keeps it.

use super::{done, plural};
use crate::words::message::{ActionWord, Count, StatusWord};
use crate::words::outbox::{Keeping, Outbox, StorageCause};

/// What was asked for, with the guest.
pub(super) fn label(word: ActionWord, guest: &str) -> String {
    match word {
        ActionWord::Create => format!("Create: {guest}"),
        ActionWord::Confirm => format!("Confirm {guest}"),
        ActionWord::CheckIn => format!("Check in {guest}"),
        ActionWord::CheckOut => format!("Check out {guest}"),
        ActionWord::MarkNoShow => format!("No-show: {guest}"),
        ActionWord::Cancel => format!("Cancel: {guest}"),
        ActionWord::Move => format!("Move {guest}"),
        ActionWord::SetNote => format!("Note: {guest}"),
        ActionWord::Undo => format!("Undo: {guest}"),
    }
}

fn changes(count: Count<'_>, one: &str, many: &str) -> String {
    format!("{} {}", plural(count, "change", "changes"), if count.value == 1 { one } else { many })
}

pub(super) fn outbox(part: Outbox<'_>) -> String {
    match part {
        Outbox::Title => "Outbox",
        Outbox::Label(word, guest) => return label(word, guest),
        Outbox::Empty => "Nothing is waiting.",
        Outbox::EmptyText => "Everything you did has reached the booking server.",
        Outbox::Waiting(count) => return changes(count, "is waiting to be sent.", "are waiting to be sent."),
        Outbox::SendingOf(now, total) => return format!("Sending {now} of {total}…"),
        Outbox::Attention(count) => return changes(count, "needs you.", "need you."),
        Outbox::NeedsYou => "Needs you",
        Outbox::OnTheWay => "On the way",
        Outbox::CanBeUndone => "Done, can be undone",
        Outbox::AskedAt(time) => return format!("at {time}"),
        Outbox::UndoUntil(time) => return format!("until {time}"),
        Outbox::Sending => "Sending…",
        Outbox::Held => "It waits for you: an earlier change of this booking was not applied.",
        Outbox::Conflict => {
            "Someone else changed this booking meanwhile. Your change is not saved yet, and may not apply."
        }
        Outbox::Expired(word, guest) => return format!("\"{}\" is too old to send.", label(word, guest)),
        Outbox::NotApplied(word, guest) => return format!("\"{}\" was not applied.", label(word, guest)),
        Outbox::Meanwhile { status, guest, who, while_offline } => {
            return meanwhile(status, guest, who, while_offline);
        }
        Outbox::AlreadyBy(word, who, time) => return format!("Already {} by {who} at {time}.", done(word)),
        Outbox::Sent(count) => return changes(count, "was sent.", "were sent."),
        Outbox::TooMany(seconds) => {
            let seconds = plural(seconds, "second", "seconds");
            return format!("Too many changes at once. The rest goes out in {seconds}; nothing is lost.");
        }
        Outbox::SomeNotApplied(count) => return changes(count, "was not applied.", "were not applied."),
        Outbox::SendNow => "Send now",
        Outbox::CheckNow => "Check now",
        Outbox::SendAgain => "Send again",
        Outbox::Discard => "Discard",
        Outbox::Review => "Review",
        Outbox::View => "View",
        Outbox::Undo => "Undo",
        Outbox::ButtonAbout(button, label) => return format!("{button}: {label}"),
        Outbox::ChipWaiting(count) => return format!("{} waiting", count.text),
        Outbox::ChipSending => "Sending…",
        Outbox::ChipAttention(count) => return format!("{} to review", count.text),
        Outbox::ChipLabel(state) => return format!("Outbox: {state}"),
        Outbox::MoreResults(count) => return format!("{} more", count.text),
        Outbox::ResultsHint => "F8 goes here, Esc dismisses.",
    }
    .to_owned()
}

fn meanwhile(status: Option<StatusWord>, guest: &str, who: Option<&str>, while_offline: bool) -> String {
    let what = match status {
        Some(StatusWord::CheckedIn) => format!("{guest} was checked in"),
        Some(StatusWord::CheckedOut) => format!("{guest} was checked out"),
        Some(StatusWord::NoShow) => format!("{guest} was marked as a no-show"),
        Some(StatusWord::Cancelled) => format!("{guest}'s booking was cancelled"),
        Some(StatusWord::Pending | StatusWord::Confirmed) | None => format!("{guest}'s booking was changed"),
    };
    let by = who.map(|who| format!(" by {who}")).unwrap_or_default();
    format!("{what}{by} {}.", if while_offline { "while you were offline" } else { "meanwhile" })
}

pub(super) fn keeping(part: Keeping<'_>) -> String {
    match part {
        Keeping::CannotStore => "This browser can't store changes.",
        Keeping::CannotStoreText => "What you do offline is lost if you close the tab.",
        Keeping::Details => "Details",
        Keeping::Why(StorageCause::Blocked) => {
            "It gives this page no storage: a private window or a setting forbids it. A normal window keeps what you do."
        }
        Keeping::Why(StorageCause::Full) => {
            "This device has no room left for this page. Free some space; Deskbell tries again by itself."
        }
        Keeping::Why(StorageCause::Failed) => {
            "Its storage doesn't answer as it should. Deskbell tries again by itself; restarting the browser may help."
        }
        Keeping::SetAside(count) => {
            let verbs = ("on this device can't be read. It is set aside", "on this device can't be read. They are set aside");
            return format!("{}; the rest goes out.", changes(count, verbs.0, verbs.1));
        }
        Keeping::NotSent(count) => return changes(count, "is not sent yet.", "are not sent yet."),
        Keeping::NotSentText => "Send now, keep for your next sign-in on this device (hidden from others), or discard.",
        Keeping::NotSentUnsafe => {
            "This browser can't store changes: what you keep lasts only until this tab is closed."
        }
        Keeping::MaybeSent(count) => {
            return format!("{} may have reached the server already; discarding can't take that back.", count.text);
        }
        Keeping::SendAndSignOut => "Send and sign out",
        Keeping::KeepForMe => "Keep for me",
        Keeping::DiscardAll => "Discard",
        Keeping::StillHere(count) => {
            return format!("You're still signed in: {}", changes(count, "needs you.", "need you."));
        }
        Keeping::LeftFor(count, name) => {
            let left = changes(count, "could not be sent. It is kept", "could not be sent. They are kept");
            return format!("{left} on this device for {name}.");
        }
        Keeping::KeptFor(count, name) => {
            return format!("{} on this device for {name}.", changes(count, "is kept", "are kept"));
        }
    }
    .to_owned()
}
