//! English: the lock, and the change of persons.

use super::plural;
use crate::words::lock::Lock;
use crate::words::message::Count;

fn are_kept(count: Count<'_>) -> (&'static str, &'static str) {
    if count.value == 1 { ("is", "It is kept") } else { ("are", "They are kept") }
}

pub(super) fn text(part: Lock<'_>) -> String {
    match part {
        Lock::LockNow => "Lock",
        Lock::SwitchUser => "Switch user",
        Lock::Title => "Locked",
        Lock::Locked => "Locked.",
        Lock::Text => "The bookings are hidden. Enter your password to go on.",
        Lock::Unlock => "Unlock",
        Lock::Unlocking => "Unlocking…",
        Lock::Incomplete => "Enter your password.",
        Lock::WrongPassword => "The password is wrong.",
        Lock::Unreachable => {
            "Unlocking needs a connection to the booking server. Check the connection, then try again."
        }
        Lock::Left(count, name) => {
            let (are, kept) = are_kept(count);
            return format!(
                "{} by {name} {are} not sent yet. {kept} on this device, hidden from others, until {name} signs in here again.",
                plural(count, "change", "changes")
            );
        }
        Lock::LeftInTab(count, name) => {
            let (are, kept) = are_kept(count);
            return format!(
                "{} by {name} {are} not sent yet. {kept} only while this tab is open, hidden from others, until {name} signs in here again.",
                plural(count, "change", "changes")
            );
        }
    }
    .to_owned()
}
